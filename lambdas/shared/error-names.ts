/**
 * Error names that all modules share. They are the contract between functions and state machines: the classes in `errors.ts` bear them,
 * and Retry and Catch lists hold these very strings.
 */
export const sharedErrorNames = {
  /** The execution input or an event is not what the function takes. Final. */
  invalidInput: "InvalidInputError",
  /** An environment variable is missing or wrong. Final. */
  configuration: "ConfigurationError",
  /** AWS refused a call for a reason that trying again does not change. Final. */
  awsRequest: "AwsRequestError",
  /** Throttling, 5xx, timeouts, dropped connections. Tried again. */
  awsTransient: "AwsTransientError",
  /** The customer managed key cannot be used: disabled, pending deletion, in another Region. Final. */
  encryptionKey: "EncryptionKeyError",
  /** Another image of this account has the name. Final. */
  nameTaken: "NameTakenError",
} as const;

/** What AWS Lambda itself can answer with, and that another try can cure. */
export const transientLambdaErrors = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.ClientExecutionTimeoutException",
  // A crash: documented under the first name, reported by current runtimes under the second, and one for want of memory under the third.
  "Lambda.Unknown",
  "Runtime.ExitError",
  "Runtime.OutOfMemory",
  "Sandbox.Timedout",
  "States.Timeout",
] as const;

/** What Lambda answers with where the function, or the version of it that a state calls, is gone. No other try cures it. */
export const functionGone = "Lambda.ResourceNotFoundException";
