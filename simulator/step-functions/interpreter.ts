import { type Context, chosen, effectiveInput, outputOf } from "./data-flow.ts";
import type { Definition, StateDefinition } from "./definition.ts";
import type { Course, Step } from "./course.ts";
import { Interrupted, StateError } from "./errors.ts";
import type { ExecutionState } from "./execution-state.ts";
import { runMap } from "./map-state.ts";
import { contextOf, type Environment, type Place, placeOf, together, within } from "./place.ts";
import { failure, passOn, waitAsSaid } from "./plain-states.ts";
import { beginsAnew } from "./redrive.ts";
import { findCatcher, Retries } from "./retry.ts";
import { runTask } from "./task-state.ts";
import { sleep } from "./timing.ts";
import { checkSize } from "./values.ts";

/**
 * Walks through a state machine on the virtual clock: transitions, retries, catches, waits, tasks with their timeouts and
 * tokens, maps and branches. What goes into states and comes out of them is data-flow.ts's matter.
 *
 * @param course how far it has come before: a new one, or that of an execution that is redriven
 * @returns the output of the last state
 * @throws StateError when a state fails and nothing catches it
 */
export function interpret(
  definition: Definition,
  execution: ExecutionState,
  environment: Environment,
  course: Course,
): Promise<unknown> {
  const place = { execution, signal: execution.signal, path: "", course };
  return walk(definition, execution.input, place, environment);
}

async function walk(definition: Definition, input: unknown, place: Place, environment: Environment): Promise<unknown> {
  const { course } = place;
  let step: Step = course.step ?? course.go({ output: input, next: definition.StartAt });
  while (step.next !== undefined) {
    if (place.signal.aborted) throw new Interrupted();
    const state = definition.States[step.next];
    if (state === undefined) throw new Error(`The state machine has no state ${step.next}.`);
    step = course.go(await visit(step.next, state, step.output, place, environment));
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
  const { course } = place;
  course.visits.set(name, (course.visits.get(name) ?? 0) + 1);
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
      if (beginsAnew(state, error)) course.forget();
      const key = `${place.execution.arn} ${placeOf(name, place)} ${retryCount}`;
      const delay = retries.next(error.name, () => draw(key));
      if (delay === undefined) {
        return caught(error, state, input, context, (output) => {
          seen.exited(output);
        });
      }
      await sleep(ports.clock, delay, place.signal);
      course.forget();
      seen.retried();
    }
  }
}

function caught(
  error: StateError,
  { Catch, Type }: StateDefinition,
  input: unknown,
  context: Context,
  exited: (output: unknown) => void,
): Step {
  const catcher = findCatcher(Catch, error.name, Type);
  if (catcher === undefined) throw error;
  const { ResultPath, Next } = catcher;
  const result = { Error: error.name, Cause: error.message };
  const output = outputOf(ResultPath === undefined ? {} : { ResultPath }, input, result, context);
  exited(output);
  return { output, next: Next };
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
      return { output: await runMap(name, state, input, context, place, environment, walk), next };
    case "Parallel":
      return { output: await runParallel(name, state, input, context, place, environment), next };
    case "Wait":
      await waitAsSaid(state, input, context, place, environment);
      return { output: passOn(state, input, context), next };
    case "Choice": {
      const chosenNext = chosen(state, effectiveInput(state, input, context), context);
      return { output: passOn(state, input, context), next: chosenNext };
    }
    case "Fail":
      throw failure(state, input, context);
    default:
      return { output: passOn(state, input, context), next: Type === "Succeed" ? undefined : next };
  }
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
  const parameters = effectiveInput(state, input, context);
  const results = await together(place.signal, (signal) =>
    Promise.all(
      Branches.map((branch, index) => walk(branch, parameters, within(place, name, index, signal), environment)),
    ),
  );
  return outputOf(state, input, results, context);
}
