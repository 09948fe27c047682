import { clockText } from "../cli/clock-text.ts";
import type { SimulationRecord } from "../core/record.ts";
import { html, type Markup } from "./markup.ts";
import { sentEvents, subjectOf, targetText } from "./message-texts.ts";
import { number, someTable, text } from "./table.ts";
import { counted } from "./words.ts";

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
