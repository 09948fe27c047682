import * as z from "zod/mini";
import { type CleaningPlan, cleaningPlanSchema, type Removal } from "../../cleaning-shapes.ts";
import { keys } from "../../contract.ts";
import { toRemoval } from "../../domain/cleaning/plan.ts";
import { executionName } from "../../domain/execution-name.ts";
import { ConfigurationError } from "../../errors.ts";
import { getJson, putJson } from "../../s3/objects.ts";
import type { CleanerContext } from "./context.ts";

/** What the map goes over. */
export interface Removals {
  readonly items: readonly Removal[];
}

/**
 * Writes a plan where the report finds it.
 *
 * @returns what is to be removed, for the state machine
 * @throws AwsTransientError, AwsRequestError
 */
export async function storePlan(
  plan: CleaningPlan,
  { bucket, executionId, log }: Pick<CleanerContext, "bucket" | "executionId" | "log">,
): Promise<Removals> {
  await putJson(bucket, keys.plan(executionName(executionId)), plan);
  log.info("Removals planned", {
    mode: plan.mode,
    removals: plan.removals.length,
    would_remove: plan.would_remove.length,
    kept: plan.kept.length,
    deferred: plan.deferred.length,
    failed: plan.failures.length,
  });
  return { items: plan.removals.map(toRemoval) };
}

/**
 * Reads the plan of an execution.
 *
 * @throws ConfigurationError if it is not there or something else, AwsTransientError, AwsRequestError
 */
export async function readPlan({
  bucket,
  executionId,
}: Pick<CleanerContext, "bucket" | "executionId">): Promise<CleaningPlan> {
  const key = keys.plan(executionName(executionId));
  const stored = await getJson(bucket, key);
  const { success, data } = z.safeParse(cleaningPlanSchema, stored?.value);
  if (!success) {
    throw new ConfigurationError(
      `s3://${bucket.name}/${key} must be the run's plan but is ${stored === undefined ? "gone" : "not"}: start a new run.`,
    );
  }
  return data;
}
