import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "./account.ts";
import { readSecrets } from "./aws/secrets-manager/resources.ts";
import { readParameters } from "./aws/ssm/resources.ts";
import { readStateMachines } from "./aws/states/resources.ts";
import { readFunctions } from "./lambda/resources.ts";
import { type Invocation, LambdaFunction } from "./lambda/lambda-function.ts";
import { buildRuntime, unpack } from "./lambda/package.ts";
import type { EvaluatedModule } from "./terraform/evaluate.ts";
import { type Draw, seededDraw } from "./core/random.ts";
import type { ExecutionRecord } from "./core/record.ts";
import type { Definition } from "./step-functions/definition.ts";
import { runExecution } from "./step-functions/execution.ts";
import type { InterpreterEvent } from "./step-functions/history.ts";

/** What an installation tells of while it works. */
export interface Observer {
  /** An event of an execution. */
  readonly execution?: (event: InterpreterEvent) => void;
  /** A line that a function writes. */
  readonly log?: (functionName: string, line: string) => void;
}

/** One execution to start. */
export interface Run {
  readonly name: string;
  /** The execution's input, as AWS takes it. */
  readonly input: unknown;
  /** The moment that its record counts from, in milliseconds since 1970. */
  readonly since: number;
  /** Stops the execution, as an operator can. */
  readonly stop?: AbortSignal;
}

/** The module, installed in an account: its functions run in processes, its state machine can be started. */
export interface Installation {
  readonly module: EvaluatedModule;
  readonly invocations: readonly Invocation[];
  /** Starts the state machine, and ends with the execution. */
  readonly start: (run: Run) => Promise<ExecutionRecord>;
  readonly close: () => Promise<void>;
}

/**
 * Installs the module in an account, as Terraform would; close it at the end.
 *
 * @param account where
 * @param module what it creates
 * @param observer is told what happens
 * @param draw draws the delays of retries with jitter
 */
export async function install(
  account: Account,
  module: EvaluatedModule,
  observer: Observer = {},
  draw: Draw = seededDraw(1),
): Promise<Installation> {
  account.parameters.push(...readParameters(module));
  account.secrets.push(...readSecrets(module));
  const temporary = await mkdtemp(join(tmpdir(), "simulation-"));
  const runtime = await buildRuntime(temporary);
  const invocations: Invocation[] = [];
  const host = {
    runtime,
    clock: account.clock,
    callers: account.callers,
    region: account.region,
    endpoints: account.endpoints,
    observe: (invocation: Invocation) => invocations.push(invocation),
    log: observer.log ?? (() => undefined),
  };
  const functions = new Map<string, LambdaFunction>();
  for (const definition of readFunctions(module)) {
    const unpacked = join(temporary, definition.name);
    await unpack(definition.zip, unpacked);
    functions.set(definition.arn, new LambdaFunction(definition, unpacked, host));
  }
  const [stateMachine] = readStateMachines(module);
  if (stateMachine === undefined) throw new Error("The module has no state machine");
  return {
    module,
    invocations,
    start: ({ name, input, since, stop }) =>
      runExecution({
        definition: stateMachine.definition as Definition,
        arn: `${stateMachine.arn.replace(":stateMachine:", ":execution:")}:${name}`,
        input,
        clock: account.clock,
        startedAt: since,
        invoke: (arn, event) => {
          const target = functions.get(arn);
          if (target === undefined)
            throw new Error(`The state machine calls ${arn}, which is no function of the module`);
          return target.invoke(event);
        },
        observe: (event) => observer.execution?.(event),
        draw,
        stop,
      }),
    close: async () => {
      for (const target of functions.values()) target.stop();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}
