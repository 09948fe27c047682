import * as z from "zod/mini";
import { type Prepared, preparedSchema } from "../../prepared.ts";
import { getJson, putJson } from "../../s3/objects.ts";
import type { PlannerContext } from "./planner-context.ts";

/**
 * Writes what the calls of an attempt will ask for, once: when the planner is called again for the attempt, what it wrote first holds, since
 * calls may have been made by it.
 *
 * @param context the bucket
 * @param key where it is
 * @param prepared what it is to be
 * @returns what holds
 * @throws AwsTransientError, AwsRequestError
 */
export async function storePrepared({ bucket }: PlannerContext, key: string, prepared: Prepared): Promise<Prepared> {
  const stored = z.safeParse(preparedSchema, (await getJson(bucket, key))?.value);
  const { attempt, execution_id } = prepared;
  if (stored.success && stored.data.attempt === attempt && stored.data.execution_id === execution_id) {
    return stored.data;
  }
  await putJson(bucket, key, prepared);
  return prepared;
}
