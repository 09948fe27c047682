import { errorNames, modes, runErrors } from "../../contract.ts";
import type { CellFile, Failure, PlanFile } from "../../run-files.ts";

/** Entries of each list that an execution puts out; the whole is in `runs/`. */
const maxEntries = 100;
/** A Fail state's cause has at most 32,768 characters. */
const maxCauseLength = 30_000;

/** What an execution that builds ends with. planned = built + skipped + failed + blocked + deferred, but for a dry run. */
export interface BuildResult {
  readonly status: "success" | "failed";
  readonly mode: typeof modes.build;
  readonly dry_run: boolean;
  readonly summary: Readonly<Record<"planned" | "built" | "skipped" | "failed" | "blocked" | "deferred", number>>;
  readonly images: readonly object[];
  readonly skipped: readonly object[];
  readonly failures: readonly Failure[];
  /** Name of the execution's failure; empty when there is none. */
  readonly error: string;
  /** What failed, for a person; empty when nothing did. */
  readonly cause: string;
}

/**
 * Adds up what became of the cells of a plan. One that has left nothing counts as failed: a run never claims more than it knows.
 *
 * @param plan what the run meant to do
 * @param cells how its cells ended, as far as they said
 * @param brokenOff why the cells could not be run to the end, if they could not
 */
export function buildResult(plan: PlanFile, cells: readonly CellFile[], brokenOff: string | undefined): BuildResult {
  const byPlace = new Map(cells.map((cell) => [placeOf(cell), cell]));
  const lost = plan.dry_run ? [] : plan.cells.filter((cell) => !byPlace.has(placeOf(cell)));
  const of = (status: CellFile["status"]) => cells.filter((cell) => cell.status === status);
  const failures = [
    ...plan.failures,
    ...cells.flatMap((cell) => cell.failures),
    ...lost.map((cell) => lostCell(cell, brokenOff)),
  ];
  const unbuilt = plan.failures.filter(({ error }) => error === errorNames.dependencyFailed).length;
  const summary = {
    planned: plan.cells.length + plan.skipped.length + plan.failures.length,
    built: of("built").length,
    skipped: plan.skipped.length + of("skipped").length,
    failed: plan.failures.length - unbuilt + of("failed").length + lost.length,
    blocked: unbuilt + of("blocked").length,
    deferred: of("deferred").length,
  };
  const isFailed = summary.failed + summary.blocked > 0;
  const skipped = [
    ...plan.skipped,
    ...[...of("skipped"), ...of("deferred")].map(({ template, architecture, region, reason }) => ({
      template,
      architecture,
      region,
      reason,
    })),
  ];
  return {
    status: isFailed ? "failed" : "success",
    mode: modes.build,
    dry_run: plan.dry_run,
    summary,
    images: (plan.dry_run ? plan.cells : of("built").map(toImage)).slice(0, maxEntries),
    skipped: skipped.slice(0, maxEntries),
    failures: failures.slice(0, maxEntries),
    error: isFailed ? runErrors.builds : "",
    cause: isFailed ? describeFailures(failures, summary.failed + summary.blocked) : "",
  };
}

/** What a cell that was built puts out. */
function toImage(cell: CellFile) {
  const { template, architecture, region, image_id, parameter, instance_id, build_seconds, validated, log, record } =
    cell;
  const held = cell.regions.filter(({ status }) => status === "held").map((result) => result.region);
  const image = {
    template,
    architecture,
    region,
    image_id,
    parameter,
    instance_id,
    build_seconds,
    validated,
    log,
    record,
  };
  // Its parameter names another image there, because somebody rolled back.
  return held.length === 0 ? image : { ...image, held };
}

function placeOf({ template, architecture, region }: Pick<CellFile, "template" | "architecture" | "region">): string {
  return [template, architecture, region].join(" ");
}

function lostCell(
  { template, architecture, region }: Pick<CellFile, "template" | "architecture" | "region">,
  brokenOff: string | undefined,
): Failure {
  const reason = brokenOff ?? "its child execution ended without a result: open the run's map run in the console";
  return { template, architecture, region, phase: "run", error: "States.TaskFailed", reason, log: null };
}

/**
 * Says in one text what failed, as long as there is room: `r-research x86_64: StepFailedError: step "packages" exited with 100: …`.
 *
 * @param failures one by one
 * @param count how many items failed in all
 */
export function describeFailures(failures: readonly Failure[], count: number): string {
  const lines: string[] = [];
  let length = 0;
  for (const { template, architecture, region, error, reason, log } of failures) {
    const item = [template, architecture, region].filter((part) => part !== null).join(" ");
    const line = `${item}: ${error}: ${[reason, log].filter((part) => part !== null).join("; ")}`;
    if (length + line.length + 40 > maxCauseLength) break;
    lines.push(line);
    length += line.length + 2;
  }
  const more = Math.max(count, failures.length) - lines.length;
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("; ");
}
