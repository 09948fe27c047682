import { type Context, valueOf } from "./data-flow.ts";
import type { StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";
import { byteLength } from "./history.ts";
import { payloadLimit } from "./limits.ts";

type NumberField =
  | "Seconds"
  | "TimeoutSeconds"
  | "HeartbeatSeconds"
  | "MaxConcurrency"
  | "ToleratedFailureCount"
  | "ToleratedFailurePercentage";

/**
 * A number that a state gives, or its Path leads to.
 *
 * @throws StateError States.Runtime for anything but a whole number from 0 on
 */
export function numberOf(
  state: StateDefinition,
  field: NumberField,
  input: unknown,
  context: Context,
): number | undefined {
  const path = state[`${field}Path`];
  return path === undefined ? state[field] : wholeNumber(valueOf(path, input, context), `${field}Path`);
}

/** Checks a number that came by a path. */
function wholeNumber(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new StateError(
      "States.Runtime",
      `${field} must be a whole number from 0 on, but is ${JSON.stringify(value)}.`,
    );
  }
  return value;
}

/** A payload that is too large fails the state where it appears (Step Functions service quotas). */
export function checkSize(value: unknown, what: string): void {
  const bytes = byteLength(value);
  if (bytes > payloadLimit) {
    throw new StateError(
      "States.DataLimitExceeded",
      `${what} has ${bytes} bytes; at most ${payloadLimit} are allowed.`,
    );
  }
}
