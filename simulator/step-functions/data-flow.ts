import { holds } from "./choice.ts";
import type { StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";
import { type Context, valueAt } from "./json-path.ts";
import { fill, standsFor } from "./payload-template.ts";
import { place } from "./result-path.ts";

export type { Context } from "./json-path.ts";

/*
 * What goes into a state and comes out of it (Amazon States Language, Input and output processing). A path of null selects an
 * empty object, and a `ResultPath` of null leaves the input. Nobody changes a payload, so that parts of one are in another.
 */

/** The input of a state's work: InputPath, then Parameters. */
export function effectiveInput(
  { InputPath, Parameters }: Pick<StateDefinition, "InputPath" | "Parameters">,
  input: unknown,
  context: Context,
): unknown {
  const selected = select(InputPath, input, context);
  return Parameters === undefined ? selected : fill(Parameters, selected, context);
}

/** The output of a state: ResultSelector, then ResultPath, then OutputPath. */
export function outputOf(
  { ResultSelector, ResultPath, OutputPath }: Pick<StateDefinition, "ResultSelector" | "ResultPath" | "OutputPath">,
  input: unknown,
  result: unknown,
  context: Context,
): unknown {
  const selected = ResultSelector === undefined ? result : fill(ResultSelector, result, context);
  return select(OutputPath, place(ResultPath, input, selected), context);
}

/** What a path or an intrinsic function stands for. */
export const valueOf = standsFor;

/** What each item of a map is given: ItemSelector, or in older definitions Parameters. */
export function itemInputs(
  { ItemsPath, ItemSelector, Parameters }: Pick<StateDefinition, "ItemsPath" | "ItemSelector" | "Parameters">,
  input: unknown,
  context: Context,
): readonly unknown[] {
  const items = (ItemsPath === undefined ? input : valueAt(ItemsPath, input, context)) as readonly unknown[];
  const selector = ItemSelector ?? Parameters;
  if (selector === undefined) return items;
  return items.map((Value, Index) => fill(selector, input, { ...context, Map: { Item: { Index, Value } } }));
}

/**
 * Where a Choice state goes.
 *
 * @throws StateError States.NoChoiceMatched, or States.Runtime for a comparison of a field that is not there
 */
export function chosen(
  { Choices = [], Default }: Pick<StateDefinition, "Choices" | "Default">,
  input: unknown,
  context: Context,
): string {
  const next = Choices.find((rule) => holds(rule, input, context))?.Next ?? Default;
  if (next === undefined)
    throw new StateError("States.NoChoiceMatched", "No rule of the Choice state holds, and it has no Default.");
  return next;
}

function select(path: string | null | undefined, input: unknown, context: Context): unknown {
  if (path === undefined) return input;
  return path === null ? {} : valueAt(path, input, context);
}
