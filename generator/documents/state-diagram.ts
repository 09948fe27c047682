import { z } from "zod";
import { choiceLabel } from "./choice-label.ts";

/** What of a state machine a diagram shows. States may have more. */
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const catcher = z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() });
const common = { Next: z.string().optional(), Catch: z.array(catcher).default([]) };
const state = z.discriminatedUnion("Type", [
  z.looseObject({ Type: z.enum(["Task", "Pass", "Wait", "Succeed"]), ...common }),
  z.looseObject({ Type: z.literal("Fail"), Error: z.string().optional() }),
  z.looseObject({
    Type: z.literal("Choice"),
    Choices: z.array(z.looseObject({ Next: z.string() })),
    Default: z.string().optional(),
  }),
  z.looseObject({
    Type: z.literal("Map"),
    ItemProcessor: z.looseObject({
      ProcessorConfig: z.looseObject({ Mode: z.string() }).optional(),
      // Read by machineOf, for a machine in a machine has no end of depth.
      StartAt: z.unknown(),
      States: z.unknown(),
    }),
    ...common,
  }),
]);
type State = z.infer<typeof state>;

/**
 * Draws a state machine as a Mermaid flowchart: choices with their conditions, maps with what they run inside, errors dashed, Fail states
 * with a bold edge.
 *
 * @param definition a definition in the Amazon States Language (JSONPath), without tokens
 * @returns Mermaid's text
 * @throws ZodError for a state of a type that it cannot draw
 */
export function stateDiagram(definition: unknown): string {
  const machine = machineOf(definition);
  const ids = new Map(stateNames(machine).map((name, index) => [name, nodeId(name, index)]));
  const fails = failStates(machine).map((name) => identify(ids, name));
  return [
    "flowchart TD",
    ...drawMachine(machine, "start", ids).map((line) => `    ${line}`),
    ...(fails.length === 0 ? [] : ["    classDef fail stroke-width:3px", `    class ${fails.join(",")} fail`]),
  ].join("\n");
}

function machineOf(value: unknown): Machine {
  return z.looseObject({ StartAt: z.string(), States: z.record(z.string(), state) }).parse(value);
}

/** Names are unique in a whole state machine, those inside of maps included (Amazon States Language, States). */
function stateNames({ States }: Machine): readonly string[] {
  return Object.entries(States).flatMap(([name, inner]) =>
    inner.Type === "Map" ? [name, ...stateNames(machineOf(inner.ItemProcessor))] : [name],
  );
}

function failStates({ States }: Machine): readonly string[] {
  return Object.entries(States).flatMap(([name, inner]) => {
    if (inner.Type === "Map") return failStates(machineOf(inner.ItemProcessor));
    return inner.Type === "Fail" ? [name] : [];
  });
}

/** Mermaid's own words, such as `end`, are in lower case; a name that might be one, or has spaces, gets a number. */
function nodeId(name: string, index: number): string {
  return /^[A-Z]\w*$/.test(name) ? name : `state${index + 1}`;
}

function identify(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) {
    throw new Error(`The state machine has no state named ${name}, to which one of its states goes.`);
  }
  return id;
}

function drawMachine({ StartAt, States }: Machine, start: string, ids: ReadonlyMap<string, string>): readonly string[] {
  const states = Object.entries(States);
  return [
    `${start}(( )) --> ${identify(ids, StartAt)}`,
    ...states.flatMap(([name, inner]) => drawState(name, inner, ids)),
    ...states.flatMap(([name, inner]) => drawTransitions(identify(ids, name), inner, ids)),
  ];
}

function drawState(name: string, inner: State, ids: ReadonlyMap<string, string>): readonly string[] {
  const id = identify(ids, name);
  switch (inner.Type) {
    case "Choice":
      return [`${id}{${quote(name)}}`];
    case "Wait":
      return [`${id}{{${quote(name)}}}`];
    case "Succeed":
      return [`${id}([${quote(name)}])`];
    case "Fail":
      return [
        `${id}([${quote(inner.Error === undefined || inner.Error === name ? name : `${name}: ${inner.Error}`)}])`,
      ];
    case "Pass":
      return [`${id}(${quote(name)})`];
    case "Task":
      return [`${id}[${quote(name)}]`];
    case "Map": {
      const kind = inner.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED" ? "distributed map" : "map";
      const within = drawMachine(machineOf(inner.ItemProcessor), `${id}_start`, ids);
      return [`subgraph ${id}[${quote(`${name} (${kind})`)}]`, ...within.map((line) => `    ${line}`), "end"];
    }
  }
}

function drawTransitions(id: string, inner: State, ids: ReadonlyMap<string, string>): readonly string[] {
  const to = (name: string) => identify(ids, name);
  switch (inner.Type) {
    case "Fail":
      return [];
    case "Choice":
      return [
        ...inner.Choices.map((choice) => `${id} -- ${quote(choiceLabel(choice))} --> ${to(choice.Next)}`),
        ...(inner.Default === undefined ? [] : [`${id} -- "otherwise" --> ${to(inner.Default)}`]),
      ];
    default:
      return [
        ...(inner.Next === undefined ? [] : [`${id} --> ${to(inner.Next)}`]),
        ...inner.Catch.map(({ ErrorEquals, Next }) => `${id} -. ${quote(errors(ErrorEquals))} .-> ${to(Next)}`),
      ];
  }
}

function errors(names: readonly string[]): string {
  return names.includes("States.ALL") ? "any error" : names.join(", ");
}

/** A label in quotes; what Mermaid or HTML would read in it is written as an entity. */
function quote(text: string): string {
  return `"${text.replace(/[#"<>`&]/g, (character) => `#${character.charCodeAt(0)};`)}"`;
}
