import { type functionGone, sharedErrorNames, type transientLambdaErrors } from "./error-names.ts";

/** What to do about an error, or about a text in a cause, in one or two sentences of Markdown; by its name. */
export type Advice = Readonly<Record<string, string>>;

/** What to do about the errors that all modules share. */
export const sharedAdvice = {
  [sharedErrorNames.invalidInput]: "Correct the input of the execution.",
  [sharedErrorNames.configuration]: "A function's environment was changed by hand: apply the module again.",
  [sharedErrorNames.awsRequest]:
    "AWS refused a call; its code and message follow. `UnauthorizedOperation` points to a permissions boundary or a service control policy.",
  [sharedErrorNames.awsTransient]: "AWS did not answer, although it was asked again for minutes. The next run goes on.",
  [sharedErrorNames.encryptionKey]:
    "`kms_key_id` names a key that is not enabled, of another kind or Region, or that the role may not use: the message says which and what to do.",
  [sharedErrorNames.nameTaken]: "Another image of the account has the name.",
} as const satisfies Readonly<Record<(typeof sharedErrorNames)[keyof typeof sharedErrorNames], string>>;

const lambdaAway = "Lambda did not take the call, although it was asked again for minutes. The next run goes on.";
const functionDied = "A function died, for want of memory for example: see its log, and raise `lambda_memory_size`.";
const functionOutOfMemory = "A function took more memory than it has: raise `lambda_memory_size`.";

/** What to do when Lambda itself fails to the end. */
export const lambdaAdvice: Readonly<Record<(typeof transientLambdaErrors)[number] | typeof functionGone, string>> = {
  "Lambda.ServiceException": lambdaAway,
  "Lambda.AWSLambdaException":
    "Lambda refused the call: see whether the function is there, and whether the state machine's role may call it.",
  "Lambda.SdkClientException": lambdaAway,
  "Lambda.TooManyRequestsException":
    "All of the account's concurrent executions were taken: ask for a higher quota of Lambda, or start the runs at another time.",
  "Lambda.ClientExecutionTimeoutException": lambdaAway,
  "Lambda.Unknown": functionDied,
  "Runtime.ExitError": functionDied,
  "Runtime.OutOfMemory": functionOutOfMemory,
  "Sandbox.Timedout": "A function took longer than its timeout: see its log. The next run goes on.",
  "States.Timeout": "A function did not answer within its time: see its log. The next run goes on.",
  "Lambda.ResourceNotFoundException":
    "A function, or the version of it that the run began with, is gone: apply the module again, and start a new run.",
};
