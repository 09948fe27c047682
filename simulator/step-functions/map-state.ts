import { uuidOf } from "../core/hash.ts";
import { type Context, effectiveInput, itemInputs, outputOf, valueOf } from "./data-flow.ts";
import { type Definition, isDistributed, type ItemProcessor, type StateDefinition } from "./definition.ts";
import { type Child, Course } from "./course.ts";
import { Interrupted, StateError } from "./errors.ts";
import { distributedConcurrency, inlineConcurrency } from "./limits.ts";
import { eachLimited, exceeds, type Tolerance } from "./map.ts";
import { type Environment, type Place, placeOf, together, within } from "./place.ts";
import { numberOf } from "./values.ts";

/** Walks through a definition in a place, to its output. */
export type Walk = (definition: Definition, input: unknown, place: Place, environment: Environment) => Promise<unknown>;

/** One attempt of a Map state. */
export async function runMap(
  name: string,
  state: StateDefinition,
  input: unknown,
  context: Context,
  place: Place,
  environment: Environment,
  walk: Walk,
): Promise<unknown> {
  const { InputPath, ItemsPath } = state;
  const selected = effectiveInput(InputPath === undefined ? {} : { InputPath }, input, context);
  const values = ItemsPath === undefined ? selected : valueOf(ItemsPath, selected, context);
  if (!Array.isArray(values)) {
    throw new StateError("States.Runtime", `${name} must be given an array, but is given ${JSON.stringify(values)}.`);
  }
  const inputs = itemInputs(state, selected, context);
  const items = (values as unknown[]).map((Value, Index) => ({
    map: { Item: { Index, Value } },
    input: inputs[Index],
  }));
  const { RetryCount: retryCount } = context["State"] as { readonly RetryCount: number };
  const limit = numberOf(state, "MaxConcurrency", selected, context);
  const results = isDistributed(state)
    ? await runDistributed(
        name,
        state,
        items,
        limit,
        place,
        environment,
        uuidOf(`${place.execution.arn} ${placeOf(name, place)} ${retryCount}`),
        {
          count: numberOf(state, "ToleratedFailureCount", selected, context),
          percentage: numberOf(state, "ToleratedFailurePercentage", selected, context),
        },
        walk,
      )
    : await runInline(name, processorOf(state), items, limit, place, environment, walk);
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
  walk: Walk,
): Promise<readonly unknown[]> {
  const { history } = environment;
  const executionArn = place.execution.arn;
  const results: unknown[] = [];
  await together(place.signal, (signal) =>
    eachLimited(items.length, Math.min(limit || inlineConcurrency, inlineConcurrency), async (index) => {
      const { map, input } = items[index] as Item;
      const iteration = { ...within(place, name, index, signal), map };
      if (hasEnded(iteration.course)) {
        results[index] = iteration.course.step?.output;
        return;
      }
      history.add({ type: "MapIterationStarted", executionArn });
      try {
        results[index] = await walk(processor, input, iteration, environment);
        history.add({ type: "MapIterationSucceeded", executionArn });
      } catch (error) {
        if (error instanceof StateError) history.add({ type: "MapIterationFailed", executionArn });
        throw error;
      }
    }),
  );
  return results;
}

/** Whether an iteration came to its end before its map was redriven. */
function hasEnded({ step }: Course): boolean {
  return step !== undefined && step.next === undefined;
}

/**
 * Runs each item in an execution of its own. The results of those that fail within what is tolerated are left out, as other
 * implementations of the language have it (floci-io/floci, pull request 3605); the guide says nothing of it. When the map is redriven, those that
 * succeeded stay, those that did not go on if they can (Step Functions Developer Guide, Redriving Map Runs), and the others begin. The name of
 * the error that a role gets which may not start or redrive its own executions is from memory.
 */
async function runDistributed(
  name: string,
  state: StateDefinition,
  items: readonly Item[],
  limit: number | undefined,
  { execution, signal, course }: Place,
  environment: Environment,
  id: string,
  tolerance: Tolerance,
  walk: Walk,
): Promise<readonly unknown[]> {
  const { role, openChild, redriveChild } = environment;
  const require = (action: string, resource: string) => {
    const denial = role.denial(action, resource);
    if (denial !== undefined) throw new StateError("States.Permissions", denial);
  };
  require("states:StartExecution", role.machineArn);
  const { id: mapRun, children } = (course.mapRun ??= { id, children: new Map<number, Child>() });
  const machineArn = `${execution.machineArn}/${state.Label ?? uuidOf(`${execution.machineArn} ${name}`)}`;
  const prefix = machineArn.replace(":stateMachine:", ":execution:");
  const results = new Map<number, unknown>();
  let failed = 0;
  await together(signal, (inner) =>
    eachLimited(items.length, Math.min(limit || distributedConcurrency, distributedConcurrency), async (index) => {
      const { input } = items[index] as Item;
      const known = children.get(index);
      const open = () => openChild(`${prefix}:${uuidOf(`${mapRun} ${index}`)}`, machineArn, input);
      const { execution: child, course: way } = known ?? { execution: open(), course: new Course() };
      children.set(index, { execution: child, course: way });
      if (known !== undefined && child.status !== "SUCCEEDED") {
        require("states:RedriveExecution", child.arn);
        redriveChild(child);
      }
      if (child.status === "RUNNING") {
        const stop = () => {
          child.stop();
        };
        inner.addEventListener("abort", stop, { once: true });
        const place = { execution: child, signal: child.signal, path: "", course: way };
        await child.run(() => walk(processorOf(state), input, place, environment));
        inner.removeEventListener("abort", stop);
      }
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
