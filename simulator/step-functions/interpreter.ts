import { createHash } from "node:crypto";
import type { Draw } from "../core/random.ts";
import { type Context, chosen, effectiveInput, outputOf, valueOf } from "./data-flow.ts";
import { type Definition, isDistributed, type ItemProcessor, type StateDefinition } from "./definition.ts";
import { Interrupted, StateError } from "./errors.ts";
import type { ExecutionState } from "./execution-state.ts";
import { byteLength, type History } from "./history.ts";
import { distributedConcurrency, inlineConcurrency, payloadLimit } from "./limits.ts";
import { eachLimited, exceeds, wholeNumber } from "./map.ts";
import { readResource } from "./resource.ts";
import { findCatcher, Retries } from "./retry.ts";
import type { Role } from "./role.ts";
import type { TaskTokens } from "./task-tokens.ts";
import { performTask, type TaskPorts } from "./tasks.ts";
import { sleep, interruptible, withTimer } from "./timing.ts";

/** What an execution works with. */
export interface Environment {
  readonly ports: TaskPorts;
  readonly tokens: TaskTokens;
  readonly history: History;
  readonly draw: Draw;
  readonly role: Role;
  readonly roleArn: string;
  readonly machineName: string;
  /** Opens an execution of a distributed map. */
  readonly openChild: (arn: string, machineArn: string, input: unknown) => ExecutionState;
}

/** Where states run: an execution, a branch or an iteration. */
interface Place {
  readonly execution: ExecutionState;
  /** Ends what runs here. */
  readonly signal: AbortSignal;
  /** `Map` of the context object, within a map. */
  readonly map?: { readonly Item: { readonly Index: number; readonly Value: unknown } };
  /** Tells this place from others in the same execution. */
  readonly path: string;
  /** Visits of each state so far. */
  readonly visits: Map<string, number>;
}

interface Step {
  readonly output: unknown;
  /** The next state; undefined at the end. */
  readonly next?: string | undefined;
}

/**
 * Walks through a state machine on the virtual clock: transitions, retries, catches, waits, tasks with their timeouts and
 * tokens, maps and branches. What goes into states and comes out of them is data-flow.ts's matter.
 *
 * @returns the output of the last state
 * @throws StateError when a state fails and nothing catches it
 */
export function interpret(
  definition: Definition,
  execution: ExecutionState,
  environment: Environment,
): Promise<unknown> {
  const place = { execution, signal: execution.signal, path: "", visits: new Map<string, number>() };
  return walk(definition, execution.input, place, environment);
}

async function walk(definition: Definition, input: unknown, place: Place, environment: Environment): Promise<unknown> {
  let step: Step = { output: input, next: definition.StartAt };
  while (step.next !== undefined) {
    if (place.signal.aborted) throw new Interrupted();
    const state = definition.States[step.next];
    if (state === undefined) throw new Error(`The state machine has no state ${step.next}.`);
    step = await visit(step.next, state, step.output, place, environment);
  }
  return step.output;
}

/** A state with all its attempts. */
async function visit(
  name: string,
  state: StateDefinition,
  input: unknown,
  place: Place,
  environment: Environment,
): Promise<Step> {
  const { history, draw, ports } = environment;
  const number = (place.visits.get(name) ?? 0) + 1;
  place.visits.set(name, number);
  const enteredAt = ports.clock.now;
  const seen = history.enter(place.execution.arn, name, state.Type, input, eventsOfAttempt(state));
  const retries = new Retries(state.Retry, state.Type);
  for (let retryCount = 0; ; retryCount += 1) {
    const context = contextOf(name, enteredAt, retryCount, place, environment);
    try {
      const step = await attempt(name, state, input, context, place, environment);
      checkSize(step.output, `The output of ${name}`);
      seen.exited(step.output);
      return step;
    } catch (error) {
      if (place.signal.aborted) throw new Interrupted();
      if (!(error instanceof StateError)) throw error;
      seen.failed(error);
      const key = `${place.execution.arn} ${place.path} ${name} ${number} ${retryCount}`;
      const delay = retries.next(error.name, () => draw(key));
      if (delay === undefined) {
        return await caught(error, state, input, context, (output) => {
          seen.exited(output);
        });
      }
      await sleep(ports.clock, delay, place.signal);
      seen.retried();
    }
  }
}

