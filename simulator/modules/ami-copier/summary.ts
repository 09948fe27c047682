import type { HeldImage } from "../../aws/ec2/holdings.ts";
import type { ExecutionRecord } from "../../core/record.ts";
import { groupByReason, listSome } from "../../report/reasons.ts";
import { countOutcomes } from "../../report/selection.ts";
import type { ExecutionResult, ModuleSummary } from "../simulated-module.ts";
import { type CopierPart, type CopierRecord, outcomes, type RunRecord } from "./record.ts";

/** Most images that are listed one by one, and most ids in a line. */
const maxImages = 20;
const maxIds = 5;

/** What the command prints at the end of a simulation of ami-copier. */
export const summary: ModuleSummary<CopierPart> = {
  execution: (execution, record) => describeRun(execution, record),
  end: (record) => {
    const {
      images,
      account: { images: held, snapshots },
    } = record;
    return [
      `Images: ${countOutcomes(images, outcomes) || "none"}`,
      ...describeReasons(record),
      `The account holds ${held.length} images and ${snapshots.length} snapshots.`,
      ...held.slice(0, maxImages).flatMap(describeImage),
      ...(held.length > maxImages ? [`  and ${held.length - maxImages} more`] : []),
    ];
  },
};

/** What an execution counts; its history has that also when it failed. */
function describeRun({ name, output }: ExecutionRecord, { runs, images }: CopierRecord): ExecutionResult {
  const run = runs.find(({ execution }) => execution === name);
  const failures = (run?.failures ?? []).map(({ source_ami_id, reason }) => ({ item: source_ami_id, reason }));
  const { message } = (output as { readonly result?: { readonly message?: unknown } } | undefined)?.result ?? {};
  return {
    lines: [
      ...(typeof message === "string" ? [message] : []),
      ...(run === undefined ? [] : [...describeCounts(run), ...describeRegistrars(run, images)]),
    ],
    failures,
  };
}

function describeCounts({ summary: counts, discovered }: RunRecord): readonly string[] {
  if (counts !== undefined) {
    const { copied, skipped, failed, deferred } = counts;
    return [
      `${counts.discovered} discovered: ${copied} copied, ${skipped} skipped, ${failed} failed, ${deferred} deferred`,
    ];
  }
  return discovered === undefined
    ? []
    : [
        `${discovered.discovered} discovered, ${discovered.toProcess} to process; it ended before it counted what became of them`,
      ];
}

/** Executions that overlap wait for the same copies; each image is registered by one of them. */
function describeRegistrars({ execution, awaited }: RunRecord, images: CopierRecord["images"]): readonly string[] {
  const waitedFor = new Set(awaited);
  const others = images
    .filter(({ sourceAmiId }) => waitedFor.has(sourceAmiId))
    .map(({ registeredBy = "an earlier execution" }) => registeredBy)
    .filter((registrar) => registrar !== execution);
  if (others.length === 0) return [];
  return [
    `Of the images that it waited for, ${others.length === 1 ? "1 was" : `${others.length} were`} registered by ${[...new Set(others)].join(" and ")}`,
  ];
}

/** Why images were not discovered, and why they failed where no execution says it. */
function describeReasons({ images, runs }: CopierRecord): readonly string[] {
  const told = new Set(runs.flatMap(({ failures }) => failures.map(({ source_ami_id }) => source_ami_id)));
  return outcomes.flatMap((outcome) => {
    const untold = images.filter(
      (image) => image.outcome === outcome && !(outcome === "failed" && told.has(image.sourceAmiId)),
    );
    const failures = untold.flatMap(({ sourceAmiId, reason }) =>
      reason === undefined ? [] : [{ item: sourceAmiId, reason }],
    );
    return groupByReason(failures)
      .slice(0, maxImages)
      .map(({ reason, items }) => `  ${items.length} ${outcome}: ${reason} (${listSome(items, maxIds)})`);
  });
}

function describeImage({ id, name, state, volumes, tags }: HeldImage): readonly string[] {
  return [
    `  ${id}  ${state}  ${name}`,
    ...volumes.map(
      ({ deviceName, size, type, encrypted }) =>
        `    ${deviceName}  ${size} GiB ${type}, ${encrypted ? "encrypted" : "NOT encrypted"}`,
    ),
    ...Object.entries(tags).map(([key, value]) => `    ${key} = ${value}`),
  ];
}
