import * as z from "zod/mini";
import { keys } from "../contract.ts";
import { ConfigurationError } from "../errors.ts";
import { type Prepared, preparedSchema } from "../prepared.ts";
import type { Work } from "../shapes.ts";
import { type Bucket, getJson } from "./objects.ts";

/** Where the prepared object of a piece of work is. */
export function preparedKey({ kind, id }: Pick<Work, "kind" | "id">): string {
  return kind === "capture" ? keys.preparedCapture(id) : keys.prepared(id);
}

/**
 * Reads what the planner has prepared.
 *
 * @throws ConfigurationError if it is not there or something else, AwsTransientError, AwsRequestError
 */
export async function readPrepared(bucket: Bucket, work: Pick<Work, "kind" | "id">): Promise<Prepared> {
  const key = preparedKey(work);
  const stored = await getJson(bucket, key);
  const { success, data } = z.safeParse(preparedSchema, stored?.value);
  if (!success) {
    throw new ConfigurationError(
      `s3://${bucket.name}/${key} must be a prepared build as this module writes it but is ${stored === undefined ? "gone" : "not"}: start a new run.`,
    );
  }
  return data;
}
