import type { ExecutionRecord } from "../../core/record.ts";
import { groupByReason, listSome } from "../../report/reasons.ts";
import { countOutcomes } from "../../report/selection.ts";
import { counted } from "../../report/words.ts";
import type { ExecutionResult, ModuleSummary } from "../simulated-module.ts";
import { billedSeconds } from "./cost.ts";
import { asFields, asList, textOf } from "./fields.ts";
import { type BuilderPart, type BuilderRecord, outcomes } from "./record.ts";

/** Most lines of one kind, and most ids in a line. */
const maxLines = 20;
const maxIds = 5;

/** What the command prints at the end of a simulation of ami-builder. */
export const summary: ModuleSummary<BuilderPart> = {
  execution: (execution, record) => describeRun(execution, record),
  end: (record) => [
    `Cells: ${countOutcomes(record.cells, outcomes) || "none"}`,
    ...describeReasons(record),
    ...describeTests(record),
    ...describeImages(record),
    ...describeParameters(record),
    describeInstances(record),
    ...record.repeatedScripts.map((script) => `A script ran more than once: ${script}`),
  ],
};

/** What an execution counts and skips; why cells failed is known also of one that does not say it. */
function describeRun({ name, output }: ExecutionRecord, { cells }: BuilderRecord): ExecutionResult {
  const { summary: counts, skipped, kept } = asFields(output);
  const words = Object.entries(asFields(counts)).map(([word, count]) => `${String(count)} ${word}`);
  const reasons = [...asList(skipped), ...asList(kept)].map((entry) => {
    const { template, architecture, region, id, reason } = asFields(entry);
    const item = [template, architecture, region, id].map(textOf).filter((part) => part !== "");
    return { item: item.join("."), reason: textOf(reason) };
  });
  return {
    lines: [
      ...(words.length === 0 ? [] : [words.join(", ")]),
      ...groupByReason(reasons)
        .slice(0, maxLines)
        .map(({ reason, items }) => `Left as it is: ${listSome(items, maxIds)}: ${reason}`),
    ],
    failures: cells.flatMap(({ execution, id, reason }) =>
      execution === name && reason !== undefined ? [{ item: id, reason }] : [],
    ),
  };
}

/** Cells that no execution speaks of any more. */
function describeReasons({ cells }: BuilderRecord): readonly string[] {
  const unfinished = cells.filter(({ outcome }) => outcome === "unfinished");
  return unfinished
    .slice(0, maxLines)
    .map(({ id, phases }) => `  ${id} was left in the phase ${phases.at(-1)?.phase ?? "queued"}`);
}

function describeTests({ cells }: BuilderRecord): readonly string[] {
  const tests = cells.flatMap((cell) => cell.tests.map((test) => ({ ...test, cell: cell.id })));
  if (tests.length === 0) return [];
  const failed = tests.filter(({ passed }) => !passed);
  return [
    `Tests: ${tests.length - failed.length} passed, ${failed.length} failed`,
    ...failed
      .slice(0, maxLines)
      .map(({ name, on, cell, reason = "" }) => `  ${cell}, on the ${on}: ${name}: ${reason}`),
  ];
}

function describeImages({ regions }: BuilderRecord): readonly string[] {
  const lines = Object.entries(regions).flatMap(([region, { images }]) =>
    images.map(({ id, state, name, tags }) => {
      const mark = tags["AmiBuilderState"];
      return `  ${id}  ${state}${mark === undefined ? "" : `, ${mark}`}  ${region}  ${name}`;
    }),
  );
  const snapshots = Object.values(regions).reduce((sum, held) => sum + held.snapshots.length, 0);
  const more = lines.length - maxLines;
  return [
    `The account holds ${counted(lines.length, "image")} and ${counted(snapshots, "snapshot")}.`,
    ...lines.slice(0, maxLines),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function describeParameters({ parameters }: BuilderRecord): readonly string[] {
  const more = parameters.length - maxLines;
  return [
    ...parameters.slice(0, maxLines).map(({ name, region, value }) => `  ${name} in ${region}: ${value}`),
    ...(more > 0 ? [`  and ${counted(more, "more parameter")}`] : []),
  ];
}

function describeInstances({ instances }: BuilderRecord): string {
  const own = instances.filter(({ role }) => role !== "host");
  const minutes = own.reduce((sum, instance) => sum + billedSeconds(instance), 0) / 60;
  const left = own.filter(({ state }) => state !== "terminated" && state !== "shutting-down");
  const ids = left.map(({ id, state }) => `${id} ${state}`);
  const words = left.length === 0 ? "none is left" : `still there: ${listSome(ids, maxIds)}`;
  return `${counted(own.length, "instance")} ran, ${minutes.toFixed(1)} minutes billed; ${words}`;
}