async function caught(
  error: StateError,
  { Catch, Type }: StateDefinition,
  input: unknown,
  context: Context,
  exited: (output: unknown) => void,
): Promise<Step> {
  const catcher = findCatcher(Catch, error.name, Type);
  if (catcher === undefined) throw error;
  const { ResultPath, Next } = catcher;
  const result = { Error: error.name, Cause: error.message };
  const output = await outputOf(ResultPath === undefined ? {} : { ResultPath }, input, result, context);
  exited(output);
  return { output, next: Next };
}

/** The context object (Step Functions Developer Guide, Context object). */
function contextOf(
  name: string,
  enteredAt: number,
  RetryCount: number,
  { execution, map }: Place,
  { roleArn, machineName }: Environment,
): Context {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: roleArn,
      StartTime: new Date(execution.startDate).toISOString(),
    },
    State: { EnteredTime: new Date(enteredAt).toISOString(), Name: name, RetryCount },
    StateMachine: { Id: execution.machineArn, Name: machineName },
    ...(map === undefined ? {} : { Map: map }),
  };
}

/**
 * Events that an attempt adds to AWS's history: of a function that it is scheduled, started and ends, and that it waits for its
 * token; of a map its start and end and those of its run; of parallel branches their start and end.
 */
function eventsOfAttempt({ Type, Resource = "" }: StateDefinition): number {
  switch (Type) {
    case "Task":
      return Resource.endsWith(".waitForTaskToken") ? 4 : 3;
    case "Map":
      return 4;
    case "Parallel":
      return 2;
    default:
      return 0;
  }
}

async function attempt(
  name: string,
  state: StateDefinition,
  input: unknown,
  context: Context,
  place: Place,
  environment: Environment,
): Promise<Step> {
  const { Type, Next: next } = state;
  switch (Type) {
    case "Task":
      return { output: await runTask(name, state, input, context, place, environment), next };
    case "Map":
      return { output: await runMap(name, state, input, context, place, environment), next };
    case "Parallel":
      return { output: await runParallel(name, state, input, context, place, environment), next };
    case "Wait":
      await waitAsSaid(state, input, context, place, environment);
      return { output: await passOn(state, input, context), next };
    case "Choice": {
      const chosenNext = await chosen(state, await effectiveInput(state, input, context), context);
      return { output: await passOn(state, input, context), next: chosenNext };
    }
    case "Fail":
      throw await failure(state, input, context);
    default:
      return { output: await passOn(state, input, context), next: Type === "Succeed" ? undefined : next };
  }
}

/** The output of a state whose result is its input, or of a Pass state the one that it names. */
async function passOn(state: StateDefinition, input: unknown, context: Context): Promise<unknown> {
  const result = await effectiveInput(state, input, context);
  const { ResultPath, OutputPath } = state;
  const paths = {
    ...(ResultPath === undefined || state.Type !== "Pass" ? {} : { ResultPath }),
    ...(OutputPath === undefined ? {} : { OutputPath }),
  };
  return outputOf(paths, input, "Result" in state ? state.Result : result, context);
}

