/**
 * Base of every error a function throws on purpose. Step Functions reads `name`, so the name is part of the workflow's
 * contract (`error-names.ts`) and stands in each subclass as a literal: a bundler may rename the class itself.
 */
export abstract class FunctionError extends Error {
  abstract override readonly name: string;
  /** What a log says instead of the message, where that quotes what no log may have: the output of somebody's script. */
  readonly logMessage: string | undefined;
  /** How a log ranks it; `info` where it is the usual course of things that the state machine tries again. */
  readonly level: "info" | "error" = "error";

  constructor(message: string, options?: ErrorOptions & { readonly logMessage?: string }) {
    super(message, options);
    this.logMessage = options?.logMessage;
  }
}

/** The event or the execution's input is not what the function takes. Final. */
export class InvalidInputError extends FunctionError {
  override readonly name = "InvalidInputError";
}

/** Environment variables are missing or wrong; the message lists every one of them. Final. */
export class ConfigurationError extends FunctionError {
  override readonly name = "ConfigurationError";
}

/** Throttling, a server fault, a timeout, a dropped connection: another try may succeed. */
export class AwsTransientError extends FunctionError {
  override readonly name = "AwsTransientError";
}

/** AWS refused the call for a reason that another try does not change. Final. */
export class AwsRequestError extends FunctionError {
  override readonly name = "AwsRequestError";
  /** AWS's own error code, for example `InvalidAMIName.Duplicate`. */
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The customer managed key cannot encrypt what is to be made. Final. */
export class EncryptionKeyError extends FunctionError {
  override readonly name = "EncryptionKeyError";
}

/** Another image of this account has the name that a new one should get. Final. */
export class NameTakenError extends FunctionError {
  override readonly name = "NameTakenError";
}
