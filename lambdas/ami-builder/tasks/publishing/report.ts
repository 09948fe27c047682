import * as z from "zod/mini";
import { describeCaught } from "../../../shared/caught.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { keys, modes } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { executionName } from "../../domain/execution-name.ts";
import { isItemMode, itemsResult } from "../../domain/publishing/other-results.ts";
import { makeRegistry } from "../../domain/publishing/registry.ts";
import { buildResult } from "../../domain/publishing/run-result.ts";
import { ConfigurationError } from "../../errors.ts";
import { type CellFile, cellFileSchema, type PlanFile, planFileSchema } from "../../run-files.ts";
import { type Bucket, getJson, putJson } from "../../s3/objects.ts";
import type { Cell } from "../../shapes.ts";
import type { RunPayload } from "../../events/publisher.ts";

/** The event: the whole payload of the run. */
export interface ReportEvent {
  readonly execution_id: string;
  readonly run: RunPayload;
}

/** Objects that are read at a time. */
const readsAtATime = 20;

/**
 * Says what a run has done, by what its items left behind, and writes that beside the plan; after builds the registry too.
 *
 * @returns what the execution puts out; `status` is `failed` if anything was, `error` and `cause` are then those of the execution
 * @throws ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function report(
  { execution_id: executionId, run }: ReportEvent,
  { bucket: name }: Config,
  { s3, now }: Dependencies,
  log: Logger,
): Promise<object> {
  const bucket: Bucket = { client: s3, name };
  const execution = executionName(executionId);
  const { mode, dry_run: isDryRun } = run.plan;
  const brokenOff = run.error === undefined ? undefined : describeCaught(run.error);
  const result = await (async () => {
    if (mode === modes.ignored) return { ...succeeded(mode, isDryRun, []), reason: run.plan.reason };
    if (mode === modes.build)
      return reportBuilds(bucket, execution, await readPlan(bucket, execution), brokenOff, now());
    if (isDryRun || !isItemMode(mode)) {
      return succeeded(mode, isDryRun, (await readPlan(bucket, execution)).would);
    }
    // Small plans travel whole from state to state.
    const planned = mode === modes.validate ? run.plan.validations : run.plan.moves;
    return itemsResult(mode, planned, run.results, brokenOff);
  })();
  await putJson(bucket, keys.result(execution), result);
  log.info("Run finished", { mode, status: result.status, summary: "summary" in result ? result.summary : {} });
  return result;
}

function succeeded(mode: string, isDryRun: boolean, would: PlanFile["would"]) {
  return {
    status: "success",
    mode,
    dry_run: isDryRun,
    would: would.slice(0, 100),
    failures: [],
    error: "",
    cause: "",
  } as const;
}

async function reportBuilds(
  bucket: Bucket,
  execution: string,
  plan: PlanFile,
  brokenOff: string | undefined,
  now: Date,
) {
  if (plan.dry_run) return buildResult(plan, [], undefined);
  const cells = await readCells(bucket, execution, plan.cells);
  await putJson(bucket, keys.registry, makeRegistry(plan, cells, now));
  return buildResult(plan, cells, brokenOff);
}

async function readPlan(bucket: Bucket, execution: string): Promise<PlanFile> {
  const key = keys.plan(execution);
  const stored = await getJson(bucket, key);
  const { success, data } = z.safeParse(planFileSchema, stored?.value);
  if (!success) {
    throw new ConfigurationError(`s3://${bucket.name}/${key} must be the run's plan but is not: start a new run.`);
  }
  return data;
}

/** How cells ended, as far as they said. */
async function readCells(bucket: Bucket, execution: string, cells: readonly Cell[]): Promise<readonly CellFile[]> {
  const found: CellFile[] = [];
  for (let start = 0; start < cells.length; start += readsAtATime) {
    const files = await Promise.all(
      cells
        .slice(start, start + readsAtATime)
        .map(({ template, architecture, region }) =>
          getJson(bucket, keys.cell(execution, template, architecture, region)),
        ),
    );
    for (const file of files) {
      const { success, data } = z.safeParse(cellFileSchema, file?.value);
      if (success) found.push(data);
    }
  }
  return found;
}