async function failure(state: StateDefinition, input: unknown, context: Context): Promise<StateError> {
  const text = async (field: "Error" | "Cause") => {
    const path = state[`${field}Path`];
    if (path === undefined) return state[field] ?? "";
    const value = await valueOf(path, input, context);
    if (typeof value !== "string") {
      throw new StateError(
        "States.Runtime",
        `${field}Path must lead to a text, but ${path} is ${JSON.stringify(value)}.`,
      );
    }
    return value;
  };
  return new StateError(await text("Error"), await text("Cause"));
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function waitAsSaid(
  state: StateDefinition,
  input: unknown,
  context: Context,
  { signal }: Place,
  { ports: { clock } }: Environment,
): Promise<void> {
  const selected = await effectiveInput(state, input, context);
  const seconds = await number(state, "Seconds", selected, context);
  if (seconds !== undefined) {
    await sleep(clock, seconds * 1_000, signal);
    return;
  }
  const { Timestamp, TimestampPath } = state;
  const moment = TimestampPath === undefined ? Timestamp : await valueOf(TimestampPath, selected, context);
  if (typeof moment !== "string" || !timestamp.test(moment)) {
    throw new StateError(
      "States.Runtime",
      `A Wait state's moment must be a timestamp, but is ${JSON.stringify(moment)}.`,
    );
  }
  await sleep(clock, Date.parse(moment) - clock.now, signal);
}

type NumberField =
  | "Seconds"
  | "TimeoutSeconds"
  | "HeartbeatSeconds"
  | "MaxConcurrency"
  | "ToleratedFailureCount"
  | "ToleratedFailurePercentage";

/** A number that a state gives, or its Path leads to. */
async function number(
  state: StateDefinition,
  field: NumberField,
  input: unknown,
  context: Context,
): Promise<number | undefined> {
  const path = state[`${field}Path`];
  return path === undefined ? state[field] : wholeNumber(await valueOf(path, input, context), `${field}Path`);
}

async function runTask(
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
    const selected = await effectiveInput(InputPath === undefined ? {} : { InputPath }, input, inner);
    const timeout = await number(state, "TimeoutSeconds", selected, inner);
    const heartbeat = await number(state, "HeartbeatSeconds", selected, inner);
    const parameters = await effectiveInput(state, input, inner);
    checkSize(parameters, `The input of ${name}`);
    if (heartbeat !== undefined) callback?.expectHeartbeats(heartbeat);
    const called = performTask(resource, parameters, role, ports);
    const done = callback === undefined ? called : Promise.race([callback.result, failureOf(called)]);
    const result = await interruptible(
      timeout === undefined ? done : withTimer(ports.clock, timeout * 1_000, (fired) => inTime(done, fired, timeout)),
      signal,
    );
    checkSize(result, `The result of ${name}`);
    return await outputOf(state, input, result, inner);
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

async function runParallel(
  name: string,
  state: StateDefinition,
  input: unknown,
  context: Context,
  place: Place,
  environment: Environment,
): Promise<unknown> {
  const { Branches = [] } = state;
  const parameters = await effectiveInput(state, input, context);
  const results = await together(place.signal, (signal) =>
    Promise.all(
      Branches.map((branch, index) => walk(branch, parameters, within(place, name, index, signal), environment)),
    ),
  );
  return outputOf(state, input, results, context);
}

/** What runs side by side ends with the first failure among it. */
async function together<T>(outer: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const failed = new AbortController();
  try {
    return await run(AbortSignal.any([outer, failed.signal]));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

function within(place: Place, name: string, index: number, signal: AbortSignal): Place {
  return { ...place, signal, path: `${place.path}/${name}[${index}]`, visits: new Map<string, number>() };
}

async function runMap(
  name: string,
  state: StateDefinition,
  input: unknown,
  context: Context,
  place: Place,
  environment: Environment,
): Promise<unknown> {
  const { InputPath, ItemsPath } = state;
  const selected = await effectiveInput(InputPath === undefined ? {} : { InputPath }, input, context);
  const values = ItemsPath === undefined ? selected : await valueOf(ItemsPath, selected, context);
  if (!Array.isArray(values)) {
    throw new StateError("States.Runtime", `${name} must be given an array, but is given ${JSON.stringify(values)}.`);
  }
  const selector = state.ItemSelector ?? state.Parameters;
  const items: Item[] = [];
  for (const [Index, Value] of (values as unknown[]).entries()) {
    const map = { Item: { Index, Value } };
    const inner = { ...context, Map: map };
    items.push({
      map,
      input: selector === undefined ? Value : await effectiveInput({ Parameters: selector }, selected, inner),
    });
  }
  const limit = await number(state, "MaxConcurrency", selected, context);
  const results = isDistributed(state)
    ? await runDistributed(name, state, items, limit, place, environment, {
        count: await number(state, "ToleratedFailureCount", selected, context),
        percentage: await number(state, "ToleratedFailurePercentage", selected, context),
      })
    : await runInline(name, processorOf(state), items, limit, place, environment);
  return outputOf(state, input, results, context);
}

interface Item {
  readonly map: NonNullable<Place["map"]>;
  readonly input: unknown;
}

function processorOf({ ItemProcessor, Iterator }: StateDefinition): ItemProcessor {
  const processor = ItemProcessor ?? Iterator;
  if (processor === undefined) throw new Error("A Map state must have an ItemProcessor.");
  return processor;
}

async function runInline(
  name: string,
  processor: Definition,
  items: readonly Item[],
  limit: number | undefined,
  place: Place,
  environment: Environment,
): Promise<readonly unknown[]> {
  const { history } = environment;
  const executionArn = place.execution.arn;
  const results: unknown[] = [];
  await together(place.signal, (signal) =>
    eachLimited(items.length, Math.min(limit || inlineConcurrency, inlineConcurrency), async (index) => {
      const { map, input } = items[index] as Item;
      history.add({ type: "MapIterationStarted", executionArn });
      try {
        results[index] = await walk(processor, input, { ...within(place, name, index, signal), map }, environment);
        history.add({ type: "MapIterationSucceeded", executionArn });
      } catch (error) {
        history.add({ type: "MapIterationFailed", executionArn });
        throw error;
      }
    }),
  );
  return results;
}

/**
 * Runs each item in an execution of its own. The results of those that fail within what is tolerated are left out; that they
 * are, and the name of the error that a role gets which may not start its own executions, is from memory.
 */
async function runDistributed(
  name: string,
  state: StateDefinition,
  items: readonly Item[],
  limit: number | undefined,
  { execution, signal }: Place,
  environment: Environment,
  tolerance: { readonly count: number | undefined; readonly percentage: number | undefined },
): Promise<readonly unknown[]> {
  const { role, openChild } = environment;
  const denial = role.denial("states:StartExecution", role.machineArn);
  if (denial !== undefined) throw new StateError("States.Permissions", denial);
  const machineArn = `${execution.machineArn}/${state.Label ?? stableId(`${execution.machineArn} ${name}`)}`;
  const prefix = machineArn.replace(":stateMachine:", ":execution:");
  const results = new Map<number, unknown>();
  let failed = 0;
  await together(signal, (inner) =>
    eachLimited(items.length, Math.min(limit || distributedConcurrency, distributedConcurrency), async (index) => {
      const { input } = items[index] as Item;
      const child = openChild(`${prefix}:${stableId(`${execution.arn} ${name} ${index}`)}`, machineArn, input);
      const stop = () => {
        child.stop();
      };
      inner.addEventListener("abort", stop, { once: true });
      const place = { execution: child, signal: child.signal, path: "", visits: new Map<string, number>() };
      await child.run(() => walk(processorOf(state), input, place, environment));
      inner.removeEventListener("abort", stop);
      if (inner.aborted) throw new Interrupted();
      if (child.status === "SUCCEEDED") {
        results.set(index, child.output);
        return;
      }
      failed += 1;
      if (exceeds(tolerance, failed, items.length)) {
        throw new StateError(
          "States.ExceedToleratedFailureThreshold",
          "The specified tolerated failure threshold was exceeded",
        );
      }
    }),
  );
  return items.flatMap((_item, index) => (results.has(index) ? [results.get(index)] : []));
}

/** An id of AWS's form that is the same in every run. */
function stableId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** A payload that is too large fails the state where it appears (Step Functions service quotas). */
function checkSize(value: unknown, what: string): void {
  const bytes = byteLength(value);
  if (bytes > payloadLimit) {
    throw new StateError(
      "States.DataLimitExceeded",
      `${what} has ${bytes} bytes; at most ${payloadLimit} are allowed.`,
    );
  }
}
