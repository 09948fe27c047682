import { type Context, effectiveInput, outputOf } from "./data-flow.ts";
import type { StateDefinition } from "./definition.ts";
import { StateError } from "./errors.ts";
import type { Environment, Place } from "./place.ts";
import { readResource } from "./resource.ts";
import { performTask } from "./tasks.ts";
import { interruptible, withTimer } from "./timing.ts";
import { checkSize, numberOf } from "./values.ts";

/**
 * One attempt of a Task state: within its timeout, and with a token until that comes back.
 *
 * @throws StateError with the name AWS gives
 */
export async function runTask(
  name: string,
  state: StateDefinition,
  input: unknown,
  context: Context,
  { signal }: Place,
  { ports, tokens, role }: Environment,
): Promise<unknown> {
  const resource = readResource(state.Resource ?? "");
  const callback = resource.kind === "integration" && resource.waitsForToken ? tokens.issue() : undefined;
  try {
    const inner = callback === undefined ? context : { ...context, Task: { Token: callback.token } };
    const { InputPath } = state;
    const selected = effectiveInput(InputPath === undefined ? {} : { InputPath }, input, inner);
    const timeout = numberOf(state, "TimeoutSeconds", selected, inner);
    const heartbeat = numberOf(state, "HeartbeatSeconds", selected, inner);
    const parameters = effectiveInput(state, input, inner);
    checkSize(parameters, `The input of ${name}`);
    if (heartbeat !== undefined) callback?.expectHeartbeats(heartbeat);
    const called = performTask(resource, parameters, role, ports);
    const done = callback === undefined ? called : Promise.race([callback.result, failureOf(called)]);
    const result = await interruptible(
      timeout === undefined ? done : withTimer(ports.clock, timeout * 1_000, (fired) => inTime(done, fired, timeout)),
      signal,
    );
    checkSize(result, `The result of ${name}`);
    return outputOf(state, input, result, inner);
  } finally {
    callback?.close();
  }
}

/** Fails as a call does, and never ends otherwise: the result of a task with a token is what is sent back. */
function failureOf(called: Promise<unknown>): Promise<never> {
  return called.then(() => new Promise<never>(() => undefined));
}

async function inTime(done: Promise<unknown>, fired: Promise<void>, seconds: number): Promise<unknown> {
  const late = fired.then(() => {
    throw new StateError("States.Timeout", `The task took longer than ${seconds} seconds.`);
  });
  return Promise.race([done, late]);
}
