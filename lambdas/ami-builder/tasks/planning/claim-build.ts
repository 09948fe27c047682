import { type Claim, claim } from "../../record/claim.ts";
import { newRecord, type RecordStart } from "../../record/new-record.ts";
import type { BuildRecord } from "../../record/schema.ts";
import { buildRecords } from "../../record/store.ts";
import { isRunning } from "../../states/is-running.ts";
import type { PlannerContext } from "./planner-context.ts";

/**
 * Claims a build for this execution: one that another execution works on is left to it.
 *
 * @param start what the build is
 * @param context clients
 * @param now the present
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export function claimBuild(
  start: RecordStart,
  { bucket, dependencies: { sfn } }: PlannerContext,
  now: Date,
): Promise<Claim<BuildRecord>> {
  return claim(bucket, buildRecords, start.id, {
    executionId: start.execution_id,
    next: (previous) => newRecord(start, previous, now),
    isBusy: async ({ status, execution_id }) => status === "open" && (await isRunning(sfn, execution_id)),
  });
}
