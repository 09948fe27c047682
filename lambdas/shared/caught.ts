/** What a state's Catch puts into the payload (Step Functions, error handling: error output). */
export interface CaughtError {
  readonly Error?: string | undefined;
  readonly Cause?: string | undefined;
}

/**
 * Says for a person what a state caught: the error's name and its message. For a function the cause is Lambda's payload, a JSON text
 * with `errorMessage`; for anything else it is the message itself.
 *
 * @param error what Catch gave, if it gave anything
 */
export function describeCaught(error: CaughtError | undefined): string {
  const name = error?.Error ?? "UnknownError";
  const cause = error?.Cause ?? "";
  const message = readErrorMessage(cause) ?? cause;
  return message === "" ? name : `${name}: ${message}`;
}

function readErrorMessage(cause: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(cause);
    return typeof payload === "object" &&
      payload !== null &&
      "errorMessage" in payload &&
      typeof payload.errorMessage === "string"
      ? payload.errorMessage
      : undefined;
  } catch {
    return undefined;
  }
}
