import { ModuleError } from "../../core/module-error.ts";
import type { BusEvent } from "./bus-event.ts";
import type { EventRule, EventTarget } from "./resources.ts";

/**
 * What a target gets: the event, a part of it, a text in its place, or a template filled from it (EventBridge User Guide: Input
 * transformation). EventBridge does not escape what it puts into a template, so a quote in an event can break the JSON.
 *
 * @returns JSON, or what a template makes of it
 */
export function inputOf(target: EventTarget, event: BusEvent, rule: Pick<EventRule, "arn" | "name">): string {
  if (target.input !== undefined) {
    return target.input;
  }
  if (target.inputPath !== undefined) {
    // What EventBridge sends for a path that leads nowhere is not documented; here it is null.
    return JSON.stringify(valueAt(event, target.inputPath) ?? null);
  }
  return target.inputTransformer === undefined
    ? JSON.stringify(event)
    : fill(target.inputTransformer.template, variablesOf(target.inputTransformer.paths, event, rule));
}

function variablesOf(
  paths: Readonly<Record<string, string>>,
  event: BusEvent,
  rule: Pick<EventRule, "arn" | "name">,
): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ["aws.events.rule-arn", rule.arn],
    ["aws.events.rule-name", rule.name],
    ["aws.events.event.ingestion-time", event.time],
    ["aws.events.event", event],
    ["aws.events.event.json", event],
    ...Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)] as const),
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

/** `$.detail.items[0].name`; the value, or undefined where the path leads nowhere. */
function valueAt(event: BusEvent, path: string): unknown {
  if (!/^\$(\.[\w/-]+|\[\d+\])*$/.test(path)) {
    throw new ModuleError(
      `${path} is no path that the simulator knows; use names and indices, such as $.detail.items[0].`,
    );
  }
  const keys = [...path.matchAll(/\.([\w/-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? index ?? "");
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    event,
  );
}
