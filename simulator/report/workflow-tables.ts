import { clockText } from "../cli/clock-text.ts";
import type { ExecutionRecord, SimulationRecord, StateRecord } from "../core/record.ts";
import type { ExecutionResult, ModuleSummary } from "../modules/simulated-module.ts";
import { historyLimit, payloadLimit } from "../step-functions/limits.ts";
import { html, type Markup } from "./markup.ts";
import { clip, readCause } from "./reasons.ts";
import { maxRows } from "./selection.ts";
import { number, type Row, table, text } from "./table.ts";
import { counted } from "./words.ts";

/** Most characters of a cause. */
const maxLength = 500;

/** How each execution ended, what it says, and how near it came to the limits of Step Functions. */
export function executionTable<Part extends object>(
  record: SimulationRecord<Part>,
  summary: ModuleSummary<Part>,
): Markup {
  const { executions } = record;
  const hasSeveral = machinesOf(executions).length > 1;
  const columns = [
    text("Execution"),
    text("Status"),
    number("Started"),
    number("Ended"),
    number("Transitions"),
    number("Longest history, events"),
    number("Largest payload, bytes"),
  ];
  const rows = executions
    .slice(0, maxRows)
    .map((execution) => executionRow(execution, summary.execution(execution, record), hasSeveral));
  const more = executions.length - maxRows;
  return html`${table("Executions", columns, rows)}
  ${more > 0 ? html`<p class="muted">and ${counted(more, "more execution")}</p>` : ""}`;
}

function executionRow(execution: ExecutionRecord, { lines, failures }: ExecutionResult, namesMachine: boolean): Row {
  const { name, stateMachine, status, error, cause, startedAt, endedAt } = execution;
  const { transitions, longestHistory, largestPayload } = execution;
  // The cause of an execution that names its failures repeats what is told of them above.
  const why = failures.length > 0 && error !== undefined ? error : readCause(error, cause);
  const reason = status === "SUCCEEDED" ? "" : clip(why, maxLength);
  return {
    cells: [
      namesMachine ? html`${name}<br /><span class="muted">${stateMachine}</span>` : name,
      html`<b class="${status === "SUCCEEDED" ? "good" : "bad"}">${status}</b>
        ${[...(reason === "" ? [] : [reason]), ...lines].map((line) => html`<div class="cause muted">${line}</div>`)}`,
      clockText(startedAt),
      clockText(endedAt),
      transitions,
      portion(longestHistory, historyLimit),
      portion(largestPayload, payloadLimit),
    ],
  };
}

/** How often each state was entered; states of several machines may have the same name. */
export function stateTable({ executions }: SimulationRecord): readonly Markup[] {
  const machines = machinesOf(executions);
  const columns = [text("State"), text("Type"), number("Visits"), number("Retries"), number("Left by an error")];
  const titled = (machine: string) => (machines.length > 1 ? `State transitions of ${machine}` : "State transitions");
  return machines.map((machine) => {
    const own = executions.filter(({ stateMachine }) => stateMachine === machine);
    return table(titled(machine), columns, stateRows(own.flatMap(({ states }) => states)));
  });
}

function stateRows(visited: readonly StateRecord[]): readonly Row[] {
  const states = new Map<string, { type: string; visits: number; retries: number; errors: number }>();
  for (const { name, type, retries, error } of visited) {
    const state = states.get(name) ?? { type, visits: 0, retries: 0, errors: 0 };
    state.visits += 1;
    state.retries += retries;
    state.errors += error === undefined ? 0 : 1;
    states.set(name, state);
  }
  return [...states].map(([name, { type, visits, retries, errors }]) => ({
    cells: [name, type, visits, retries, errors],
  }));
}

function machinesOf(executions: readonly ExecutionRecord[]): readonly string[] {
  return [...new Set(executions.map(({ stateMachine }) => stateMachine))];
}

function portion(part: number, limit: number): string {
  return `${part.toLocaleString("en")} of ${limit.toLocaleString("en")}`;
}
