import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { CallerProcess, Credentials } from "../core/server/callers.ts";
import { type FromProcess, type FunctionError, outOfMemory, type ToProcess, type Usage } from "./messages.ts";
import { peakMegabytesOf } from "./process-memory.ts";

/** What a process is started with. */
export interface ProcessOptions {
  /** Tells it from the others of a simulation, in the ids of its requests. */
  readonly number: number;
  /** Program of the Node.js that it runs under. */
  readonly node: string;
  /** File of the runtime. */
  readonly runtime: string;
  /** Unpacked file with the handler, and the name of its export. */
  readonly file: string;
  readonly exportName: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Seconds an invocation may take. */
  readonly timeout: number;
  /** Most memory that the process may have, in MB. */
  readonly memoryMegabytes: number;
  /** Is told of every line the function writes. */
  readonly log: (line: string) => void;
}

/** How an invocation ended. */
export interface InvocationResult extends Usage {
  readonly value?: unknown;
  readonly error?: FunctionError;
}

/** How often the memory of a process at work is looked at, in milliseconds of this machine. */
const memoryInterval = 25;

/**
 * One execution environment of a Lambda function: a process of its own that serves one invocation at a time, is kept for the
 * next one, and ends when it crashes, takes too long or takes more memory than it may have.
 */
export class ExecutionEnvironment implements CallerProcess {
  readonly #child: ChildProcess;
  readonly #number: number;
  readonly #timeout: number;
  readonly #memoryMegabytes: number;
  #now = 0;
  #executionArn: string | undefined;
  #deadline = Infinity;
  #invocations = 0;
  #passings = 0;
  #finish: ((result: InvocationResult) => void) | undefined;
  #alive = true;

