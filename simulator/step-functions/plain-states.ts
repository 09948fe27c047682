import { type Context, effectiveInput, outputOf, valueOf } from "./data-flow.ts";
import type { StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";
import type { Environment, Place } from "./place.ts";
import { sleep } from "./timing.ts";
import { numberOf } from "./values.ts";

/** The output of a state whose result is its input, or of a Pass state the one that it names. */
export function passOn(state: StateDefinition, input: unknown, context: Context): unknown {
  const result = effectiveInput(state, input, context);
  return outputOf(state, input, "Result" in state ? state.Result : result, context);
}

/** What a Fail state fails with. */
export function failure(state: StateDefinition, input: unknown, context: Context): StateError {
  const text = (field: "Error" | "Cause") => {
    const path = state[`${field}Path`];
    if (path === undefined) return state[field] ?? "";
    const value = valueOf(path, input, context);
    if (typeof value !== "string") {
      throw new StateError(
        "States.Runtime",
        `${field}Path must lead to a text, but ${path} is ${JSON.stringify(value)}.`,
      );
    }
    return value;
  };
  return new StateError(text("Error"), text("Cause"));
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Waits as a Wait state says. */
export async function waitAsSaid(
  state: StateDefinition,
  input: unknown,
  context: Context,
  { signal }: Place,
  { ports: { clock } }: Environment,
): Promise<void> {
  const selected = effectiveInput(state, input, context);
  const seconds = numberOf(state, "Seconds", selected, context);
  if (seconds !== undefined) {
    await sleep(clock, seconds * 1_000, signal);
    return;
  }
  const { Timestamp, TimestampPath } = state;
  const moment = TimestampPath === undefined ? Timestamp : valueOf(TimestampPath, selected, context);
  if (typeof moment !== "string" || !timestamp.test(moment)) {
    throw new StateError(
      "States.Runtime",
      `A Wait state's moment must be a timestamp, but is ${JSON.stringify(moment)}.`,
    );
  }
  await sleep(clock, Date.parse(moment) - clock.now, signal);
}
