import { describeMisses, faultText } from "../core/faults.ts";
import type { ExecutionRecord, LogRecord, SimulationRecord } from "../core/record.ts";
import type { ModuleSummary, SimulatedModule } from "../modules/simulated-module.ts";
import { functionNotes } from "../report/function-notes.ts";
import { sentEvents, subjectOf, targetText } from "../report/message-texts.ts";
import { clip, groupByReason, listSome, readCause } from "../report/reasons.ts";
import { counted } from "../report/words.ts";
import { clockText } from "./clock-text.ts";

/** Most events, messages or reasons that are listed one by one, most items in a line, and most characters of a text. */
const maxLines = 20;
const maxItems = 5;
const maxLength = 500;
/** Most characters of a cause whose reasons follow. */
const maxCauseLength = 160;

/** What a simulation came to, in plain text: executions, warnings, faults, calls, and what the module says of its end. */
export function summaryText<Part extends object>(
  { summary }: Pick<SimulatedModule<object, Part>, "summary">,
  record: SimulationRecord<Part>,
): string {
  return [
    ...describeExecutions(record, summary),
    ...describeLogs(record),
    ...describeMessages(record),
    ...describeFaults(record),
    ...describeList("Made up or left out by the simulation", record.remarks),
    [describeCalls(record), ...functionNotes(record)].join("\n"),
    summary.end(record).join("\n"),
  ].join("\n\n");
}

/** Those that failed are always told; of many, only some that succeeded. */
function describeExecutions<Part extends object>(
  record: SimulationRecord<Part>,
  summary: ModuleSummary<Part>,
): readonly string[] {
  const { executions } = record;
  const isBad = ({ status }: ExecutionRecord) => status !== "SUCCEEDED";
  const ranked = [...executions.filter(isBad), ...executions.filter((execution) => !isBad(execution))];
  const shown = new Set(ranked.slice(0, maxLines));
  const others = executions.length - shown.size;
  return [
    ...executions
      .filter((execution) => shown.has(execution))
      .map((execution) => describeExecution(execution, summary.execution(execution, record))),
    ...(others > 0
      ? [
          `and ${counted(others, "more execution")}, of which ${ranked.slice(maxLines).filter(isBad).length} did not succeed`,
        ]
      : []),
  ];
}

function describeExecution(
  execution: ExecutionRecord,
  { lines, failures }: ReturnType<ModuleSummary<object>["execution"]>,
): string {
  const { name, status, startedAt, endedAt, error, cause } = execution;
  const { transitions, longestHistory, largestPayload } = execution;
  const reason = clip(readCause(error, cause), failures.length > 0 ? maxCauseLength : maxLength);
  const reasons = groupByReason(failures);
  const others = reasons.slice(maxLines).flatMap(({ items }) => items).length;
  return [
    `${name}: ${status} at ${clockText(endedAt)}, after ${clockText(endedAt - startedAt)}`,
    ...(status === "SUCCEEDED" || reason === "" ? [] : [`  ${reason}`]),
    ...lines.map((line) => `  ${line}`),
    ...reasons
      .slice(0, maxLines)
      .map(
        ({ reason: why, items }) => `  ${items.length} failed: ${clip(why, maxLength)} (${listSome(items, maxItems)})`,
      ),
    ...(others > 0 ? [`  ${others} failed for other reasons`] : []),
    `  ${transitions} state transitions, longest history ${longestHistory} events, largest payload ${largestPayload} bytes`,
  ].join("\n");
}

/** What functions warned of, equal ones together. */
function describeLogs({ logs }: SimulationRecord): readonly string[] {
  const total = logs.reduce((sum, { count }) => sum + count, 0);
  return describeList("Warnings and errors that functions logged", logs.map(describeLog), total);
}

function describeLog({ firstAt, level, count, functionName, message, fields }: LogRecord): string {
  const details = Object.keys(fields).length === 0 ? "" : ` ${JSON.stringify(fields)}`;
  const text = clip(`${message}${count === 1 ? details : details === "" ? "" : ` (the first:${details})`}`, maxLength);
  return `${clockText(firstAt)}  ${level.padEnd(5)}  ${count} × ${functionName}: ${text}`;
}

/** How often faults hit; one that did not is no proof of anything. */
function describeFaults({ faults }: SimulationRecord): readonly string[] {
  const hit = faults
    .filter(({ hits }) => hits > 0)
    .map(({ fault, hits, calls }) => `${faultText(fault)} hit ${hits} of ${counted(calls, "call")}`);
  return describeList("Faults", [...hit, ...describeMisses(faults)], faults.length);
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

function describeList(title: string, lines: readonly string[], total = lines.length): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - maxLines;
  const shown = [...lines.slice(0, maxLines), ...(more > 0 ? [`and ${more} more`] : [])];
  return [[`${title}: ${total}`, ...shown.map((line) => `  ${line}`)].join("\n")];
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
