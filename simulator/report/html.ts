import { clockText } from "../cli/clock-text.ts";
import type { SimulationRecord } from "../core/record.ts";
import type { SimulatedModule } from "../modules/simulated-module.ts";
import { costTable } from "./cost-table.ts";
import { failureList } from "./failure-list.ts";
import { faultTable, inputTable, logTable } from "./given-tables.ts";
import { html, type Markup } from "./markup.ts";
import { messageTables } from "./message-tables.ts";
import { style } from "./style.ts";
import { callTable, invocationTable } from "./usage-tables.ts";
import { verdictOf } from "./verdict.ts";
import { executionTable, stateTable } from "./workflow-tables.ts";

/**
 * A report of a simulation: one page that needs neither network nor scripts. How it ended and what went wrong come first, then
 * what it was given and what the module's items did, what AWS saw of the executions after them, and what is there at the end last.
 *
 * @returns HTML
 */
export function renderHtml<Part extends object>(
  module: Pick<SimulatedModule<object, Part>, "name" | "summary" | "report" | "cost">,
  record: SimulationRecord<Part>,
): string {
  const { name, report, cost } = module;
  const title = `Simulation of ${name}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${opening(record, report.headline(record))} ${failureList(record, module.summary)} ${logTable(record)}
          ${faultTable(record)} ${inputTable(record)} ${report.items(record)} ${executionTable(record, module.summary)}
          ${stateTable(record)} ${messageTables(record)} ${callTable(record)} ${invocationTable(record)}
          ${costTable(record, cost(record))} ${report.end(record)}
        </main>
      </body>
    </html>`;
  return `${page.text.trim()}\n`;
}

function opening(record: SimulationRecord, headline: string): Markup {
  const { startedAt, endedAt, region } = record;
  const { isGood, text } = verdictOf(record);
  const time = `${startedAt.slice(0, "yyyy-mm-dd".length)} ${startedAt.slice("yyyy-mm-ddT".length, "yyyy-mm-ddThh:mm:ss".length)}`;
  return html`<p class="verdict ${isGood ? "is-good" : "is-bad"}"><b>${text}</b></p>
    <p>${clockText(endedAt)} of virtual time; ${headline}</p>
    <p class="muted">
      Virtual time from <time datetime="${startedAt}">${time} UTC</time> in ${region}; all times are hh:mm:ss since then
    </p>`;
}
