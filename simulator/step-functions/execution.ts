import type { VirtualClock } from "../core/clock.ts";
import { type Draw, seededDraw } from "../core/random.ts";
import type { ExecutionRecord } from "../core/record.ts";
import type { Definition } from "./definition.ts";
import type { InterpreterEvent } from "./history.ts";
import { StateMachines } from "./state-machines.ts";

/** What an execution runs. */
export interface RunOptions {
  readonly definition: Definition;
  /** ARN of the execution. */
  readonly arn: string;
  readonly input: unknown;
  readonly clock: VirtualClock;
  /** When the simulation began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Calls the function of an ARN. @throws LambdaError with the name that Retry and Catch look for */
  readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>;
  /** Draws the delays of retries with jitter. */
  readonly draw?: Draw;
  /** Is told of every event. */
  readonly observe?: (event: InterpreterEvent) => void;
  /** Stops the execution, as StopExecution does. */
  readonly stop?: AbortSignal | undefined;
}

/** Runs one state machine over functions alone, which its role may call. */
export async function runExecution(options: RunOptions): Promise<ExecutionRecord> {
  const { definition, arn, input, clock, startedAt, invoke, draw = seededDraw(0), observe, stop } = options;
  const [, partition = "", , region = "", account = "", , machineName = "", name = ""] = arn.split(":");
  const machineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${machineName}`;
  const machines = new StateMachines({
    clock,
    invoke,
    call: ({ service, operation }) => Promise.reject(new Error(`There is no ${service} to call ${operation} of.`)),
    draw,
    since: () => startedAt,
    ...(observe === undefined ? {} : { event: observe }),
  });
  machines.put({
    arn: machineArn,
    name: machineName,
    definition,
    roleArn: `arn:${partition}:iam::${account}:role/any`,
  });
  return machines.start({ stateMachineArn: machineArn, name, input, stop }).ended;
}
