import type { StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";

/**
 * Does something for each index, in order, so many at once; the first failure ends it.
 *
 * @param count how many indices
 * @param limit how many at once
 */
export async function eachLimited(count: number, limit: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const walk = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(count, limit) }, walk));
  } finally {
    next = count;
  }
}

/** How many failed executions a distributed map tolerates. */
export interface Tolerance {
  readonly count?: number | undefined;
  readonly percentage?: number | undefined;
}

/**
 * Whether too many failed: more than the count, or more than the percentage of all items, whichever is given; without either
 * none may (Step Functions Developer Guide, Tolerated failure threshold).
 */
export function exceeds({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  const none = count === undefined && percentage === undefined;
  return (
    (none && failed > 0) ||
    (count !== undefined && failed > count) ||
    (percentage !== undefined && (failed * 100) / total > percentage)
  );
}

/** Checks a number that came by a path. */
export function wholeNumber(value: unknown, field: keyof StateDefinition, minimum = 0): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < minimum) {
    throw new StateError(
      "States.Runtime",
      `${field} must be a whole number from ${minimum} on, but is ${JSON.stringify(value)}.`,
    );
  }
  return value;
}
