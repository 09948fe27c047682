import { join } from "node:path";
import type { VirtualClock } from "../core/clock.ts";
import { readStatements } from "../core/iam/policy.ts";
import type { ModuleFunction } from "./resources.ts";
import type { Caller, Callers } from "../core/server/callers.ts";
import { environmentCredentials, ExecutionEnvironment, type InvocationResult } from "./execution-environment.ts";

/** What all functions of a simulation share. */
export interface FunctionHost {
  /** File of the runtime. */
  readonly runtime: string;
  readonly clock: VirtualClock;
  readonly callers: Callers;
  readonly region: string;
  /** Addresses of the services for a caller, as environment variables. */
  readonly endpoints: (caller: Caller) => Readonly<Record<string, string>>;
  /** Is told of every invocation when it is over. */
  readonly observe: (invocation: Invocation) => void;
  /** Is told of every line the function writes. */
  readonly log: (functionName: string, line: string) => void;
}

/** One invocation that is over. */
export interface Invocation {
  readonly functionName: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly memoryMegabytes: number;
  readonly coldStart: boolean;
  readonly result: InvocationResult;
}

/** Processes that one function may have on this machine; further invocations wait without virtual time passing. */
const maxProcesses = 3;

/** A Lambda function: its execution environments, and who gets the next event. */
export class LambdaFunction {
  readonly arn: string;
  readonly #definition: ModuleFunction;
  readonly #folder: string;
  readonly #host: FunctionHost;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #all = new Set<ExecutionEnvironment>();

  /**
   * @param definition the function as the module creates it
   * @param folder where its zip is unpacked
   * @param host what it shares with the others
   */
  constructor(definition: ModuleFunction, folder: string, host: FunctionHost) {
    this.arn = definition.arn;
    this.#definition = definition;
    this.#folder = folder;
    this.#host = host;
  }

  /**
   * Invokes the function. It takes as much virtual time as it says that it took.
   *
   * @throws LambdaError whatever the function failed with
   */
  async invoke(event: unknown): Promise<unknown> {
    const { clock, observe } = this.#host;
    const at = clock.now;
    const result = await clock.standStill(async () => {
      const { environment, coldStart } = await this.#take();
      const ended = await environment.invoke(event, at);
      this.#giveBack(environment);
      observe({
        functionName: this.#definition.name,
        at,
        memoryMegabytes: this.#definition.memoryMegabytes,
        coldStart,
        result: ended,
      });
      return ended;
    });
    await clock.sleepUntil(result.now);
    if (result.error !== undefined) {
      throw new LambdaError(result.error.errorType, JSON.stringify(result.error));
    }
    return result.value ?? null;
  }

  /** Ends all its processes. */
  stop(): void {
    for (const environment of this.#all) {
      environment.kill();
    }
  }

  async #take(): Promise<{ readonly environment: ExecutionEnvironment; readonly coldStart: boolean }> {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle?.alive === true) {
        return { environment: idle, coldStart: false };
      }
      if (idle === undefined && this.#all.size < maxProcesses) {
        return { environment: this.#start(), coldStart: true };
      }
      if (idle === undefined) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      } else {
        this.#all.delete(idle);
      }
    }
  }

  #giveBack(environment: ExecutionEnvironment): void {
    if (environment.alive) {
      this.#idle.push(environment);
    } else {
      this.#all.delete(environment);
    }
    this.#waiting.shift()?.();
  }

  #start(): ExecutionEnvironment {
    const { runtime, callers, region, endpoints, log } = this.#host;
    const {
      name,
      version,
      handler,
      timeout,
      environment: variables,
      memoryMegabytes,
      roleArn,
      policy,
    } = this.#definition;
    const credentials = environmentCredentials(callers.size);
    const identity = { name, arn: sessionArn(roleArn, name), policy: readStatements(policy), ...credentials };
    const [module = "", exportName = ""] = handler.split(".");
    const environment = new ExecutionEnvironment({
      runtime,
      file: join(this.#folder, `${module}.js`),
      exportName,
      timeout,
      variables: {
        ...variables,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: version === undefined ? "$LATEST" : String(version),
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        TZ: ":UTC",
        ...endpoints(identity),
      },
      log: (line) => {
        log(name, line);
      },
    });
    callers.set(identity.accessKeyId, { ...identity, process: environment });
    this.#all.add(environment);
    return environment;
  }
}

/** What a task of Step Functions fails with: the error's name, and the error as JSON in the message. */
export class LambdaError extends Error {
  override readonly name: string;

  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** The session that Lambda has of the function's role; a path is no part of it. */
function sessionArn(roleArn: string, functionName: string): string {
  const [, partition = "", , , account = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${roleArn.split("/").at(-1) ?? ""}/${functionName}`;
}
