import type { SimulationRecord } from "../simulator/core/record.ts";
import type { Bench, BenchSituation, Figures } from "../simulator/modules/bench.ts";
import type { SimulatedModule } from "../simulator/modules/simulated-module.ts";
import { parseScenario } from "../simulator/scenario/schema.ts";
import { simulate } from "../simulator/simulation.ts";

/**
 * Simulates the situations of a module and prints its figures beside those of others, with the goals.
 *
 * @throws Error when an execution did not succeed, as its figures would say nothing
 */
export async function benchSimulations(module: SimulatedModule): Promise<void> {
  const { bench, name } = module;
  console.log(`\n${name}: simulated runs. ${bench.introduction}`);
  for (const [title, situation] of Object.entries(bench.situations)) {
    const record = await simulate(module, parseScenario(module, situation.scenario));
    requireSuccess(record);
    const figures = bench.count(record);
    console.log(`\n${tableOf(title, situation, bench.figures, figures)}`);
    // Counted figures are the same on every machine, so a goal that is missed fails the command.
    const isMissed = Object.entries(situation.goals).some(([figure, goal]) => (figures[figure] ?? Infinity) > goal);
    if (isMissed) process.exitCode = 1;
  }
}

function requireSuccess({ executions }: SimulationRecord): void {
  const failed = executions.find(({ status }) => status !== "SUCCEEDED");
  if (failed !== undefined) {
    throw new Error(`${failed.name} ended as ${failed.status}: ${failed.cause ?? ""}`);
  }
}

/** The figures of a situation: a row each, with the references before and the ratios to them behind. */
export function tableOf(
  title: string,
  { references, goals }: BenchSituation,
  figures: Bench["figures"],
  ours: Figures,
): string {
  const others = Object.entries(references);
  const rows = Object.entries(figures).map(([figure, { label, digits }]) => {
    const own = ours[figure] ?? Number.NaN;
    return [
      label,
      ...others.map(([, values]) => values[figure]?.toFixed(digits) ?? "-"),
      own.toFixed(digits),
      ...others.map(([, values]) => ratio(own, values[figure])),
      verdict(own, goals[figure], digits),
    ];
  });
  const names = others.map(([name]) => name);
  const lines = [[title, ...names, "this module", ...names.map((name) => `of ${name}`), "goal"], ...rows];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => toLine(line, widths)).join("\n");
}

function verdict(value: number, goal: number | undefined, digits: number): string {
  if (goal === undefined) return "";
  return `at most ${Number.isInteger(goal) ? goal : goal.toFixed(Math.max(digits, 1))}: ${value <= goal ? "met" : "NOT met"}`;
}

/** The first and the last column are texts, those between are numbers. */
function toLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) =>
      column === 0 || column === cells.length - 1
        ? cell.padEnd(widths[column] ?? 0)
        : cell.padStart(widths[column] ?? 0),
    )
    .join("  ")
    .trimEnd();
}

function ratio(value: number, reference: number | undefined): string {
  return reference === undefined || reference === 0 ? "" : (value / reference).toFixed(2);
}
