import type { InvocationRecord, SimulationRecord } from "../core/record.ts";
import { gigabyteSeconds } from "./cost.ts";
import type { Markup } from "./markup.ts";
import { number, type Row, table, text } from "./table.ts";

/** How often each operation was called, by service. */
export function callTable({ calls }: SimulationRecord): Markup {
  const operations = new Map<string, { service: string; operation: string; outcomes: Map<string, number> }>();
  for (const { service, operation, outcome } of calls) {
    const key = `${service} ${operation}`;
    const entry = operations.get(key) ?? { service, operation, outcomes: new Map<string, number>() };
    entry.outcomes.set(outcome, (entry.outcomes.get(outcome) ?? 0) + 1);
    operations.set(key, entry);
  }
  const rows = [...operations]
    .sort(([left], [right]) => left.localeCompare(right, "en"))
    .map(([, { service, operation, outcomes }]): Row => {
      const problems = [...outcomes].filter(([outcome]) => outcome !== "ok");
      const count = sum([...outcomes.values()]);
      const names = problems.map(([outcome, times]) => `${outcome} (${times.toLocaleString("en")})`).join(", ");
      return { cells: [operation, service, count, sum(problems.map(([, times]) => times)), names] };
    });
  const columns = [text("Operation"), text("Service"), number("Calls"), number("Failed"), text("Errors and faults")];
  return table("API calls", columns, rows);
}

/** How often each function was invoked, and what it took. */
export function invocationTable({ invocations }: SimulationRecord): Markup {
  const functions = new Map<string, InvocationRecord[]>();
  for (const invocation of invocations) {
    const own = functions.get(invocation.functionName);
    if (own === undefined) functions.set(invocation.functionName, [invocation]);
    else own.push(invocation);
  }
  const columns = [
    text("Function"),
    number("Invocations"),
    number("Cold starts"),
    number("Errors"),
    number("GB-seconds"),
    number("Most memory"),
  ];
  return table("Invocations", columns, [...functions].map(invocationRow));
}

function invocationRow([name, invocations]: readonly [string, readonly InvocationRecord[]]): Row {
  const peak = invocations.reduce((most, { peakMegabytes }) => Math.max(most, peakMegabytes), 0);
  return {
    cells: [
      name,
      invocations.length,
      invocations.filter(({ coldStart }) => coldStart).length,
      invocations.filter(({ outcome }) => outcome !== "ok").length,
      gigabyteSeconds(invocations).toFixed(3),
      `${Math.round(peak)} of ${invocations[0]?.memoryMegabytes ?? 0} MB`,
    ],
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
