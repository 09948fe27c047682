import type { AccountRecord, ExecutionRecord, HeldImage, SimulationRecord } from "../core/record.ts";
import { clockText } from "./clock-text.ts";

/** Most images that are listed one by one. */
const maxImages = 20;

/** What a simulation came to, in plain text. */
export function summarize(record: SimulationRecord): string {
  return [...record.executions.map(describeExecution), describeCalls(record), describeAccount(record.account)].join(
    "\n\n",
  );
}

function describeExecution(execution: ExecutionRecord): string {
  const { name, status, startedAt, endedAt, transitions, longestHistory, largestPayload } = execution;
  return [
    `${name}: ${status} at ${clockText(endedAt)}, after ${clockText(endedAt - startedAt)}`,
    ...messageOf(execution).map((line) => `  ${line}`),
    `  ${transitions} state transitions, longest history ${longestHistory} events, largest payload ${largestPayload} bytes`,
  ].join("\n");
}

function messageOf({ status, output, error, cause }: ExecutionRecord): readonly string[] {
  if (status === "FAILED") {
    return [`${error ?? ""}: ${cause ?? ""}`];
  }
  const result = output as
    { readonly final_result?: { message?: unknown }; readonly result?: { message?: unknown } } | undefined;
  const message = result?.final_result?.message ?? result?.result?.message;
  return typeof message === "string" ? [message] : [];
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

function describeAccount({ images, snapshots }: AccountRecord): string {
  const shown = images.slice(0, maxImages).map(describeImage);
  const more = images.length > maxImages ? [`  and ${images.length - maxImages} more`] : [];
  return [`The account holds ${images.length} images and ${snapshots.length} snapshots.`, ...shown, ...more].join("\n");
}

function describeImage({ id, name, state, volumes, tags }: HeldImage): string {
  return [
    `  ${id}  ${state}  ${name}`,
    ...volumes.map(
      ({ deviceName, size, type, encrypted }) =>
        `    ${deviceName}  ${size} GiB ${type}, ${encrypted ? "encrypted" : "NOT encrypted"}`,
    ),
    ...Object.entries(tags).map(([key, value]) => `    ${key} = ${value}`),
  ].join("\n");
}
