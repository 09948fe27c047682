import type { ExecutionRecord, SimulationRecord } from "../core/record.ts";
import type { ModuleSummary, SimulatedModule } from "../modules/simulated-module.ts";
import { clockText } from "./clock-text.ts";

/** What a simulation came to, in plain text: executions, calls, and what the module says of its end. */
export function summaryText<Part extends object>(
  { summary }: Pick<SimulatedModule<object, Part>, "summary">,
  record: SimulationRecord<Part>,
): string {
  return [
    ...record.executions.map((execution) => describeExecution(execution, summary.execution)),
    describeCalls(record),
    summary.end(record).join("\n"),
  ].join("\n\n");
}

function describeExecution(execution: ExecutionRecord, describeResult: ModuleSummary<object>["execution"]): string {
  const { name, status, startedAt, endedAt, error, cause } = execution;
  const { transitions, longestHistory, largestPayload } = execution;
  const lines = status === "FAILED" ? [`${error ?? ""}: ${cause ?? ""}`] : describeResult(execution);
  return [
    `${name}: ${status} at ${clockText(endedAt)}, after ${clockText(endedAt - startedAt)}`,
    ...lines.map((line) => `  ${line}`),
    `  ${transitions} state transitions, longest history ${longestHistory} events, largest payload ${largestPayload} bytes`,
  ].join("\n");
}

function describeCalls({ calls, invocations }: SimulationRecord): string {
  const services = new Map<string, number>();
  for (const { service } of calls) {
    services.set(service, (services.get(service) ?? 0) + 1);
  }
  const failed = calls.filter(({ outcome }) => outcome !== "ok").length;
  const counts = [...services].map(([service, count]) => `${count} ${service}`);
  return `API calls: ${counts.join(", ") || "none"} (${failed} of them with an error or no answer); ${invocations.length} invocations of functions`;
}
