import "core-js/actual/promise/with-resolvers.js";
import { ExecutionError, StateMachine } from "aws-local-stepfunctions";
import type { ChoiceRule, StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";
import { type Context, findFilled, findPlaced, findValue, type Found } from "./plain-paths.ts";

type MachineDefinition = ConstructorParameters<typeof StateMachine>[0];
type Input = Parameters<StateMachine["run"]>[0];

export type { Context } from "./plain-paths.ts";

/*
 * What goes into a state and comes out of it is computed by aws-local-stepfunctions: paths, payload templates, intrinsic
 * functions and comparisons; where paths are names alone, by plain-paths.ts, which need not copy the payload. The library is
 * given one state at a time, because running whole machines it falls short of AWS in what the
 * modules stand on: it knows only the real clock (timers, timestamps, the delays of retries), ends every task after a minute
 * that has no timeout of its own, draws jitter by chance, has no task tokens, heartbeats, tolerated failures or limits, runs a
 * distributed map like an inline one, and fills in nothing of the context object but two fields of `Execution`, which it
 * overwrites. interpreter.ts does all that.
 *
 * What is made up for here:
 * - The context object stands one level deeper, under a name that the library leaves alone.
 * - A `ResultPath` of `$`, which is the default, means a field `$` to it.
 * - A comparison of AWS is false for a value of another type; its own compares with what JavaScript makes of both, or throws.
 * - `IsString: false` and its like are never true to it.
 * - It fails with JavaScript's errors where AWS says States.Runtime.
 * Not made up for, as no module needs it: a single parenthesis within a text of an intrinsic function
 * (`States.Format('a) {}', $.b)`), and a splitter of several characters, each of which separates on AWS (`States.StringSplit`).
 */

/** The input of a state's work: InputPath, then Parameters. */
export async function effectiveInput(
  state: Pick<StateDefinition, "InputPath" | "Parameters">,
  input: unknown,
  context: Context,
): Promise<unknown> {
  const { InputPath, Parameters } = state;
  if (InputPath === undefined && Parameters === undefined) return input;
  const plain = findInput(state, input, context);
  if (plain !== undefined) return plain.value;
  const machine =
    inputs.get(state) ?? prepare({ [start]: { Type: "Pass", ...given({ InputPath, Parameters }), End: true } });
  inputs.set(state, machine);
  return run(machine, input, context);
}

/** The same without the library, which copies the whole input: most paths are names alone. */
function findInput(
  { InputPath, Parameters }: Pick<StateDefinition, "InputPath" | "Parameters">,
  input: unknown,
  context: Context,
): Found {
  const selected = InputPath === undefined ? { value: input } : findValue(InputPath, input, context);
  return selected === undefined || Parameters === undefined
    ? selected
    : findFilled(Parameters, selected.value, context);
}

/** The output of a state: ResultSelector, then ResultPath, then OutputPath. */
export async function outputOf(
  state: Pick<StateDefinition, "ResultSelector" | "ResultPath" | "OutputPath">,
  input: unknown,
  result: unknown,
  context: Context,
): Promise<unknown> {
  const { ResultSelector, ResultPath, OutputPath } = state;
  const paths = given({ ResultSelector, ResultPath: ResultPath === "$" ? undefined : ResultPath, OutputPath });
  if (Object.keys(paths).length === 0) return result;
  const plain = findOutput(state, input, result, context);
  if (plain !== undefined) return plain.value;
  // Not a Pass state, whose Result must not be empty, null or false to the library.
  const task = { Type: "Task", Resource: "result", ...paths, End: true };
  const machine = outputs.get(state) ?? prepare({ [start]: task });
  outputs.set(state, machine);
  return run(machine, input, context, () => result);
}

/** The same without the library. */
function findOutput(
  { ResultSelector, ResultPath, OutputPath }: Pick<StateDefinition, "ResultSelector" | "ResultPath" | "OutputPath">,
  input: unknown,
  result: unknown,
  context: Context,
): Found {
  const selected = ResultSelector === undefined ? { value: result } : findFilled(ResultSelector, result, context);
  const placed = selected === undefined ? undefined : findPlaced(ResultPath, input, selected.value);
  return placed === undefined || OutputPath === undefined ? placed : findValue(OutputPath, placed.value, context);
}

/** What a path or an intrinsic function stands for. */
export async function valueOf(path: string, input: unknown, context: Context): Promise<unknown> {
  const plain = findValue(path, input, context);
  if (plain !== undefined) return plain.value;
  const { value } = (await effectiveInput({ Parameters: { "value.$": path } }, input, context)) as { value: unknown };
  return value;
}

/** What each item of a map is given: ItemSelector, or in older definitions Parameters. */
export async function itemInputs(
  state: Pick<StateDefinition, "ItemsPath" | "ItemSelector" | "Parameters">,
  input: unknown,
  context: Context,
): Promise<readonly unknown[]> {
  const { ItemsPath, ItemSelector = state.Parameters } = state;
  const items = ItemsPath === undefined ? { value: input } : findValue(ItemsPath, input, context);
  if (ItemSelector === undefined && Array.isArray(items?.value)) return items.value as unknown[];
  // All items in one run: each run copies the input, and a map's input grows with its items.
  const ItemProcessor = { StartAt: start, States: { [start]: { Type: "Pass", End: true } } };
  const map = { Type: "Map", ...given({ ItemsPath, ItemSelector }), ItemProcessor, End: true };
  const machine = selectors.get(state) ?? prepare({ [start]: map }, contextPathButMap);
  selectors.set(state, machine);
  return (await run(machine, input, context)) as readonly unknown[];
}

/**
 * Where a Choice state goes.
 *
 * @throws StateError States.NoChoiceMatched, or States.Runtime for a comparison of a field that is not there
 */
export async function chosen(
  state: Pick<StateDefinition, "Choices" | "Default">,
  input: unknown,
  context: Context,
): Promise<string> {
  const machine = choices.get(state) ?? prepareChoice(state);
  choices.set(state, machine);
  return (await run(machine, input, context)) as string;
}

/** A machine whose output is the name of the state that is chosen. */
function prepareChoice({ Choices = [], Default }: Pick<StateDefinition, "Choices" | "Default">): StateMachine {
  const ends = [...Choices.map(({ Next }) => Next), Default].filter((next) => next !== undefined);
  const targets = ends.map((next) => [next, { Type: "Pass", Result: next, End: true }] as const);
  const choice = { Type: "Choice", Choices: Choices.map(typed), ...given({ Default }) };
  return prepare({ ...Object.fromEntries(targets), [start]: choice });
}

/** What was prepared for states; they are visited again and again. */
const inputs = new WeakMap<object, StateMachine>();
const outputs = new WeakMap<object, StateMachine>();
const choices = new WeakMap<object, StateMachine>();
const selectors = new WeakMap<object, StateMachine>();

/** Name of the state that is evaluated; no name of a state is that long, so it is none of the definition's. */
const start = "-".repeat(81);

function prepare(states: Readonly<Record<string, object>>, paths = contextPath): StateMachine {
  const definition = withContextBelow({ StartAt: start, States: states }, paths) as MachineDefinition;
  // The definition is validated once and for all in the module's own tests.
  return new StateMachine(definition, { validationOptions: { noValidate: true } });
}

async function run(machine: StateMachine, input: unknown, context: Context, task?: () => unknown): Promise<unknown> {
  try {
    return await machine.run(input as Input, {
      context: { Context: context },
      ...(task === undefined ? {} : { overrides: { taskResourceLocalHandlers: { [start]: task as () => Input } } }),
    }).result;
  } catch (error) {
    const reason = error instanceof ExecutionError ? error.cause : error;
    const { name, message } = reason instanceof Error ? reason : new Error(String(reason));
    throw new StateError(name.startsWith("States.") ? name : "States.Runtime", message);
  }
}

/** Fields that hold a path. */
const isPath = (key: string) => key.endsWith(".$") || key.endsWith("Path") || key === "Variable";

/** Quoted text, or the beginning of a path into the context object. */
const contextPath = /'(?:\\.|[^'\\])*'|\$\$/g;
/** The same, but for the item of a map, which the library does fill in while it selects. */
const contextPathButMap = /'(?:\\.|[^'\\])*'|\$\$(?!\.Map\b)/g;

