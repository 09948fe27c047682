import { clockText } from "../cli/clock-text.ts";
import type { ExecutionRecord, SimulationRecord } from "../core/record.ts";
import type { ExecutionResult, ModuleSummary } from "../modules/simulated-module.ts";
import { memoryNotes } from "./function-notes.ts";
import { html, type Markup } from "./markup.ts";
import { clip, groupByReason, listSome, readCause } from "./reasons.ts";
import { counted } from "./words.ts";

/** Most executions and most reasons that are told, most items of one, and most characters of a text. */
const maxEntries = 20;
const maxItems = 10;
const maxLength = 500;

/** What failed, for whom and why; nothing when nothing did. */
export function failureList<Part extends object>(
  record: SimulationRecord<Part>,
  summary: ModuleSummary<Part>,
): readonly Markup[] {
  const failed = record.executions.filter(({ status }) => status !== "SUCCEEDED");
  const more = failed.length - maxEntries;
  const lost = record.events.flatMap(({ deliveries }) => deliveries.filter(({ outcome }) => outcome !== "ok"));
  const entries = [
    ...failed
      .slice(0, maxEntries)
      .map((execution) => describeExecution(execution, summary.execution(execution, record))),
    ...(more > 0 ? [html`<li>and ${counted(more, "more execution")}</li>`] : []),
    ...memoryNotes(record).map((note) => html`<li>${note}</li>`),
    ...(lost.length > 0
      ? [html`<li><b>${counted(lost.length, "event")} did not reach a target</b>: see the events below</li>`]
      : []),
  ];
  return entries.length === 0
    ? []
    : [
        html`<h2 id="failures">Failures</h2>
          <ul class="failures">
            ${entries}
          </ul>`,
      ];
}

function describeExecution(execution: ExecutionRecord, { lines, failures }: ExecutionResult): Markup {
  const { name, status, endedAt, error, cause } = execution;
  const reasons = groupByReason(failures);
  const others = reasons.slice(maxEntries).flatMap(({ items }) => items).length;
  // The cause of an execution that names its failures repeats them.
  const reason = failures.length > 0 && error !== undefined ? error : readCause(error, cause);
  return html`<li>
    <b>${name} ${status}</b> at ${clockText(endedAt)}${reason === "" ? "" : `: ${clip(reason, maxLength)}`}
    ${lines.map((line) => html`<div class="muted">${line}</div>`)}
    ${
      reasons.length === 0
        ? ""
        : html`<ul>
            ${reasons.slice(0, maxEntries).map(
              ({ reason: why, items }) =>
                html`<li>
                  <b class="bad">${items.length} failed</b>: ${clip(why, maxLength)}
                  <code class="muted">${listSome(items, maxItems)}</code>
                </li>`,
            )}
            ${others > 0 ? html`<li>${others} failed for other reasons</li>` : ""}
          </ul>`
    }
  </li>`;
}
