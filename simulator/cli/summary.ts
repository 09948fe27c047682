import type { ExecutionRecord, SimulationRecord } from "../core/record.ts";
import type { ModuleSummary, SimulatedModule } from "../modules/simulated-module.ts";
import { functionNotes } from "../report/function-notes.ts";
import { sentEvents, subjectOf, targetText } from "../report/message-texts.ts";
import { clockText } from "./clock-text.ts";

/** Most events or messages that are listed one by one. */
const maxLines = 20;

/** What a simulation came to, in plain text: executions, calls, and what the module says of its end. */
export function summaryText<Part extends object>(
  { summary }: Pick<SimulatedModule<object, Part>, "summary">,
  record: SimulationRecord<Part>,
): string {
  return [
    ...record.executions.map((execution) => describeExecution(execution, summary.execution)),
    ...describeMessages(record),
    [describeCalls(record), ...functionNotes(record)].join("\n"),
    summary.end(record).join("\n"),
  ].join("\n\n");
}

function describeExecution(execution: ExecutionRecord, describeResult: ModuleSummary<object>["execution"]): string {
  const { name, status, startedAt, endedAt, error, cause } = execution;
  const { transitions, longestHistory, largestPayload } = execution;
  const reason = [error, cause].filter((part) => part !== undefined).join(": ");
  const lines = status === "SUCCEEDED" ? describeResult(execution) : reason === "" ? [] : [reason];
  return [
    `${name}: ${status} at ${clockText(endedAt)}, after ${clockText(endedAt - startedAt)}`,
    ...lines.map((line) => `  ${line}`),
    `  ${transitions} state transitions, longest history ${longestHistory} events, largest payload ${largestPayload} bytes`,
  ].join("\n");
}

/** What EventBridge and SNS have sent, and what did not arrive; nothing of what there is none of. */
function describeMessages(record: SimulationRecord): readonly string[] {
  const events = sentEvents(record).map(
    ({ at, what, rule, target, attempts, outcome }) =>
      `${clockText(at)}  ${what}: ${rule} to ${target}, ${outcome}${attempts > 1 ? ` after ${attempts} attempts` : ""}`,
  );
  const messages = record.messages.map(({ at, topic, mailedTo, ...message }) => {
    const mail =
      mailedTo.length === 0 ? "mailed to nobody" : `"${subjectOf(message)}" mailed to ${mailedTo.join(", ")}`;
    return `${clockText(at)}  ${topic}: ${mail}`;
  });
  const deadLetters = record.deadLetters.map(
    ({ at, queue, rule, target, error }) => `${clockText(at)}  ${queue}: ${rule} to ${targetText(target)}, ${error}`,
  );
  return [
    ...describeList("Events sent", events),
    ...describeList("Messages published", messages),
    ...describeList("Dead letters", deadLetters),
  ];
}

function describeList(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - maxLines;
  const shown = [...lines.slice(0, maxLines), ...(more > 0 ? [`and ${more} more`] : [])];
  return [[`${title}: ${lines.length}`, ...shown.map((line) => `  ${line}`)].join("\n")];
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