function withContextBelow(definition: unknown, paths: RegExp): unknown {
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    isPath(key) && typeof value === "string"
      ? value.replaceAll(paths, (found) => (found === "$$" ? "$$.Context" : found))
      : value,
  );
}

const typeTests = ["IsNull", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp", "IsPresent"];
const comparedTypes = ["String", "Numeric", "Boolean", "Timestamp"];

/** A rule as the library understands it as AWS does. */
function typed(rule: ChoiceRule): ChoiceRule {
  const { And, Or, Not, Next, ...comparison } = rule;
  const next = given({ Next });
  if (And !== undefined) return { And: And.map(typed), ...next };
  if (Or !== undefined) return { Or: Or.map(typed), ...next };
  if (Not !== undefined) return { Not: typed(Not), ...next };
  const { Variable } = comparison;
  const test = typeTests.find((name) => name in comparison);
  if (test !== undefined) {
    const is =
      test === "IsTimestamp"
        ? {
            And: [
              { Variable, IsString: true },
              { Variable, IsTimestamp: true },
            ],
          }
        : undefined;
    const positive = (is ?? { Variable, [test]: true }) as ChoiceRule;
    return { ...(comparison[test] === false ? { Not: positive } : positive), ...next };
  }
  // To AWS only the asterisk stands for other text.
  const pattern = comparison["StringMatches"];
  const plain = typeof pattern === "string" ? { StringMatches: pattern.replaceAll("?", "\\?") } : {};
  const type = comparedTypes.find((prefix) => Object.keys(comparison).some((name) => name.startsWith(prefix)));
  return { And: [typed({ Variable, [`Is${type ?? ""}`]: true } as ChoiceRule), { ...comparison, ...plain }], ...next };
}

/** Leaves out what is undefined: a path of null means something else than none. */
function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
