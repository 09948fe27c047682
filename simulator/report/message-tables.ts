import { clockText } from "../cli/clock-text.ts";
import type { SimulationRecord } from "../core/record.ts";
import { html, type Markup } from "./markup.ts";
import { sentEvents, subjectOf, targetText } from "./message-texts.ts";
import { type Column, number, type Row, table, text } from "./table.ts";
import { counted } from "./words.ts";

/** Most rows of a table. */
const maxRows = 100;

/** What EventBridge and SNS have sent, and what did not arrive; nothing of what there is none of. */
export function messageTables(record: SimulationRecord): readonly Markup[] {
  const events = sentEvents(record).map(({ at, what, rule, target, attempts, outcome }) => ({
    cells: [
      clockText(at),
      what,
      rule,
      target,
      attempts,
      outcome === "ok" ? outcome : html`<b class="bad">${outcome}</b>`,
    ],
  }));
  const messages = record.messages.map(({ at, topic, mailedTo, ...message }) => ({
    cells: [
      clockText(at),
      topic,
      mailedTo.join(", "),
      subjectOf(message),
      html`<details>
        <summary>${counted(message.message.length, "character")}</summary>
        ${message.message}
      </details>`,
    ],
  }));
  const deadLetters = record.deadLetters.map(({ at, queue, rule, target, error }) => ({
    cells: [clockText(at), queue, rule, targetText(target), html`<b class="bad">${error}</b>`],
  }));
  return [
    ...someTable(
      "Events sent",
      [text("Sent"), text("Event"), text("Rule"), text("Target"), number("Attempts"), text("Outcome")],
      events,
    ),
    ...someTable(
      "Messages published",
      [text("Published"), text("Topic"), text("Mailed to"), text("Subject"), text("Message")],
      messages,
    ),
    ...someTable(
      "Dead letters",
      [text("Given up"), text("Queue"), text("Rule"), text("Target"), text("Error")],
      deadLetters,
    ),
  ];
}

function someTable(title: string, columns: readonly Column[], rows: readonly Row[]): readonly Markup[] {
  if (rows.length === 0) return [];
  const shown = table(title, columns, rows.slice(0, maxRows));
  const left = rows.length - maxRows;
  return left > 0 ? [shown, html`<p class="muted">and ${left.toLocaleString("en")} more</p>`] : [shown];
}
