import { html, type Markup } from "./markup.ts";
import { maxRows } from "./selection.ts";

const whole = new Intl.NumberFormat("en");

/** What stands in a cell; a number is shown with separators. */
export type Cell = Markup | string | number;

/** A column: its head and how its cells are set. The first column of a table heads the rows. */
export interface Column {
  readonly head: string;
  readonly kind: "text" | "number";
}

/** A row of a table; a sum is emphasized. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly isSum?: boolean;
}

/** A column of texts. */
export function text(head: string): Column {
  return { head, kind: "text" };
}

/** A column of numbers, or of texts that begin with one. */
export function number(head: string): Column {
  return { head, kind: "number" };
}

/** A titled table that scrolls on its own where it finds no room; instead of one without rows there is a word. */
export function table(title: string, columns: readonly Column[], rows: readonly Row[]): Markup {
  const id = title.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  const heads = columns.map(({ head, kind }) => html`<th scope="col" class="${kind}">${head}</th>`);
  const body = rows.map(
    ({ cells, isSum = false }) =>
      html`<tr class="${isSum ? "sum" : "item"}">
        ${cells.map((cell, index) => renderCell(cell, index, columns[index]?.kind ?? "text"))}
      </tr>`,
  );
  return html`<h2 id="${id}">${title}</h2>
    ${
      rows.length === 0
        ? html`<p class="muted">none</p>`
        : html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
            <p class="hint muted" aria-hidden="true">Scroll sideways for more columns →</p>
            <table>
              <thead>
                <tr>
                  ${heads}
                </tr>
              </thead>
              <tbody>
                ${body}
              </tbody>
            </table>
          </div>`
    }`;
}

/** A table of what there may be much or nothing of: without rows there is none, and of many rows the first. */
export function someTable(title: string, columns: readonly Column[], rows: readonly Row[]): readonly Markup[] {
  if (rows.length === 0) return [];
  const shown = table(title, columns, rows.slice(0, maxRows));
  const left = rows.length - maxRows;
  return left > 0 ? [shown, html`<p class="muted">and ${left.toLocaleString("en")} more</p>`] : [shown];
}

function renderCell(cell: Cell, index: number, kind: Column["kind"]): Markup {
  const content = typeof cell === "number" ? whole.format(cell) : cell;
  return index === 0 ? html`<th scope="row">${content}</th>` : html`<td class="${kind}">${content}</td>`;
}
