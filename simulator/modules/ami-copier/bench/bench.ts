import { fileURLToPath } from "node:url";
import { costOfCalls, measure } from "./measure.ts";
import { type Figures, lowerBound, original, type Situation } from "./references.ts";

const moduleFolder = fileURLToPath(new URL("../../../../dist-module", import.meta.url));
const usual = { composes: 100, copyMinutes: 30, waitMinutes: 5 };

const situations: Readonly<Record<string, Situation>> = {
  "1 new image": { ...usual, fresh: 1, old: 0 },
  "10 new images": { ...usual, fresh: 10, old: 0 },
  "50 new images": { ...usual, fresh: 50, old: 0 },
  "nothing new, 50 old images": { ...usual, fresh: 0, old: 50 },
};

interface Row {
  readonly label: string;
  readonly figure: keyof Figures;
  readonly digits: number;
  /** What the figure should not exceed; undefined where no goal was set. */
  readonly goal: (situation: Situation, bound: Figures) => number | undefined;
}

const waves = ({ fresh }: Situation) => Math.ceil(fresh / 20);

const rows: readonly Row[] = [
  {
    label: "EC2 calls",
    figure: "ec2Calls",
    digits: 0,
    goal: ({ fresh }, bound) => (fresh === 0 ? 3 : 1.3 * bound.ec2Calls),
  },
  { label: "Red Hat calls", figure: "redHatCalls", digits: 0, goal: ({ fresh }) => (fresh === 10 ? 25 : undefined) },
  { label: "state transitions", figure: "transitions", digits: 0, goal: () => undefined },
  { label: "invocations", figure: "invocations", digits: 0, goal: () => undefined },
  {
    label: "wall clock, minutes",
    figure: "minutes",
    digits: 1,
    goal: (situation) => waves(situation) * (situation.copyMinutes + situation.waitMinutes),
  },
  { label: "cost, US dollars", figure: "dollars", digits: 6, goal: () => undefined },
];

console.log(
  `\nSimulated runs: copies of ${usual.copyMinutes} minutes, looked at every ${usual.waitMinutes}, ${usual.composes} composes at Red Hat. Counted by the simulator;\n` +
    "the original's figures and the lower bound follow from formulas; the bound of transitions is a design with four for each image.\n" +
    "Costs are those of transitions and requests.",
);
for (const [name, situation] of Object.entries(situations)) {
  const ours = await measure(situation, moduleFolder);
  report(name, situation, withCost(original(situation)), withCost(lowerBound(situation)), ours);
}

function report(name: string, situation: Situation, before: Figures, bound: Figures, ours: Figures): void {
  const table = rows.map(({ label, figure, digits, goal }) => {
    const limit = goal(situation, bound);
    const verdict =
      limit === undefined ? "" : `at most ${limit.toFixed(0)}: ${ours[figure] <= limit ? "met" : "MISSED"}`;
    return [
      label,
      before[figure].toFixed(digits),
      bound[figure].toFixed(digits),
      ours[figure].toFixed(digits),
      ratio(ours[figure], before[figure]),
      ratio(ours[figure], bound[figure]),
      verdict,
    ];
  });
  const heads = [name, "original", "lower bound", "this module", "of original", "of bound", "goal"];
  const lines = [heads, ...table];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  console.log(`\n${lines.map((line) => toLine(line, widths)).join("\n")}`);
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

function ratio(value: number, reference: number): string {
  return reference === 0 ? "" : (value / reference).toFixed(2);
}

function withCost(figures: Omit<Figures, "dollars">): Figures {
  return { ...figures, dollars: costOfCalls(figures.transitions, figures.invocations) };
}
