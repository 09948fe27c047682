import "core-js/actual/promise/with-resolvers.js";
import { StateMachine } from "aws-local-stepfunctions";
import type { VirtualClock } from "../core/clock.ts";
import type { ExecutionRecord } from "../core/record.ts";
import { type Definition, findDistributed, listStates, withoutJitter } from "./definition.ts";
import { History, type InterpreterEvent } from "./history.ts";
import { historyLimit, payloadLimit } from "./limits.ts";
import { inRealTime, onVirtualClock } from "./virtual-timers.ts";

/** What an execution runs. */
export interface ExecutionOptions {
  readonly definition: Definition;
  /** ARN of the execution. */
  readonly arn: string;
  readonly input: unknown;
  readonly clock: VirtualClock;
  /** When the simulation began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Calls the function of an ARN; its errors have the name that Retry and Catch look for, and the cause as their message. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>;
  /** Is told of every event of the interpreter. */
  readonly observe?: (event: InterpreterEvent) => void;
  /** Stops the execution, as StopExecution does. */
  readonly stop?: AbortSignal | undefined;
}

type MachineDefinition = ConstructorParameters<typeof StateMachine>[0];
type Input = Parameters<StateMachine["run"]>[0];

/**
 * Runs a state machine in aws-local-stepfunctions. Where that falls short of AWS is made up for here: it knows only the real
 * clock (virtual-timers.ts), chooses delays by chance (definition.ts), runs a distributed map like an inline one, so that
 * histories are told apart by name (history.ts), and has no limits, so that they are applied to what it reports.
 */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionRecord> {
  const { definition, arn, clock, startedAt, invoke, observe } = options;
  const now = () => clock.now - startedAt;
  const history = new History(findDistributed(definition), now);
  const started = now();
  const tasks = listStates(definition).filter(([, state]) => state.Type === "Task");
  const handlers = tasks.map(([name, { Resource = "" }]) => [
    name,
    (event: unknown) => inRealTime(() => invoke(Resource, event)),
  ]);

  const { output } = await onVirtualClock(clock, async () => {
    const machine = new StateMachine(withoutJitter(definition) as unknown as MachineDefinition, {
      // The definition is validated once and for all in its own tests.
      validationOptions: { noValidate: true },
    });
    const execution = machine.run(options.input as Input, {
      context: { Execution: { Id: arn } },
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) as never },
    });
    options.stop?.addEventListener("abort", execution.abort);
    // The first state has begun already, and may have been where the stop came.
    if (options.stop?.aborted === true) execution.abort();
    // Why an execution failed is in its last event.
    const result = execution.result.catch(() => undefined);
    for await (const event of execution.eventLogs) {
      history.add(event as InterpreterEvent);
      observe?.(event as InterpreterEvent);
    }
    return { output: await result };
  });

  return {
    name: arn.split(":").at(-1) ?? "",
    startedAt: started,
    endedAt: now(),
    ...conclude(history, output),
    transitions: history.transitions,
    longestHistory: history.longest,
    largestPayload: history.largestPayload,
    states: history.states,
  };
}

/** How it ended, AWS's limits included. */
function conclude(history: History, output: unknown): Pick<ExecutionRecord, "status" | "output" | "error" | "cause"> {
  if (history.largestPayload > payloadLimit) {
    const cause = `A state's input or output has ${history.largestPayload} bytes; at most ${payloadLimit} are allowed.`;
    return { status: "FAILED", error: "States.DataLimitExceeded", cause };
  }
  if (history.longest > historyLimit) {
    const cause = `A history has ${history.longest} events; at most ${historyLimit} are allowed.`;
    return { status: "FAILED", error: "States.Runtime", cause };
  }
  if (history.aborted) {
    return { status: "ABORTED" };
  }
  return history.failure === undefined ? { status: "SUCCEEDED", output } : { status: "FAILED", ...history.failure };
}
