import { clockText } from "../cli/clock-text.ts";
import type { ImageOutcome, SimulationRecord } from "../record.ts";
import { html } from "./markup.ts";
import { style } from "./style.ts";
import { accountTable, callTable, costTable, executionTable, invocationTable, stateTable } from "./tables.ts";
import { timeline } from "./timeline.ts";

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
        <h1>Simulation of ami-copier</h1>
        <p>${describe(record)}</p>
        <p class="muted">Virtual time from ${record.startedAt} in ${record.region}</p>
        ${timeline(record)} ${executionTable(record)} ${stateTable(record)} ${callTable(record)}
        ${invocationTable(record)} ${costTable(record)} ${accountTable(record)}
      </body>
    </html>`;
  return `${page.text.trim()}\n`;
}

function describe({ executions, images, endedAt }: SimulationRecord): string {
  const outcomes = new Map<ImageOutcome, number>();
  for (const { outcome } of images) {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(", ") || "none";
  const ends = executions.map(({ name, status }) => `${name} ${status}`).join(", ") || "no execution";
  return `${ends}; ${clockText(endedAt)} of virtual time; images: ${counts}`;
}
