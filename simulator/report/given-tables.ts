import { clockText } from "../cli/clock-text.ts";
import { describeMisses, faultText } from "../core/faults.ts";
import type { InputRecord, LogRecord, SimulationRecord } from "../core/record.ts";
import { substituteNotes } from "./function-notes.ts";
import { html, type Markup } from "./markup.ts";
import { clip } from "./reasons.ts";
import { number, type Row, someTable, text } from "./table.ts";

/** Most characters of a message and of a value. */
const maxLength = 500;

/** What functions warned of, equal warnings together. */
export function logTable({ logs }: SimulationRecord): readonly Markup[] {
  const columns = [text("Message"), text("Level"), number("Count"), text("First"), text("Function")];
  return someTable("Warnings and errors that functions logged", columns, logs.map(logRow));
}

function logRow({ firstAt, level, count, functionName, message, fields }: LogRecord): Row {
  const details = html`<div class="muted fields">
    ${count > 1 ? "the first: " : ""}${clip(JSON.stringify(fields), maxLength)}
  </div>`;
  return {
    cells: [
      html`<div class="held">${clip(message, maxLength)} ${Object.keys(fields).length === 0 ? "" : details}</div>`,
      html`<b class="${level === "error" ? "bad" : "warning"}">${level}</b>`,
      count,
      clockText(firstAt),
      functionName,
    ],
  };
}

/** The faults of the scenario, and how often they hit: one that hit nothing proves nothing. */
export function faultTable({ faults }: SimulationRecord): readonly Markup[] {
  const rows = faults.map((record): Row => {
    const { fault, calls, hits } = record;
    const [miss] = describeMisses([record]);
    return {
      cells: [
        html`<code>${faultText(fault)}</code>${miss === undefined ? "" : html`<div class="held bad">${miss}</div>`}`,
        calls,
        hits,
      ],
    };
  });
  return someTable("Faults", [text("Fault"), number("Calls"), number("Hits")], rows);
}

/** The inputs that the module was given, and what the simulation added to them. */
export function inputTable(record: SimulationRecord): readonly Markup[] {
  const { inputs, remarks } = record;
  const rows = inputs.map((input): Row => ({ cells: [html`<code>${input.name}</code>`, valueOf(input)] }));
  const shown = someTable("Inputs of the module", [text("Input"), text("Value")], rows);
  return [
    ...shown,
    ...(rows.length > 0 ? [html`<p class="muted">All other inputs have their defaults.</p>`] : []),
    ...[...remarks, ...substituteNotes(record)].map((remark) => html`<p class="muted">${remark}</p>`),
  ];
}

function valueOf({ value, isSensitive }: InputRecord): Markup {
  return isSensitive
    ? html`<span class="muted">sensitive</span>`
    : html`<code>${clip(JSON.stringify(value), maxLength)}</code>`;
}
