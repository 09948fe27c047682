import { sharedErrorNames, transientLambdaErrors } from "../../lambdas/shared/error-names.ts";

/** One retrier of a state (Amazon States Language, Retry). */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

/** One catcher of a state (Amazon States Language, Catch). */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string;
  readonly Next: string;
}

/**
 * Another try for what may be over in a moment: Lambda's own troubles and AwsTransientError. Full jitter keeps many tries apart; with it
 * they take half of their 4.6 minutes on average.
 */
export const retryTransient: Retrier = {
  ErrorEquals: [...transientLambdaErrors, sharedErrorNames.awsTransient],
  IntervalSeconds: 5,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 120,
  JitterStrategy: "FULL",
};

/** Whole minutes that a retrier waits in all, at most: with full jitter each delay is anything up to its length. */
export function minutesOf({ IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds = Infinity }: Retrier): number {
  const delays = Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
  );
  return Math.round(delays.reduce((sum, delay) => sum + delay, 0) / 60);
}

/**
 * Catches what no retrier cures.
 *
 * @param next the state to go on with
 * @param resultPath where the error goes; without it, it replaces the input
 */
export function catchAll(next: string, resultPath?: string): readonly [Catcher] {
  return [{ ErrorEquals: ["States.ALL"], ...(resultPath === undefined ? {} : { ResultPath: resultPath }), Next: next }];
}

/** How long Step Functions waits beyond a function's own timeout, in seconds: the function itself should end first, with its reason. */
const taskMargin = 30;

/** A function that a state calls. */
export interface TaskFunction {
  readonly arn: string;
  /** Its own timeout in seconds. */
  readonly timeout: number;
}

/** Whatever else a Task has: Parameters, ResultPath, Retry, Catch, Next or End. */
type TaskFields = Readonly<Record<string, unknown>> & { readonly Parameters: Readonly<Record<string, unknown>> };

/**
 * A Task that calls a function.
 *
 * @param called the function
 * @param fields the rest of the state
 */
export function functionTask<Fields extends TaskFields>({ arn, timeout }: TaskFunction, fields: Fields) {
  return { Type: "Task", Resource: arn, TimeoutSeconds: timeout + taskMargin, ...fields };
}
