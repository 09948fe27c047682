import type { Catcher, Retrier } from "./definition.ts";

/** Errors that end an execution whatever its states catch. */
const fatal = "States.Runtime";
/** Errors that `States.ALL` leaves alone (Step Functions Developer Guide, Error names). */
const beyondAll = [fatal, "States.DataLimitExceeded"];
const timeouts = ["States.Timeout", "States.HeartbeatTimeout"];

/** Whether a Retry or Catch is meant for an error. */
function isMeant(patterns: readonly string[], error: string, stateType: string): boolean {
  if (error === fatal) return false;
  return patterns.some((pattern) => {
    switch (pattern) {
      case "States.ALL":
        return !beyondAll.includes(error);
      case "States.TaskFailed":
        return stateType === "Task" && !timeouts.includes(error) && !beyondAll.includes(error);
      case "States.Timeout":
        return timeouts.includes(error);
      default:
        return pattern === error;
    }
  });
}

/** The Catch that takes an error: the first that is meant for it. */
export function findCatcher(
  catchers: readonly Catcher[] | undefined,
  error: string,
  stateType: string,
): Catcher | undefined {
  return catchers?.find(({ ErrorEquals }) => isMeant(ErrorEquals, error, stateType));
}

/** The retries of one visit of a state: each retrier counts for itself. */
export class Retries {
  readonly #retriers: readonly { readonly retrier: Retrier; attempts: number }[];
  readonly #stateType: string;

  constructor(retriers: readonly Retrier[] | undefined, stateType: string) {
    this.#retriers = (retriers ?? []).map((retrier) => ({ retrier, attempts: 0 }));
    this.#stateType = stateType;
  }

  /**
   * Milliseconds to wait before the next attempt; undefined when there is none. The interval grows by the rate, to the longest
   * delay; with full jitter the delay is anything up to that (Step Functions Developer Guide, Retrying after an error).
   *
   * @param error its name
   * @param draw a number from 0 up to 1
   */
  next(error: string, draw: () => number): number | undefined {
    const entry = this.#retriers.find(({ retrier }) => isMeant(retrier.ErrorEquals, error, this.#stateType));
    if (entry === undefined || entry.attempts >= (entry.retrier.MaxAttempts ?? 3)) {
      return undefined;
    }
    const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy } = entry.retrier;
    const seconds = Math.min(IntervalSeconds * BackoffRate ** entry.attempts, MaxDelaySeconds);
    entry.attempts += 1;
    return Math.round(seconds * 1_000 * (JitterStrategy === "FULL" ? draw() : 1));
  }
}
