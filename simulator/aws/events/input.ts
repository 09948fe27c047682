import { ModuleError } from "../../core/module-error.ts";
import type { BusEvent } from "./bus-event.ts";
import type { EventRule, EventTarget } from "./resources.ts";

type RuleName = Pick<EventRule, "arn" | "name">;

/** Makes what a target gets of an event: JSON, or what a template makes of it. */
export type TargetInput = (event: BusEvent, rule: RuleName) => string;

/** Leads to a part of an event; undefined where there is none. */
type Path = (event: BusEvent) => unknown;

/**
 * Reads what a target gets: the event, a part of it, a text in its place, or a template filled from it (EventBridge User Guide:
 * Input transformation). EventBridge does not escape what it puts into a template, so a quote in an event can break the JSON.
 *
 * @throws ModuleError for an input that is no JSON, and for a path that the simulator does not know
 */
export function readInput({ input, inputPath, inputTransformer }: EventTarget): TargetInput {
  if (input !== undefined) {
    requireJson(input);
    return () => input;
  }
  if (inputPath !== undefined) {
    const path = readPath(inputPath);
    // What EventBridge sends for a path that leads nowhere is not documented; here it is null.
    return (event) => JSON.stringify(path(event) ?? null);
  }
  if (inputTransformer === undefined) return (event) => JSON.stringify(event);
  const { template } = inputTransformer;
  const paths = Object.entries(inputTransformer.paths).map(([name, path]) => [name, readPath(path)] as const);
  return (event, rule) => fill(template, variablesOf(paths, event, rule));
}

function requireJson(input: string): void {
  try {
    JSON.parse(input);
  } catch {
    throw new ModuleError(`The input of a target must be JSON, not ${input.slice(0, 200)}`);
  }
}

function variablesOf(
  paths: readonly (readonly [name: string, path: Path])[],
  event: BusEvent,
  rule: RuleName,
): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ["aws.events.rule-arn", rule.arn],
    ["aws.events.rule-name", rule.name],
    ["aws.events.event.ingestion-time", event.time],
    ["aws.events.event", event],
    ["aws.events.event.json", event],
    ...paths.map(([name, path]) => [name, path(event)] as const),
  ]);
}

/** Within quotes a text stands as it is, outside it brings its own; a path that leads nowhere leaves nothing (from memory). */
function fill(template: string, variables: ReadonlyMap<string, unknown>): string {
  let isQuoted = false;
  return template.replaceAll(/\\.|"|<([\w.-]+)>/g, (match, name?: string) => {
    if (match === '"') isQuoted = !isQuoted;
    if (name === undefined || !variables.has(name)) return match;
    const value = variables.get(name);
    if (value === undefined) return "";
    return isQuoted && typeof value === "string" ? value : JSON.stringify(value);
  });
}

/** `$.detail.items[0].name` */
function readPath(path: string): Path {
  if (!/^\$(\.[\w/-]+|\[\d+\])*$/.test(path)) {
    throw new ModuleError(
      `${path} is no path that the simulator knows; use names and indices, such as $.detail.items[0].`,
    );
  }
  const keys = [...path.matchAll(/\.([\w/-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? index ?? "");
  return (event) =>
    keys.reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? (value as Readonly<Record<string, unknown>>)[key]
          : undefined,
      event,
    );
}
