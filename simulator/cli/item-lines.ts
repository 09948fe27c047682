import type { ItemProgress } from "../modules/simulated-module.ts";

/** Lengths of a bar, for lines that are at least so wide. */
const bars = [
  { width: 100, length: 20 },
  { width: 60, length: 10 },
  { width: 0, length: 5 },
] as const;
/** The longest phase that modules have. */
const phaseLength = "undiscovered".length;

/**
 * A line for an item: its id, how much is done, its phase and its name.
 *
 * @param item the item
 * @param width most characters; without it nothing is left out. A narrow line has a shorter bar and the beginning of the name,
 * a narrower one no name and the end of the id, by which ids differ.
 */
export function itemLine({ id, name, phase, share }: ItemProgress, width = Infinity): string {
  const length = bars.find((bar) => width >= bar.width)?.length ?? 0;
  const bar = "#".repeat(Math.round(share * length)).padEnd(length, ".");
  const state = `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${phase.padEnd(phaseLength)}`;
  const room = width - state.length - "  ".length;
  if (room < id.length) return `${endOf(id, room)}  ${state}`.trimEnd();
  return `${id}  ${state}  ${beginningOf(name, room - id.length - "  ".length)}`.trimEnd();
}

/** How many items are in which phase, such as `2 copying, 7 done`. */
export function totals(items: readonly ItemProgress[]): string {
  const counts = new Map<string, number>();
  for (const { phase } of items) {
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(", ");
}

function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  return length > 1 ? `${text.slice(0, length - 1)}…` : "";
}

function endOf(text: string, length: number): string {
  return length > 1 ? `…${text.slice(1 - length)}` : "";
}
