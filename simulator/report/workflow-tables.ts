import { clockText } from "../cli/clock-text.ts";
import type { ExecutionRecord, SimulationRecord } from "../core/record.ts";
import { historyLimit, payloadLimit } from "../step-functions/limits.ts";
import { html, type Markup } from "./markup.ts";
import { number, type Row, table, text } from "./table.ts";

/** How each execution ended, and how near it came to the limits of Step Functions. */
export function executionTable({ executions }: SimulationRecord): Markup {
  const columns = [
    text("Execution"),
    text("Status"),
    number("Started"),
    number("Ended"),
    number("Transitions"),
    number("Longest history, events"),
    number("Largest payload, bytes"),
  ];
  return table("Executions", columns, executions.map(executionRow));
}

function executionRow(execution: ExecutionRecord): Row {
  const { name, status, error, cause = "", startedAt, endedAt } = execution;
  const { transitions, longestHistory, largestPayload } = execution;
  const message = error === undefined ? "" : html`<div class="cause muted">${error}: ${cause}</div>`;
  return {
    cells: [
      name,
      html`<b class="${status === "SUCCEEDED" ? "good" : "bad"}">${status}</b>${message}`,
      clockText(startedAt),
      clockText(endedAt),
      transitions,
      portion(longestHistory, historyLimit),
      portion(largestPayload, payloadLimit),
    ],
  };
}

/** How often each state was entered. */
export function stateTable({ executions }: SimulationRecord): Markup {
  const states = new Map<string, { type: string; visits: number; retries: number; errors: number }>();
  for (const { name, type, retries, error } of executions.flatMap((execution) => execution.states)) {
    const state = states.get(name) ?? { type, visits: 0, retries: 0, errors: 0 };
    state.visits += 1;
    state.retries += retries;
    state.errors += error === undefined ? 0 : 1;
    states.set(name, state);
  }
  const columns = [text("State"), text("Type"), number("Visits"), number("Retries"), number("Left by an error")];
  const rows = [...states].map(([name, { type, visits, retries, errors }]) => ({
    cells: [name, type, visits, retries, errors],
  }));
  return table("State transitions", columns, rows);
}

function portion(part: number, limit: number): string {
  return `${part.toLocaleString("en")} of ${limit.toLocaleString("en")}`;
}
