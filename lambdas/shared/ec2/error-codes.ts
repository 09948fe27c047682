import { AwsRequestError } from "../errors.ts";

/** Whether EC2 refused a name because another image of the account has it. */
export function isDuplicateName(error: unknown): boolean {
  return hasCode(error, ["InvalidAMIName.Duplicate"]);
}

/** Whether EC2 knows no such image. */
export function isImageUnknown(error: unknown): boolean {
  return hasCode(error, ["InvalidAMIID.NotFound"]);
}

/**
 * Whether an image is deregistered, or only not in a state for the call, as a pending one: EC2 has one code for both (EC2 API Reference,
 * Error codes).
 */
export function isImageUnavailable(error: unknown): boolean {
  return hasCode(error, ["InvalidAMIID.Unavailable"]);
}

/** Whether EC2 knows no such instance. */
export function isInstanceUnknown(error: unknown): boolean {
  return hasCode(error, ["InvalidInstanceID.NotFound"]);
}

/** Whether EC2 knows no such snapshot. */
export function isSnapshotUnknown(error: unknown): boolean {
  return hasCode(error, ["InvalidSnapshot.NotFound"]);
}

/** Whether a snapshot stays because an image refers to it. */
export function isSnapshotInUse(error: unknown): boolean {
  return hasCode(error, ["InvalidSnapshot.InUse"]);
}

/** Whether the function's role may not make the call. */
export function isUnauthorized(error: unknown): boolean {
  return hasCode(error, ["UnauthorizedOperation"]);
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof AwsRequestError && codes.includes(error.code);
}
