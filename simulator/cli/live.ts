import type { ImageProgress } from "../modules/ami-copier/progress.ts";
import type { Watcher } from "../simulation.ts";
import { clockText } from "./clock-text.ts";

/** Where progress is shown. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  readonly write: (text: string) => void;
}

/** Most images that have a line of their own. */
const maxLines = 20;
const barWidth = 20;

/** Shows how a simulation goes: lines that change in place on a terminal, a line for every change elsewhere. */
export function showProgress(screen: Screen): NonNullable<Watcher["progress"]> {
  return screen.isTerminal ? inPlace(screen) : lineByLine(screen);
}

function inPlace({ write, columns }: Screen): NonNullable<Watcher["progress"]> {
  let shown = 0;
  let last = "";
  return (list, now) => {
    const images = list();
    const lines = [
      `virtual clock ${clockText(now)}`,
      ...images.slice(0, maxLines).map((image) => `  ${line(image)}`),
      ...(images.length > maxLines
        ? [`  and ${images.length - maxLines} more: ${totals(images.slice(maxLines))}`]
        : []),
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

function lineByLine({ write }: Screen): NonNullable<Watcher["progress"]> {
  const seen = new Map<string, string>();
  let lastTotals = "";
  return (list, now) => {
    const images = list();
    if (images.length > maxLines) {
      const text = totals(images);
      if (text !== lastTotals) write(`${clockText(now)}  ${text}\n`);
      lastTotals = text;
      return;
    }
    for (const image of images) {
      const text = line(image);
      if (seen.get(image.sourceAmiId) !== text) write(`${clockText(now)}  ${text}\n`);
      seen.set(image.sourceAmiId, text);
    }
  };
}

function line({ sourceAmiId, name, phase, copied }: ImageProgress): string {
  const filled = Math.round(copied * barWidth);
  const bar = "#".repeat(filled).padEnd(barWidth, ".");
  return `${sourceAmiId}  ${bar} ${String(Math.floor(copied * 100)).padStart(3)} %  ${phase.padEnd(10)}  ${name}`;
}

function totals(images: readonly ImageProgress[]): string {
  const counts = new Map<string, number>();
  for (const { phase } of images) {
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(", ");
}
