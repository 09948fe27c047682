import { VirtualClock } from "../../../simulator/core/clock.ts";
import type { Statement } from "../../../simulator/core/iam/policy.ts";
import { seededDraw } from "../../../simulator/core/random.ts";
import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import { LambdaError } from "../../../simulator/lambda/lambda-function.ts";
import type { Definition } from "../../../simulator/step-functions/definition.ts";
import { StateMachines, type StateMachinesOptions } from "../../../simulator/step-functions/state-machines.ts";

const prefix = "arn:aws:states:us-east-1:111122223333";

export const machineArn = `${prefix}:stateMachine:machine`;
export const executionArn = (name: string) => `${prefix}:execution:machine:${name}`;
export const functionArn = "arn:aws:lambda:us-east-1:111122223333:function:work";
export const task = { Type: "Task", Resource: functionArn };
export const waitingTask = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" };

/** What a test's state machine works with. */
export interface World {
  /** The function that every task calls. */
  readonly work?: (event: unknown, clock: VirtualClock) => unknown;
  readonly call?: StateMachinesOptions["call"];
  readonly policy?: readonly Statement[];
  readonly seed?: number;
  readonly status?: StateMachinesOptions["status"];
  readonly event?: StateMachinesOptions["event"];
}

/** A state machine named `machine` in an account of its own; its clock begins with 1970. */
export function open(definition: object, world: World = {}) {
  const clock = new VirtualClock(0);
  const { work = (event) => event, call, policy, seed = 1, status, event } = world;
  const machines = new StateMachines({
    clock,
    invoke: (_arn, input) => callAsLambda(() => work(input, clock)),
    call: call ?? (() => Promise.reject(new Error("The test calls no service."))),
    draw: seededDraw(seed),
    since: () => 0,
    ...(status === undefined ? {} : { status }),
    ...(event === undefined ? {} : { event }),
  });
  machines.put({
    arn: machineArn,
    name: "machine",
    definition: definition as Definition,
    roleArn: "arn:aws:iam::111122223333:role/path/machine",
    ...(policy === undefined ? {} : { policy }),
  });
  return { clock, machines };
}

/** A function's error has its name, and its message as the cause. */
export async function callAsLambda(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error ? new LambdaError(error.name, error.message) : error;
  }
}

/** Runs a definition to its end. */
export function run(definition: object, input: unknown = {}, world: World = {}): Promise<ExecutionRecord> {
  return open(definition, world).machines.start({ stateMachineArn: machineArn, name: "run", input }).ended;
}

/** A definition of one state after another. */
export function sequence(states: Readonly<Record<string, object>>): Definition {
  const names = Object.keys(states);
  const linked = Object.entries(states).map(([name, state], index) => {
    const next = names[index + 1];
    const ends = ["Succeed", "Fail", "Choice"].includes((state as { readonly Type: string }).Type);
    return [name, { ...state, ...(ends ? {} : next === undefined ? { End: true } : { Next: next }) }];
  });
  return { StartAt: names[0] ?? "", States: Object.fromEntries(linked) as Definition["States"] };
}
