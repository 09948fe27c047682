import { clockText } from "../cli/clock-text.ts";
import type { SimulationRecord } from "../core/record.ts";
import { accountTable } from "./account-table.ts";
import { costTable } from "./cost-table.ts";
import { html, type Markup } from "./markup.ts";
import { countOutcomes } from "./selection.ts";
import { style } from "./style.ts";
import { timeline } from "./timeline.ts";
import { callTable, invocationTable } from "./usage-tables.ts";
import { counted } from "./words.ts";
import { executionTable, stateTable } from "./workflow-tables.ts";

/** Most executions whose end is told in the summary. */
const maxExecutions = 3;

/**
 * A report of a simulation: one page that needs neither network nor scripts.
 *
 * @returns HTML
 */
export function renderHtml(record: SimulationRecord): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Simulation of ami-copier</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <h1>Simulation of ami-copier</h1>
          ${summary(record)} ${timeline(record)} ${executionTable(record)} ${stateTable(record)} ${callTable(record)}
          ${invocationTable(record)} ${costTable(record)} ${accountTable(record)}
        </main>
      </body>
    </html>`;
  return `${page.text.trim()}\n`;
}

function summary(record: SimulationRecord): Markup {
  const { startedAt, endedAt, region, images } = record;
  const time = `${startedAt.slice(0, "yyyy-mm-dd".length)} ${startedAt.slice("yyyy-mm-ddT".length, "yyyy-mm-ddThh:mm:ss".length)}`;
  return html`<p>
      ${describeExecutions(record)}; ${clockText(endedAt)} of virtual time; images: ${countOutcomes(images) || "none"}
    </p>
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
