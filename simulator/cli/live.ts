import type { ItemProgress } from "../modules/simulated-module.ts";
import type { SimulationOptions } from "../simulation.ts";
import { clockText } from "./clock-text.ts";

/** Where progress is shown. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  readonly write: (text: string) => void;
}

type Watcher = NonNullable<SimulationOptions["progress"]>;

/** Most items that have a line of their own. */
const maxLines = 20;
const barWidth = 20;

/** Shows how a simulation goes: lines that change in place on a terminal, a line for every change elsewhere. */
export function showProgress(screen: Screen): Watcher {
  return screen.isTerminal ? inPlace(screen) : lineByLine(screen);
}

function inPlace({ write, columns }: Screen): Watcher {
  let shown = 0;
  let last = "";
  return (list, now) => {
    const items = list();
    const lines = [
      `virtual clock ${clockText(now)}`,
      ...items.slice(0, maxLines).map((item) => `  ${line(item)}`),
      ...(items.length > maxLines ? [`  and ${items.length - maxLines} more: ${totals(items.slice(maxLines))}`] : []),
      // A line that the terminal breaks would count as two.
    ].map((entry) => entry.slice(0, columns - 1));
    const text = lines.join("\n");
    if (text !== last) {
      // Up to the first line of the last picture, then each line anew.
      write(`${shown === 0 ? "" : `\u001b[${shown}A`}${lines.map((entry) => `\u001b[2K${entry}\n`).join("")}`);
      shown = lines.length;
      last = text;
    }
  };
}

function lineByLine({ write }: Screen): Watcher {
  const seen = new Map<string, string>();
  let lastTotals = "";
  return (list, now) => {
    const items = list();
    if (items.length > maxLines) {
      const text = totals(items);
      if (text !== lastTotals) write(`${clockText(now)}  ${text}\n`);
      lastTotals = text;
      return;
    }
    for (const item of items) {
      const text = line(item);
      if (seen.get(item.id) !== text) write(`${clockText(now)}  ${text}\n`);
      seen.set(item.id, text);
    }
  };
}

function line({ id, name, phase, share }: ItemProgress): string {
  const filled = Math.round(share * barWidth);
  const bar = "#".repeat(filled).padEnd(barWidth, ".");
  return `${id}  ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${phase.padEnd(10)}  ${name}`;
}

function totals(items: readonly ItemProgress[]): string {
  const counts = new Map<string, number>();
  for (const { phase } of items) {
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(", ");
}
