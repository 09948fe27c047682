import * as z from "zod/mini";
import {
  type CleaningFailure,
  type CleaningPlan,
  type Garbage,
  type RemovalResult,
  removalResultSchema,
} from "../../cleaning-shapes.ts";
import { modes, runErrors } from "../../contract.ts";

/** Entries of each list that an execution puts out; the whole is in `runs/`. */
const maxEntries = 100;
/** A Fail state's cause has at most 32,768 characters. */
const maxCauseLength = 30_000;

/** What an execution that removes ends with. What could not be looked at counts as failed. */
export interface CleaningResult {
  readonly status: "success" | "failed";
  readonly mode: CleaningPlan["mode"];
  readonly summary: Readonly<Record<"examined" | "removed" | "would_remove" | "kept" | "failed" | "deferred", number>>;
  readonly removed: readonly object[];
  readonly would_remove: readonly object[];
  readonly kept: readonly { readonly id: string; readonly reason: string }[];
  readonly failures: readonly CleaningFailure[];
  /** Name of the execution's failure; empty when there is none. */
  readonly error: string;
  /** What failed, for a person; empty when nothing did. */
  readonly cause: string;
}

/**
 * Adds up what became of a plan. What left no result counts as failed: a run never claims more than it knows.
 *
 * @param plan what the run meant to do
 * @param results what the map's items ended with
 * @param brokenOff why the map could not be run to its end, if it could not
 */
export function cleaningResult(
  plan: CleaningPlan,
  results: readonly unknown[],
  brokenOff: string | undefined,
): CleaningResult {
  const byPlace = new Map(results.flatMap(readResult).map((result) => [placeOf(result), result]));
  const lost = (garbage: Garbage): RemovalResult => ({
    id: garbage.id,
    region: garbage.region,
    status: "failed",
    error: "States.TaskFailed",
    reason: brokenOff ?? "it left no result: see the function's log",
  });
  const ended = plan.removals.map((garbage) => ({ garbage, result: byPlace.get(placeOf(garbage)) ?? lost(garbage) }));
  const of = (status: RemovalResult["status"]) => ended.filter(({ result }) => result.status === status);
  const removed = of("removed");
  const kept = [...plan.kept, ...of("kept").map(({ result }) => result)];
  // They are part of their images, and not counted by themselves.
  const snapshots = removed.flatMap(({ garbage, result: { snapshots_in_use: ids = [] } }) =>
    ids.map((id) => ({ id, reason: `another image refers to this snapshot of ${garbage.id}` })),
  );
  const failures = [...plan.failures, ...of("failed").map(({ result }) => toFailure(result))];
  const counts = {
    removed: removed.length,
    would_remove: plan.would_remove.length,
    kept: kept.length,
    failed: failures.length,
    deferred: plan.deferred.length,
  };
  const isFailed = failures.length > 0;
  return {
    status: isFailed ? "failed" : "success",
    mode: plan.mode,
    summary: { examined: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts },
    removed: removed.map(({ garbage }) => listed(garbage)).slice(0, maxEntries),
    would_remove: plan.would_remove.map(listed).slice(0, maxEntries),
    kept: [...snapshots, ...kept.map(({ id, reason = "" }) => ({ id, reason }))].slice(0, maxEntries),
    failures: failures.slice(0, maxEntries),
    error: isFailed ? (plan.mode === modes.delete ? runErrors.deletion : runErrors.cleanup) : "",
    cause: causeOf(failures),
  };
}

function listed({ id, region, kind, action, name, version, variant, created, snapshots, reason }: Garbage): object {
  return { id, region, kind, action, name, version, variant, created, snapshots, reason };
}

function toFailure({ id, error = "States.TaskFailed", reason = "" }: RemovalResult): CleaningFailure {
  return { id, error, reason };
}

function readResult(result: unknown): readonly RemovalResult[] {
  const { success, data } = z.safeParse(removalResultSchema, result);
  return success ? [data] : [];
}

function placeOf({ region, id }: Pick<RemovalResult, "region" | "id">): string {
  return `${region} ${id}`;
}

/** Says in one text what failed, as long as there is room. */
function causeOf(failures: readonly CleaningFailure[]): string {
  const lines: string[] = [];
  let length = 0;
  for (const { id, error, reason } of failures) {
    const line = `${id}: ${error}: ${reason}`;
    if (length + line.length + 40 > maxCauseLength) break;
    lines.push(line);
    length += line.length + 2;
  }
  const more = failures.length - lines.length;
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("; ");
}
