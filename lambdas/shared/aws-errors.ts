import { AwsRequestError, AwsTransientError } from "./errors.ts";
import { sentences } from "./text.ts";

/** Codes that ask for another try. EC2's API reference and the SDK's own retry lists name them. */
const transientCodes: ReadonlySet<string> = new Set([
  "BandwidthLimitExceeded",
  "ConcurrentTagAccess",
  "DependencyTimeoutException",
  "EC2ThrottledException",
  "ExpiredToken",
  "ExpiredTokenException",
  "InternalError",
  "InternalFailure",
  "InternalServerError",
  "KMSInternalException",
  "KeyUnavailableException",
  "PriorRequestNotComplete",
  "RequestExpired",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
  "Unavailable",
  // Not AWS's answers but the client's: the connection broke, or the role's credentials were not there yet.
  "AbortError",
  "CredentialsProviderError",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "NetworkingError",
  "TimeoutError",
]);

/**
 * Codes that EC2 counts as server errors, and that another try cures no sooner than minutes later: there is no room (EC2 API Reference, Error
 * codes: server error codes). Whoever asked decides what to ask for instead.
 */
const noRoomCodes: ReadonlySet<string> = new Set([
  "InsufficientAddressCapacity",
  "InsufficientCapacity",
  "InsufficientHostCapacity",
  "InsufficientInstanceCapacity",
  "InsufficientReservedInstanceCapacity",
  "InsufficientVolumeCapacity",
]);

interface SdkErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly Code?: unknown;
  readonly code?: unknown;
  readonly $retryable?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Runs one AWS call and puts what it throws under one of two names.
 *
 * @param operation name of the API operation, for the message
 * @param call sends the command
 * @returns what the call returns
 * @throws AwsTransientError when another try may succeed, AwsRequestError otherwise
 */
export async function callAws<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateAwsError(operation, error);
  }
}

/**
 * Translates an SDK error, keeping AWS's code and message in the text. What is not recognised is final: an error that
 * nobody understands must not be retried blindly.
 *
 * @param operation name of the API operation that failed
 * @param error what the SDK threw
 * @returns AwsTransientError or AwsRequestError, with the original as its cause
 */
export function translateAwsError(operation: string, error: unknown): AwsTransientError | AwsRequestError {
  const shape: SdkErrorShape = typeof error === "object" && error !== null ? error : {};
  const codes = [shape.name, shape.Code, shape.code].filter((code) => typeof code === "string");
  const code = codes.find((candidate) => candidate !== "Error") ?? "UnknownError";
  const message = typeof shape.message === "string" ? shape.message : String(error);
  const text = sentences(`${operation}: ${code}: ${message}`);
  const transient =
    !noRoomCodes.has(code) &&
    (codes.some((candidate) => transientCodes.has(candidate)) ||
      shape.$retryable !== undefined ||
      (shape.$metadata?.httpStatusCode ?? 0) >= 500 ||
      message.includes("socket hang up"));
  return transient ? new AwsTransientError(text, { cause: error }) : new AwsRequestError(text, code, { cause: error });
}
