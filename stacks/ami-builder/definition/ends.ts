import type { IResolvable } from "cdktf";
import { functionTask, type Retrier, type TaskFunction } from "../../shared/asl.ts";

/** A run that breaks off: what it ends with, until the error that was caught, with a cause or without, is put into words. */
export function brokenOff(name: string) {
  return {
    Type: "Pass",
    Parameters: { error: name, "caught.$": "$", "cause.$": "States.JsonToString($)" },
    Next: "DescribeFailure",
  };
}

/**
 * The last states of a run: it fails if its report says so, with the report's own `error` and `cause`, or with what it broke off with.
 *
 * @param describer the function that puts a caught error into words, and the action by which it does
 * @param retry what is tried again
 */
export function ends(describer: { readonly of: TaskFunction; readonly action: string }, retry: Retrier | IResolvable) {
  return {
    CheckForFailures: {
      Type: "Choice",
      Choices: [{ Variable: "$.status", StringEquals: "success", Next: "Success" }],
      Default: "RunFailed",
    },
    Success: { Type: "Succeed" },
    RunFailed: { Type: "Fail", ErrorPath: "$.error", CausePath: "$.cause" },
    // What a function failed with is JSON with a stack trace; as it is it stays the cause only when nobody can put it into words.
    DescribeFailure: functionTask(describer.of, {
      Parameters: { action: describer.action, "error.$": "$.caught" },
      ResultPath: "$.cause",
      Retry: [retry],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "RunFailed" }],
      Next: "RunFailed",
    }),
  };
}
