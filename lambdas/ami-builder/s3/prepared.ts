import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { keys } from "../contract.ts";
import { ConfigurationError } from "../errors.ts";
import { type Prepared, preparedSchema } from "../prepared.ts";
import type { Work } from "../shapes.ts";
import { takenOver } from "../record/taken-over.ts";
import { type Bucket, getJson } from "./objects.ts";

/** Where the prepared object of a piece of work is. */
export function preparedKey({ kind, id }: Pick<Work, "kind" | "id">): string {
  return kind === "capture" ? keys.preparedCapture(id) : keys.prepared(id);
}

/** Prepared objects that a process remembers at most. */
const mostKnown = 20;
/** What a process has read, by the client that it came from, so that processes of tests share nothing. */
const known = new WeakMap<S3Client, Map<string, Prepared>>();

/**
 * Reads what the planner has prepared for an execution. It is written once, before anything else is done, so each process reads it once.
 *
 * @throws InvalidInputError if another execution has taken the work over, ConfigurationError if it is not there or something else,
 *   AwsTransientError, AwsRequestError
 */
export async function readPrepared(
  bucket: Bucket,
  work: Pick<Work, "kind" | "id" | "execution_id">,
): Promise<Prepared> {
  const key = preparedKey(work);
  const remembered = known.get(bucket.client) ?? new Map<string, Prepared>();
  known.set(bucket.client, remembered);
  const name = `${key} ${work.execution_id}`;
  const present = remembered.get(name);
  if (present !== undefined) return present;
  const stored = await getJson(bucket, key);
  const { success, data } = z.safeParse(preparedSchema, stored?.value);
  if (!success) {
    throw new ConfigurationError(
      `s3://${bucket.name}/${key} must be a prepared build as this module writes it but is ${stored === undefined ? "gone" : "not"}: start a new run.`,
    );
  }
  if (data.execution_id !== work.execution_id) throw takenOver(bucket, key, data.execution_id, work.execution_id);
  const [oldest] = remembered.keys();
  if (remembered.size >= mostKnown && oldest !== undefined) remembered.delete(oldest);
  remembered.set(name, data);
  return data;
}
