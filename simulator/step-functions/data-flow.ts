import "core-js/actual/promise/with-resolvers.js";
import { ExecutionError, StateMachine } from "aws-local-stepfunctions";
import type { ChoiceRule, StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";

type MachineDefinition = ConstructorParameters<typeof StateMachine>[0];
type Input = Parameters<StateMachine["run"]>[0];

/** The context object, `$$`. */
export type Context = Readonly<Record<string, unknown>>;

/*
 * What goes into a state and comes out of it is computed by aws-local-stepfunctions: paths, payload templates, intrinsic
 * functions and comparisons. It is given one state at a time, because running whole machines it falls short of AWS in what the
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
 * Not made up for: a single parenthesis within a text of an intrinsic function (`States.Format('a) {}', $.b)`).
 */

/** The input of a state's work: InputPath, then Parameters. */
export function effectiveInput(
  { InputPath, Parameters }: Pick<StateDefinition, "InputPath" | "Parameters">,
  input: unknown,
  context: Context,
): Promise<unknown> {
  return evaluate({ Type: "Pass", ...given({ InputPath, Parameters }) }, input, context);
}

/** The output of a state: ResultSelector, then ResultPath, then OutputPath. */
export function outputOf(
  { ResultSelector, ResultPath, OutputPath }: Pick<StateDefinition, "ResultSelector" | "ResultPath" | "OutputPath">,
  input: unknown,
  result: unknown,
  context: Context,
): Promise<unknown> {
  const paths = given({ ResultSelector, ResultPath: ResultPath === "$" ? undefined : ResultPath, OutputPath });
  // Not a Pass state, whose Result must not be empty, null or false to the library.
  return evaluate({ Type: "Task", Resource: "result", ...paths }, input, context, () => result);
}

/** What a path or an intrinsic function stands for. */
export async function valueOf(path: string, input: unknown, context: Context): Promise<unknown> {
  const { value } = (await effectiveInput({ Parameters: { "value.$": path } }, input, context)) as { value: unknown };
  return value;
}

/**
 * Where a Choice state goes.
 *
 * @throws StateError States.NoChoiceMatched, or States.Runtime for a comparison of a field that is not there
 */
export async function chosen(
  { Choices = [], Default }: Pick<StateDefinition, "Choices" | "Default">,
  input: unknown,
  context: Context,
): Promise<string> {
  const ends = [...Choices.map(({ Next }) => Next), Default].filter((next) => next !== undefined);
  const choice = { Type: "Choice", Choices: Choices.map(typed), ...given({ Default }) };
  const targets = ends.map((next) => [next, { Type: "Pass", Result: next, End: true }] as const);
  return (await run({ ...Object.fromEntries(targets), [start]: choice }, input, context)) as string;
}

function evaluate(state: object, input: unknown, context: Context, task?: () => unknown): Promise<unknown> {
  return run({ [start]: { ...state, End: true } }, input, context, task);
}

/** Name of the state that is evaluated; no name of a state is that long, so it is none of the definition's. */
const start = "-".repeat(81);

async function run(
  states: Readonly<Record<string, object>>,
  input: unknown,
  context: Context,
  task?: () => unknown,
): Promise<unknown> {
  const definition = withContextBelow({ StartAt: start, States: states }) as MachineDefinition;
  // The definition is validated once and for all in the module's own tests.
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
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

function withContextBelow(definition: unknown): unknown {
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    isPath(key) && typeof value === "string"
      ? value.replaceAll(contextPath, (found) => (found === "$$" ? "$$.Context" : found))
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