  constructor({ number, node, runtime, file, exportName, variables, timeout, memoryMegabytes, log }: ProcessOptions) {
    this.#number = number;
    this.#timeout = timeout;
    this.#memoryMegabytes = memoryMegabytes;
    this.#child = fork(runtime, [file, exportName], {
      env: { ...variables },
      execPath: node,
      // Neither this process's loaders nor its debugger are the function's.
      execArgv: ["--no-warnings", ...heapLimits(memoryMegabytes)],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface(stream).on("line", log);
    }
    this.#child.on("message", (message: FromProcess) => {
      this.#receive(message);
    });
    this.#child.on("exit", (code, signal) => {
      this.#end(signal === null ? `exit status ${String(code)}` : `signal: ${signalNames[signal] ?? signal}`);
    });
    // It could not be started, or was gone when it was told something.
    this.#child.on("error", ({ message }) => {
      this.#end(message);
    });
  }

  /** Whether it can serve another invocation. */
  get alive(): boolean {
    return this.#alive;
  }

  readonly now = (): number => this.#now;

  /** The execution that its last invocation was for, if any. */
  readonly executionArn = (): string | undefined => this.#executionArn;

  /**
   * Calls the handler. Errors, crashes and timeouts are results, as Lambda reports them.
   *
   * @param event anything JSON can hold
   * @param now milliseconds since 1970
   * @param executionArn the execution that invokes it, if one does
   */
  invoke(event: unknown, now: number, executionArn?: string): Promise<InvocationResult> {
    this.#invocations += 1;
    this.#now = now;
    this.#executionArn = executionArn;
    this.#deadline = now + this.#timeout * 1_000;
    return new Promise((resolve) => {
      // The same time as on the virtual clock, for a handler that does not wait but computes for ever.
      const watchdog = setTimeout(() => {
        this.#timeOut();
      }, this.#timeout * 1_000);
      const memoryWatch = setInterval(() => {
        this.#checkMemory(peakMegabytesOf(this.#child.pid ?? 0));
      }, memoryInterval);
      this.#finish = (result) => {
        clearTimeout(watchdog);
        clearInterval(memoryWatch);
        this.#finish = undefined;
        resolve(result);
      };
      if (this.#alive) {
        this.#send({ type: "invoke", event, now });
      } else {
        this.#end("it has ended before");
      }
    });
  }

  readonly passTime = async (moment: number, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted && this.#finish !== undefined && this.#now < moment) {
      this.#now = Math.max(this.#now, await this.#letTimePass(Math.min(moment, this.#deadline)));
      if (this.#now >= this.#deadline) {
        this.#timeOut();
      }
    }
  };

  readonly kill = (): void => {
    this.#alive = false;
    this.#child.kill("SIGKILL");
  };

  /** Returns what the process's clock says afterwards. */
  #letTimePass(until: number): Promise<number> {
    this.#passings += 1;
    const id = this.#passings;
    return new Promise((resolve) => {
      const listen = (message: FromProcess) => {
        if (message.type === "time-passed" && message.id === id) {
          settle(message.now);
        }
      };
      const die = () => {
        settle(this.#now);
      };
      const settle = (now: number) => {
        this.#child.off("message", listen).off("exit", die);
        resolve(now);
      };
      this.#child.on("message", listen).on("exit", die);
      this.#send({ type: "pass-time", id, until });
    });
  }

  #receive(message: FromProcess): void {
    if (message.type !== "result" && message.type !== "error") return;
    // What it came to is lost with the process.
    this.#checkMemory(message.usage.peakMegabytes);
    if (message.type === "result") {
      this.#finish?.({ value: message.value, ...message.usage });
    } else {
      this.#finish?.({ error: message.error, ...message.usage });
    }
  }

  #end(reason: string): void {
    this.#alive = false;
    this.#fail("Runtime.ExitError", `Runtime exited with error: ${reason}`);
  }

  #timeOut(): void {
    this.#now = this.#deadline;
    this.kill();
    // The name of a timeout in current Lambda runtimes (Step Functions: Error handling).
    this.#fail("Sandbox.Timedout", `Task timed out after ${this.#timeout.toFixed(2)} seconds`);
  }

  /** Lambda kills what has taken more memory than it may have, and reports no more than that. */
  #checkMemory(peakMegabytes = 0): void {
    if (peakMegabytes <= this.#memoryMegabytes) return;
    this.kill();
    this.#fail(outOfMemory, "Runtime exited with error: signal: killed", this.#memoryMegabytes);
  }

  /** The message is Lambda's own, which names the request. */
  #fail(errorType: string, reason: string, peakMegabytes = 0): void {
    const error = { errorType, errorMessage: `RequestId: ${this.#requestId} Error: ${reason}`, trace: [] };
    this.#finish?.({ error, now: this.#now, duration: 0, peakMegabytes });
  }

  get #requestId(): string {
    const [environment, invocation] = [this.#number, this.#invocations].map((part) => part.toString(16)) as [
      string,
      string,
    ];
    return `${environment.padStart(8, "0")}-0000-4000-8000-${invocation.padStart(12, "0")}`;
  }

  #send(message: ToProcess): void {
    if (this.#alive) {
      this.#child.send(message);
    }
  }
}

/** How Lambda writes the signals that end a process of Node.js by itself. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
};

/** Limits of the heap as the runtimes of Lambda set them (`/var/runtime/bootstrap` of the images of nodejs14.x and nodejs18.x). */
function heapLimits(memoryMegabytes: number): readonly string[] {
  const newSpace = Math.floor(memoryMegabytes / 10);
  return [`--max-semi-space-size=${Math.floor(newSpace / 2)}`, `--max-old-space-size=${memoryMegabytes - newSpace}`];
}

/** Credentials of one environment, as Lambda gives it temporary ones of the function's role. */
export function environmentCredentials(number: number): Required<Credentials> {
  const suffix = number.toString(36).toUpperCase().padStart(16, "0");
  return { accessKeyId: `ASIA${suffix}`, secretAccessKey: `secret-of-${suffix}`, sessionToken: `session-${suffix}` };
}
