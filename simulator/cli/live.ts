import type { ItemProgress } from "../modules/simulated-module.ts";
import type { SimulationOptions } from "../simulation.ts";
import { clockText } from "./clock-text.ts";
import { itemLine, totals } from "./item-lines.ts";

/** Where progress is shown. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Size of the terminal now, in characters; it may change while it is written to. */
  readonly columns: number;
  readonly rows: number;
  readonly write: (text: string) => void;
}

/** A view of a simulation while it goes on. */
export interface LiveView {
  /** Takes what a simulation tells of its progress. */
  readonly progress: NonNullable<SimulationOptions["progress"]>;
  /** Lets something be printed on the same screen, above what is shown in place. */
  readonly above: (print: () => void) => void;
  /** Shows how it ended. */
  readonly end: () => void;
}

/** Most items that have a line of their own. */
const maxLines = 20;
/** Between two pictures, in milliseconds of this machine: no eye sees more. */
const frame = 40;
const millisecondsPerMinute = 60_000;
/** In lines without end the distance between two of them grows to this part of the time that has passed. */
const coarsest = 1 / 50;

/**
 * Shows how a simulation goes: lines that change in place on a terminal, a line for every change elsewhere.
 *
 * @param screen where it is shown
 * @param now milliseconds of this machine
 */
export function showProgress(screen: Screen, now: () => number = () => performance.now()): LiveView {
  return screen.isTerminal ? new InPlace(screen, now) : new LineByLine(screen);
}

type Items = () => readonly ItemProgress[];

/** A picture that is drawn over the last one. */
class InPlace implements LiveView {
  readonly #screen: Screen;
  readonly #now: () => number;
  #last: { readonly items: Items; readonly at: number } | undefined;
  #drawnAt = -Infinity;
  /** What is on the screen, just above the cursor. */
  #shown: readonly string[] = [];

  constructor(screen: Screen, now: () => number) {
    this.#screen = screen;
    this.#now = now;
  }

  readonly progress = (items: Items, at: number): void => {
    this.#last = { items, at };
    if (this.#now() - this.#drawnAt < frame) return;
    this.#drawnAt = this.#now();
    this.#draw();
  };

  readonly above = (print: () => void): void => {
    const picture = this.#shown;
    this.#screen.write(`${this.#toFirstLine()}\u001b[J`);
    this.#shown = [];
    print();
    this.#put(picture);
  };

  readonly end = (): void => {
    this.#draw();
  };

  #draw(): void {
    if (this.#last === undefined) return;
    const { columns, rows } = this.#screen;
    const { items, at } = this.#last;
    const lines = pictureOf(items(), at, columns, rows);
    if (lines.join("\n") !== this.#shown.join("\n")) this.#put(lines);
  }

  #put(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const text = lines.map((line) => `\u001b[2K${line}\n`).join("");
    this.#screen.write(`${this.#toFirstLine()}${text}\u001b[J`);
    this.#shown = lines;
  }

  /** Moves the cursor up to the first line of what is shown; a terminal that has become narrower has broken its lines. */
  #toFirstLine(): string {
    const { columns, rows } = this.#screen;
    const height = this.#shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
    const reachable = Math.min(height, rows - 1);
    return reachable > 0 ? `\u001b[${reachable}A` : "";
  }
}

/** As many lines as a terminal shows at once: what scrolls out of sight cannot be drawn over. */
function pictureOf(items: readonly ItemProgress[], at: number, columns: number, rows: number): readonly string[] {
  // The cursor stands in the last row, and a line that is as long as the terminal is wide may count as two.
  const [width, height] = [columns - 1, rows - 1];
  const room = Math.min(maxLines, height - 1);
  const count = items.length <= room ? items.length : Math.max(0, Math.min(maxLines, height - 2));
  const others = items.length - count;
  return [
    `virtual clock ${clockText(at)}`,
    ...items.slice(0, count).map((item) => `  ${itemLine(item, width - 2)}`),
    ...(others > 0 ? [`  and ${others} more: ${totals(items.slice(count))}`] : []),
  ]
    .slice(0, Math.max(0, height))
    .map((line) => line.slice(0, width));
}

/** A line for every change of an item, or totals of many, which have a line for a virtual minute at most. */
class LineByLine implements LiveView {
  readonly #screen: Screen;
  readonly #seen = new Map<string, string>();
  #last: { readonly items: Items; readonly at: number } | undefined;
  #totals = { text: "", at: -Infinity };

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  readonly progress = (items: Items, at: number): void => {
    this.#last = { items, at };
    const distance = Math.max(millisecondsPerMinute, at * coarsest);
    if (at - this.#totals.at >= distance) this.#print();
  };

  readonly above = (print: () => void): void => {
    print();
  };

  readonly end = (): void => {
    this.#print();
  };

  #print(): void {
    if (this.#last === undefined) return;
    const { at } = this.#last;
    const items = this.#last.items();
    if (items.length > maxLines) {
      const text = totals(items);
      if (text !== this.#totals.text) this.#screen.write(`${clockText(at)}  ${text}\n`);
      this.#totals = { text, at };
      return;
    }
    for (const item of items) {
      const { id, phase, share } = item;
      const state = `${phase} ${Math.floor(share * 10)}`;
      if (this.#seen.get(id) !== state) this.#screen.write(`${clockText(at)}  ${itemLine(item)}\n`);
      this.#seen.set(id, state);
    }
  }
}
