import type { StateDefinition } from "./definition.ts";
import { isDistributed } from "./definition.ts";
import type { StateError } from "./errors.ts";
import type { ExecutionDescription } from "./execution-state.ts";
import { durationLimit, historyLimit, redrivableDays } from "./limits.ts";

const millisecondsPerDay = 86_400_000;

/**
 * Why an execution cannot be redriven, in the words of DescribeExecution's redriveStatusReason; undefined when it can (Step Functions
 * Developer Guide, Redrive eligibility for unsuccessful executions).
 *
 * @param execution what DescribeExecution tells
 * @param events number of events in its history
 * @param now milliseconds since 1970
 */
export function redriveProblem(
  { status, startDate, stopDate = startDate }: ExecutionDescription,
  events: number,
  now: number,
): string | undefined {
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  if (events >= historyLimit - 1) return "Execution history event limit exceeded";
  if (now - startDate > durationLimit * 1_000) return "Execution has exceeded the max execution time";
  return now - stopDate > redrivableDays * millisecondsPerDay ? "Execution redrivable period exceeded" : undefined;
}

/**
 * Whether a state that failed runs with all of its parts again when it is redriven, and not only with those that failed (Step Functions
 * Developer Guide, Redrive behavior of individual states; Redriving Map Runs).
 */
export function beginsAnew(state: StateDefinition, { name }: StateError): boolean {
  return name === "States.DataLimitExceeded" || (isDistributed(state) && name === "States.Runtime");
}
