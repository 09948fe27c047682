import "core-js/actual/promise/with-resolvers.js";
import { StateMachine } from "aws-local-stepfunctions";
import { payloadLimit } from "../../lambdas/ami-copier/domain/payload.ts";
import { amiCopierDefinition } from "../../stacks/ami-copier/definition.ts";
import type { FakeEc2 } from "../support/fake-ec2.ts";
import { executionArn, type Functions } from "../support/functions.ts";
import { allStates, definitionInput } from "./support.ts";

type Handler = (event: unknown) => Promise<unknown>;

/** How one execution is run. */
export interface RunOptions {
  readonly input?: unknown;
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Replaces what a state calls, to let it fail in ways the functions themselves do not. */
  readonly states?: Readonly<Record<string, Handler>>;
  /** Lets each wave's execution fail at its start, as one does that breaks a limit of Step Functions. */
  readonly wavesBreak?: boolean;
}

/** What an execution leaves behind. */
export interface Run {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: unknown;
  /** Of a failed execution. */
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states that were entered, in order. */
  readonly entered: readonly string[];
  /** Bytes of the largest input or output of a state. */
  readonly largestPayload: number;
  /** How often a state was tried again. */
  readonly retries: Readonly<Record<string, number>>;
}

/**
 * Runs the module's state machine in a local interpreter, over the real handlers. Two things differ from AWS and are made up for
 * here: the interpreter runs a distributed map like an inline one, and its clock is the test's, so the wait of a wave is passed to
 * the fake EC2 when the status check after it begins. As on AWS, a thrown error arrives as JSON in `Cause`.
 *
 * @param world the account
 * @param functions the handlers over that account
 * @param options input and replacements
 */
export async function runWorkflow(world: FakeEc2, functions: Functions, options: RunOptions = {}): Promise<Run> {
  const definition = amiCopierDefinition({ ...definitionInput, tags: JSON.stringify(options.tags ?? {}) });
  if (options.wavesBreak === true) {
    Object.assign(definition.States.ProcessAMIs.ItemProcessor, { States: { PrepareCopies: brokenState } });
  }
  const tasks = allStates(definition).filter(([, state]) => state.Type === "Task");
  const handlers: Readonly<Record<string, Handler>> = {
    [definitionInput.initiatorArn]: functions.initiator,
    [definitionInput.statusCheckerArn]: functions.statusChecker,
    [definitionInput.finalizerArn]: functions.finalizer,
  };
  const localHandlers = tasks.map(([name, { Resource = "" }]) => {
    const handler = options.states?.[name] ?? handlers[Resource] ?? fail(`No handler for ${Resource}`);
    return [name, asLambda(name === "CheckStatus" ? afterWait(world, handler) : handler)] as const;
  });
  const machine = new StateMachine(definition as unknown as ConstructorParameters<typeof StateMachine>[0], {});
  const execution = machine.run((options.input ?? {}) as Parameters<typeof machine.run>[0], {
    context: { Execution: { Id: executionArn(options.name ?? "run") } },
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(localHandlers) as never,
      waitTimeOverrides: { WaitForCopy: 0 },
      retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
    },
  });

  const entered: string[] = [];
  const retries: Record<string, number> = {};
  let largestPayload = 0;
  let failure: { error: string; cause: string } | undefined;
  const watch = (async () => {
    for await (const event of execution.eventLogs) {
      if (event.type === "ExecutionFailed") failure = { error: event.Error, cause: String(event.Cause) };
      if (!("state" in event)) continue;
      if (event.type === "StateEntered") entered.push(event.state.name);
      if (event.type === "StateRetried") retries[event.state.name] = (retries[event.state.name] ?? 0) + 1;
      largestPayload = Math.max(largestPayload, size(event.state.input), size(event.state.output));
    }
  })();
  // Why an execution failed is in its last event.
  const output = await execution.result.catch(() => undefined);
  await watch;
  if (largestPayload > payloadLimit) {
    throw new Error(`A state's payload has ${largestPayload} bytes; Step Functions takes ${payloadLimit}`);
  }
  const end =
    failure === undefined ? { status: "SUCCEEDED" as const, output } : { status: "FAILED" as const, ...failure };
  return { ...end, entered, retries, largestPayload };
}

const brokenState = { Type: "Fail", Error: "States.ExceedToleratedFailureThreshold", Cause: "A wave broke off" };

/** Lambda's side of a task: JSON in, JSON out, and an error as the JSON that Step Functions puts into Cause. */
function asLambda(handler: Handler): Handler {
  return async (event) => {
    try {
      return throughJson(await handler(throughJson(event)));
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const { name, message } = error;
      const cause = JSON.stringify({ errorType: name, errorMessage: message, trace: error.stack?.split("\n") ?? [] });
      throw Object.assign(new Error(cause), { name });
    }
  };
}

/** The check that follows a wait, not the one that follows a finalization, comes five minutes later. */
function afterWait(world: FakeEc2, handler: Handler): Handler {
  return async (event) => {
    const { wave } = event as { wave: { ready: readonly unknown[] } };
    if (wave.ready.length === 0) {
      world.advance(definitionInput.waitSeconds / 60);
    }
    return handler(event);
  };
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function size(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

function fail(message: string): never {
  throw new Error(message);
}
