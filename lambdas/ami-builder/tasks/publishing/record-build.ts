import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { keys, latestChannel, parameterName } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { cellEnd, type EndedCell, type KnownOfBuild } from "../../domain/publishing/cell-end.ts";
import { describeCaught } from "../../../shared/caught.ts";
import type { BuildRecord } from "../../record/schema.ts";
import { findOwnImage } from "../../ec2/find-image.ts";
import { buildRecords } from "../../record/store.ts";
import { updateRecord } from "../../record/update.ts";
import type { CellFile } from "../../run-files.ts";
import { type Bucket, putJson } from "../../s3/objects.ts";
import { executionName } from "../../domain/execution-name.ts";
import { readPrepared } from "../../s3/prepared.ts";
import type { CellResult, RegionResult } from "../../shapes.ts";

/** The event: the whole payload of the cell's child execution. */
export interface RecordBuildEvent {
  readonly execution_id: string;
  readonly item: EndedCell;
}

/**
 * Writes down how a cell ended: in its build's record, if this run has claimed it, and among the files of the run, where the report and
 * templates that are based on it look.
 *
 * @param event the payload
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function recordBuild(
  { execution_id: executionId, item }: RecordBuildEvent,
  config: Config,
  dependencies: Dependencies,
  log: Logger,
): Promise<CellResult> {
  const bucket: Bucket = { client: dependencies.s3, name: config.bucket };
  const now = dependencies.now();
  const isOurs = item.work !== undefined && item.work.id !== "" && !["deferred", "blocked"].includes(item.work.outcome);
  const before = cellEnd(item, undefined, config.bucket, now);
  const record = isOurs ? await close(bucket, executionId, item, before, now) : undefined;
  const known = record === undefined ? undefined : await lookUp(item, record, config, dependencies);
  const file = cellEnd(item, known, config.bucket, now);
  const { template, architecture, region, id, status } = file;
  await putJson(bucket, keys.cell(executionName(executionId), template, architecture, region), file);
  // Not the reason, which may quote a script's output: whoever failed has logged what may be told.
  for (const { phase, error } of file.failures) log.error("Build failed", { phase, error });
  return { template, architecture, region, id, status };
}

/** The record at the end of the build. */
async function close(
  bucket: Bucket,
  executionId: string,
  { work, regions = [] }: EndedCell,
  { failures, status }: CellFile,
  now: Date,
): Promise<BuildRecord> {
  if (work === undefined) throw new Error("Only a build that was prepared has a record.");
  const { destinations } = await readPrepared(bucket, work);
  const parametersOf = (region: string) =>
    destinations.find((destination) => destination.region === region)?.parameters ?? [];
  const [failure] = failures;
  return updateRecord(bucket, buildRecords, work.id, executionId, (record) => ({
    ...record,
    status: status === "failed" ? "failed" : "built",
    ended_at: record.ended_at ?? now.toISOString(),
    image_id: work.image_id,
    instance_ids: [...new Set([...record.instance_ids, ...work.instance_ids])],
    regions: {
      ...record.regions,
      ...Object.fromEntries(regions.map((result) => [result.region, toPublished(result, parametersOf)])),
    },
    failure:
      failure === undefined
        ? null
        : { phase: failure.phase, error: failure.error, reason: failure.reason, log: failure.log },
  }));
}

function toPublished(
  { region, status, image_id, error }: RegionResult,
  parametersOf: (region: string) => readonly string[],
) {
  return {
    status,
    image_id,
    parameters: [...parametersOf(region)],
    error: error === undefined ? null : describeCaught(error),
  };
}

/** What the report says of the image beside what the payload knows. */
async function lookUp(
  { work, cell }: EndedCell,
  record: BuildRecord,
  { parameterPrefix }: Config,
  { ec2 }: Dependencies,
): Promise<KnownOfBuild> {
  const id = work?.image_id ?? null;
  const image = id === null ? undefined : await findOwnImage(ec2(record.region), id);
  return {
    started_at: record.started_at,
    created: image?.CreationDate ?? null,
    size_gb: record.image_size_gb,
    validated: record.validated,
    parameter:
      image === undefined ? null : parameterName(parameterPrefix, cell.template, cell.architecture, latestChannel),
  };
}
