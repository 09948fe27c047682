import type { Account } from "./account.ts";
import type { Invocation } from "./lambda/lambda-function.ts";
import type { CallRecord, CommonRecord, ExecutionRecord, InvocationRecord } from "./core/record.ts";

/** What a simulation has seen. */
export interface Sightings {
  readonly account: Account;
  /** When it began, in milliseconds since 1970; what was before is left out. */
  readonly startedAt: number;
  readonly executions: readonly ExecutionRecord[];
  readonly calls: Account["calls"];
  readonly invocations: readonly Invocation[];
}

/** Makes the record of a simulation, without the module's part. */
export function makeRecord({ account, startedAt, executions, calls, invocations }: Sightings): CommonRecord {
  return {
    startedAt: new Date(startedAt).toISOString(),
    endedAt: Math.max(0, ...executions.map((execution) => execution.endedAt)),
    region: account.region,
    executions,
    calls: calls.map(({ at, service, operation, caller, outcome }): CallRecord => ({
      at: at - startedAt,
      service,
      operation,
      caller: caller.name,
      outcome,
    })),
    invocations: invocations.map(({ functionName, at, memoryMegabytes, coldStart, result }): InvocationRecord => ({
      functionName,
      at: at - startedAt,
      duration: result.duration,
      memoryMegabytes,
      peakMegabytes: result.peakMegabytes,
      coldStart,
      outcome: result.error?.errorType ?? "ok",
    })),
  };
}
