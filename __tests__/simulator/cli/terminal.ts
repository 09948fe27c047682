import type { Screen } from "../../../simulator/cli/live.ts";

/** A terminal that shows what was written: lines that break at its edge, that scroll, and the sequences that move and erase. */
export class Terminal implements Screen {
  readonly isTerminal = true;
  columns: number;
  rows: number;
  writes = 0;
  /** Lines that have left it at the top. */
  readonly scrolledOut: string[] = [];
  #lines: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    this.writes += 1;
    for (const [, up, erased, character = ""] of text.matchAll(/\u001b\[(\d+)A|\u001b\[(2?[JK])|([^])/gu)) {
      if (up !== undefined) {
        this.#row = Math.max(0, this.#row - Number(up));
        this.#column = 0;
      } else if (erased === "2K") this.#lines[this.#row] = "";
      else if (erased === "J") this.#lines = [...this.#lines.slice(0, this.#row), ""];
      else if (character === "\n") this.#newLine();
      else this.#put(character);
    }
  };

  /** What is to be seen, from the top to the last line that has something on it. */
  get text(): readonly string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** As terminals do that break long lines anew: what was one line may become two; the cursor stays behind the text. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    const broken = this.#lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""]);
    this.#lines = broken;
    this.#row = broken.length - 1;
    this.#column = 0;
    this.#scroll();
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#newLine();
    const line = (this.#lines[this.#row] ?? "").padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= "";
    this.#scroll();
  }

  #scroll(): void {
    while (this.#lines.length > this.rows) {
      this.scrolledOut.push(this.#lines.shift() ?? "");
      this.#row -= 1;
    }
  }
}
