import type { ExecutionDescription } from "./execution-state.ts";
import { byteLength } from "./history.ts";

/** Bytes that input and output may have together in an event. */
const limit = 248 * 1_024;

/** What is particular to an event on the default bus; the bus adds id, version, time, Region and account. */
export interface StatusEvent {
  readonly source: "aws.states";
  readonly "detail-type": "Step Functions Execution Status Change";
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * The event that Step Functions puts on EventBridge when an execution starts and ends. An input that makes input and output
 * larger than 248 KiB together, escaped as text, is left out, and an output that is alone (Step Functions Developer Guide,
 * Automating event delivery; from memory, and without the fields of versions, aliases and redrives).
 */
export function statusEvent(execution: ExecutionDescription): StatusEvent {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = execution;
  const outputFits = byteLength(output) <= limit;
  const inputFits = byteLength(input) + (outputFits ? byteLength(output) : 0) <= limit;
  return {
    source: "aws.states",
    "detail-type": "Step Functions Execution Status Change",
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input: inputFits ? input : null,
      output: output !== undefined && outputFits ? output : null,
      inputDetails: { included: inputFits },
      outputDetails: output === undefined ? null : { included: outputFits },
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}
