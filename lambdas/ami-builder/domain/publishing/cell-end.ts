import type { CaughtError } from "../../../shared/caught.ts";
import { describeCaught } from "../../../shared/caught.ts";
import { errorNames, keys } from "../../contract.ts";
import type { CellFile, Failure } from "../../run-files.ts";
import { type Cell, phases, type RegionResult, type Work } from "../../shapes.ts";

/** The payload of a cell's child execution at its end. */
export interface EndedCell {
  readonly cell: Cell;
  /** Absent if it failed before it was prepared. */
  readonly work?: Work | undefined;
  readonly regions?: readonly RegionResult[] | undefined;
  readonly error?: CaughtError | undefined;
  /** Why the cleaning up after `error` failed. */
  readonly clean_up_error?: CaughtError | undefined;
}

/** What is known of the image and the build beside the payload: of the record. */
export interface KnownOfBuild {
  readonly started_at: string;
  readonly created: string | null;
  readonly size_gb: number | null;
  readonly validated: boolean;
  readonly parameter: string | null;
}

/**
 * How a cell ended, for the run's report and for templates that are based on it.
 *
 * @param ended the payload
 * @param known what the record tells; undefined if there is none
 * @param bucket where the logs are
 * @param now the present
 */
export function cellEnd(ended: EndedCell, known: KnownOfBuild | undefined, bucket: string, now: Date): CellFile {
  const { cell, work, regions = [], error, clean_up_error: cleanUpError } = ended;
  const { template, architecture, region } = cell;
  const place = { template, architecture, region };
  const log = work === undefined || work.id === "" ? null : `s3://${bucket}/logs/${work.id}/${work.attempt}/`;
  const failures: Failure[] = [
    ...(error === undefined ? [] : [failure(place, work?.phase ?? phases.plan, error, log)]),
    ...(cleanUpError === undefined ? [] : [failure(place, "clean up", cleanUpError, log)]),
    ...regions
      .filter(({ status }) => status === "failed")
      .map((result) => failure({ ...place, region: result.region }, phases.publish, result.error ?? {}, log)),
    ...(error === undefined && work?.outcome === "blocked"
      ? [{ ...place, phase: phases.plan, error: errorNames.dependencyFailed, reason: work.reason, log: null }]
      : []),
  ];
  const missing = work?.outcome === "built" ? missingRegions(work, regions, failures.length > 0) : [];
  failures.push(
    ...missing.map((missed) => ({
      ...place,
      region: missed,
      phase: phases.publish,
      error: "States.TaskFailed",
      reason: "the Region's child execution ended without a result: open the map run in the console",
      log,
    })),
  );
  const outcome = work?.outcome ?? "failed";
  const status = failures.length === 0 || outcome === "blocked" ? outcome : "failed";
  return {
    ...place,
    id: work?.id ?? null,
    status,
    reason: failures.length === 0 ? (work?.reason ?? cell.reason) : (failures[0]?.reason ?? ""),
    image_id: work?.image_id ?? null,
    created: known?.created ?? null,
    size_gb: known?.size_gb ?? null,
    validated: known?.validated ?? false,
    parameter: known?.parameter ?? null,
    instance_id: work?.instance_ids[0] ?? null,
    build_seconds:
      known === undefined ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(known.started_at)) / 1_000)),
    regions: [...regions],
    failures,
    log,
    record: work === undefined || work.id === "" ? null : keys.record(work.id),
  };
}

/** Regions of which nothing is known, although the publishing went to its end. */
function missingRegions(work: Work, regions: readonly RegionResult[], failed: boolean): readonly string[] {
  const told = new Set(regions.map(({ region }) => region));
  return failed && regions.length === 0 ? [] : work.regions.filter((region) => !told.has(region));
}

function failure(
  place: Pick<Failure, "template" | "architecture" | "region">,
  phase: string,
  caught: CaughtError,
  log: string | null,
): Failure {
  const error = caught.Error ?? "UnknownError";
  const text = describeCaught(caught);
  return { ...place, phase, error, reason: text.startsWith(`${error}: `) ? text.slice(error.length + 2) : text, log };
}
