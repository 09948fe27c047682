import type { Account } from "./account.ts";
import type { FaultRecord } from "./core/faults.ts";
import type { Invocation } from "./lambda/lambda-function.ts";
import type {
  CallRecord,
  CommonRecord,
  DeadLetterRecord,
  EventRecord,
  ExecutionRecord,
  InvocationRecord,
  MessageRecord,
} from "./core/record.ts";

/** What a simulation has seen. */
export interface Sightings {
  readonly account: Account;
  /** When it began, in milliseconds since 1970; what was before is left out. */
  readonly startedAt: number;
  readonly executions: readonly ExecutionRecord[];
  readonly calls: Account["calls"];
  readonly invocations: readonly Invocation[];
  readonly faults: readonly FaultRecord[];
  readonly remarks: readonly string[];
  readonly inputs: CommonRecord["inputs"];
  readonly logs: CommonRecord["logs"];
}

/** Makes the record of a simulation, without the module's part. */
export function makeRecord(sightings: Sightings): CommonRecord {
  const { account, startedAt, executions, calls, invocations, inputs, logs, faults, remarks } = sightings;
  return {
    startedAt: new Date(startedAt).toISOString(),
    endedAt: Math.max(0, ...executions.map((execution) => execution.endedAt)),
    region: account.region,
    inputs,
    executions,
    calls: calls.map(({ at, service, operation, caller, executionArn, outcome }): CallRecord => ({
      at: at - startedAt,
      service,
      operation,
      caller: caller.name,
      ...(executionArn === undefined ? {} : { execution: nameOf(executionArn) }),
      outcome,
    })),
    invocations: invocations.map(
      ({ functionName, at, memoryMegabytes, coldStart, substitute, result }): InvocationRecord => ({
        functionName,
        at: at - startedAt,
        duration: result.duration,
        memoryMegabytes,
        peakMegabytes: result.peakMegabytes,
        coldStart,
        ...(substitute === undefined ? {} : { substitute }),
        outcome: result.error?.errorType ?? "ok",
      }),
    ),
    logs,
    ...describeMessages(account, startedAt),
    faults,
    remarks,
  };
}

/** What went over event buses and topics, and what got stuck. */
function describeMessages(
  { events, topics }: Account,
  startedAt: number,
): Pick<CommonRecord, "events" | "messages" | "deadLetters"> {
  const seen = events.seen.filter(({ at }) => at >= startedAt);
  return {
    events: seen.map(({ at, busName, event, deliveries }): EventRecord => ({
      at: at - startedAt,
      bus: busName,
      source: event.source,
      detailType: event["detail-type"],
      detail: event.detail,
      deliveries: deliveries.map(({ rule, targetArn, endedAt, attempts, outcome }) => ({
        rule,
        target: targetArn,
        at: endedAt - startedAt,
        attempts,
        outcome,
      })),
    })),
    messages: topics.published
      .filter(({ at }) => at >= startedAt)
      .map(({ at, topicArn, subject, message, mailedTo }): MessageRecord => ({
        at: at - startedAt,
        topic: nameOf(topicArn),
        ...(subject === undefined ? {} : { subject }),
        message,
        mailedTo,
      })),
    deadLetters: seen.flatMap(({ deliveries }) =>
      deliveries.flatMap(({ rule, targetArn, endedAt, outcome, deadLetterIn }): readonly DeadLetterRecord[] =>
        deadLetterIn === undefined
          ? []
          : [{ at: endedAt - startedAt, queue: nameOf(deadLetterIn), rule, target: targetArn, error: outcome }],
      ),
    ),
  };
}

/** Executions, topics and queues have their names at the end of their ARNs. */
function nameOf(arn: string): string {
  return arn.split(":").at(-1) ?? "";
}
