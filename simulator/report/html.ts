import { clockText } from "../cli/clock-text.ts";
import type { SimulationRecord } from "../core/record.ts";
import type { SimulatedModule } from "../modules/simulated-module.ts";
import { costTable } from "./cost-table.ts";
import { html, type Markup } from "./markup.ts";
import { messageTables } from "./message-tables.ts";
import { style } from "./style.ts";
import { callTable, invocationTable } from "./usage-tables.ts";
import { counted } from "./words.ts";
import { executionTable, stateTable } from "./workflow-tables.ts";

/** Most executions whose end is told in the summary. */
const maxExecutions = 3;

/**
 * A report of a simulation: one page that needs neither network nor scripts. The module's items come first, what AWS saw of
 * the executions after them, and what is there at the end is last.
 *
 * @returns HTML
 */
export function renderHtml<Part extends object>(
  module: Pick<SimulatedModule<object, Part>, "name" | "report" | "cost">,
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
          ${summary(record, report.headline(record))} ${report.items(record)} ${executionTable(record)}
          ${stateTable(record)} ${messageTables(record)} ${callTable(record)} ${invocationTable(record)}
          ${costTable(record, cost(record))} ${report.end(record)}
        </main>
      </body>
    </html>`;
  return `${page.text.trim()}\n`;
}

function summary(record: SimulationRecord, headline: string): Markup {
  const { startedAt, endedAt, region } = record;
  const time = `${startedAt.slice(0, "yyyy-mm-dd".length)} ${startedAt.slice("yyyy-mm-ddT".length, "yyyy-mm-ddThh:mm:ss".length)}`;
  return html`<p>${describeExecutions(record)}; ${clockText(endedAt)} of virtual time; ${headline}</p>
    <p class="muted">
      Virtual time from <time datetime="${startedAt}">${time} UTC</time> in ${region}; all times are hh:mm:ss since then
    </p>`;
}

function describeExecutions({ executions }: SimulationRecord): string {
  if (executions.length <= maxExecutions) {
    return executions.map(({ name, status }) => `${name} ${status}`).join(", ") || "no execution";
  }
  const statuses = [...new Set(executions.map(({ status }) => status))];
  const counts = statuses.map((status) => `${executions.filter((own) => own.status === status).length} ${status}`);
  return `${counted(executions.length, "execution")}: ${counts.join(", ")}`;
}
