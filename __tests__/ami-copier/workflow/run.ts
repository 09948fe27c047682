import type { FinalResult } from "../../../lambdas/ami-copier/domain/final-result.ts";
import { LambdaError } from "../../../simulator/lambda/lambda-function.ts";
import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import type { Definition } from "../../../simulator/step-functions/definition.ts";
import { runExecution } from "../../../simulator/step-functions/execution.ts";
import { amiCopierDefinition } from "../../../stacks/ami-copier/definition.ts";
import { type FakeEc2, ProcessDied } from "../support/fake-ec2.ts";
import { executionArn, type Functions } from "../support/functions.ts";
import { definitionInput } from "./support.ts";

type Handler = (event: unknown) => Promise<unknown>;

/** How one execution is run. */
export interface RunOptions {
  readonly input?: unknown;
  readonly name?: string;
  /** Name of the state machine it is an execution of: that of an installation. */
  readonly installation?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Seconds between two looks at the copies. */
  readonly waitSeconds?: number;
  /** Stops the execution when one of its functions dies. Without it Step Functions calls the function again. */
  readonly stopsAtDeath?: boolean;
  /** Replaces what a state calls, to let it fail in ways the functions themselves do not. */
  readonly states?: Readonly<Record<string, Handler>>;
  /** Lets states of the run itself fail: what their Catch is given, by their names. */
  readonly failing?: Readonly<Record<string, object>>;
}

/** What an execution leaves behind. */
export interface Run extends ExecutionRecord {
  /** Names of the states that were entered, in order. */
  readonly entered: readonly string[];
  /** How often a state was tried again. */
  readonly retries: Readonly<Record<string, number>>;
  /** What AggregateResults reported, whether the execution failed by it or not; undefined when it was not reached. */
  readonly report: FinalResult | undefined;
}

/**
 * Runs the module's state machine as the simulator does, but over handlers in this process: so that a test can replace what a
 * state calls.
 *
 * @param world the account; its time goes on with the execution's
 * @param functions the handlers over that account
 * @param options input and replacements
 */
export async function runWorkflow(world: FakeEc2, functions: Functions, options: RunOptions = {}): Promise<Run> {
  const handlers: Readonly<Record<string, Handler>> = {
    [definitionInput.initiatorArn]: functions.initiator,
    [definitionInput.statusCheckerArn]: functions.statusChecker,
    [definitionInput.finalizerArn]: functions.finalizer,
  };
  const { clock } = world;
  const stop = new AbortController();
  const invocations: Promise<unknown>[] = [];
  let report: FinalResult | undefined;

  async function invoke(target: string, event: unknown): Promise<unknown> {
    const [arn = "", state = ""] = target.split("#");
    const handler = options.states?.[state] ?? handlers[arn] ?? fail(`No handler for ${arn}`);
    try {
      const result = await callAsLambda(world, handler, event);
      if (state === "AggregateResults") report = (result as { readonly final_result: FinalResult }).final_result;
      return result;
    } catch (error) {
      if (options.stopsAtDeath === true && isDeath(error)) stop.abort();
      throw error;
    }
  }

  const record = await runExecution({
    definition: withStateNames(options),
    arn: executionArn(options.name ?? "run", options.installation),
    input: options.input ?? {},
    clock,
    startedAt: clock.now,
    invoke: (target, event) => {
      const invocation = clock.standStill(() => invoke(target, event));
      invocations.push(invocation);
      return invocation;
    },
    stop: stop.signal,
  });
  // An execution that is stopped leaves its functions running to their end.
  await Promise.allSettled(invocations);
  const retries = Object.fromEntries(
    record.states.filter((state) => state.retries > 0).map((state) => [state.name, state.retries]),
  );
  return { ...record, entered: record.states.map(({ name }) => name), retries, report };
}

/** The module's definition, in which each function's ARN ends with the name of the state that calls it. */
function withStateNames({
  tags = {},
  failing = {},
  waitSeconds = definitionInput.waitSeconds,
}: RunOptions): Definition {
  const definition = amiCopierDefinition({ ...definitionInput, waitSeconds, tags: JSON.stringify(tags) });
  return JSON.parse(JSON.stringify(definition), (name, value: unknown) => {
    const caught = failing[name];
    if (caught !== undefined && isCatching(value)) return { Type: "Pass", Result: caught, Next: value.Catch[0].Next };
    return isTask(value) ? { ...value, Resource: `${value.Resource}#${name}` } : value;
  }) as Definition;
}

function isCatching(value: unknown): value is { readonly Catch: readonly [{ readonly Next: string }] } {
  return typeof value === "object" && value !== null && "Catch" in value;
}

function isTask(value: unknown): value is { readonly Resource: string } {
  return typeof value === "object" && value !== null && "Resource" in value;
}

/** What Lambda reports of a process that died (Lambda Developer Guide, Lambda runtime environment). */
const death = "Runtime.ExitError";

function isDeath(error: unknown): boolean {
  return error instanceof LambdaError && error.name === death;
}

/** Lambda's side of a task: JSON in, JSON out, and an error as the JSON that Step Functions puts into Cause. */
async function callAsLambda(world: FakeEc2, handler: Handler, event: unknown): Promise<unknown> {
  try {
    return throughJson(await world.runProcess(() => handler(throughJson(event))));
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const name = error instanceof ProcessDied ? death : error.name;
    const trace = error.stack?.split("\n") ?? [];
    throw new LambdaError(name, JSON.stringify({ errorType: name, errorMessage: error.message, trace }));
  }
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function fail(message: string): never {
  throw new Error(message);
}
