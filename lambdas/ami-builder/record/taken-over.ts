import { InvalidInputError } from "../errors.ts";
import type { Bucket } from "../s3/objects.ts";

/**
 * The error of an execution that finds its work another's: it was stopped, another took the work over, and somebody has redriven it.
 *
 * @param bucket where the object is
 * @param key the object that says whose the work is
 * @param owner ARN of the execution that works on it now; undefined if the object is gone
 * @param executionId ARN of the execution that finds out
 */
export function takenOver(
  bucket: Bucket,
  key: string,
  owner: string | undefined,
  executionId: string,
): InvalidInputError {
  const found = owner === undefined ? "gone" : `of ${owner} now`;
  return new InvalidInputError(
    `s3://${bucket.name}/${key} is ${found}: ${executionId} no longer works on it. Start a new run.`,
  );
}
