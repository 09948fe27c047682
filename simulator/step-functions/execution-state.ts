import type { VirtualClock } from "../core/clock.ts";
import { Interrupted, StateError } from "./errors.ts";
import type { InterpreterEvent } from "./history.ts";
import { durationLimit } from "./limits.ts";
import { interruptible } from "./timing.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What DescribeExecution tells of an execution. Moments are milliseconds since 1970. */
export interface ExecutionDescription {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  /** JSON. */
  readonly input: string;
  /** JSON, of an execution that succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** How often it was redriven, and when last. */
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** What an execution is made with. */
export interface ExecutionOptions {
  readonly arn: string;
  readonly machineArn: string;
  readonly input: unknown;
  readonly clock: VirtualClock;
  /** Is told when it starts and when it ends. */
  readonly observe: (execution: ExecutionState, event: InterpreterEvent) => void;
}

/** How an execution, or one of a distributed map's, stands. */
export class ExecutionState {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly input: unknown;
  readonly startDate: number;
  readonly #clock: VirtualClock;
  readonly #observe: ExecutionOptions["observe"];
  #interruption = new AbortController();
  #redrives: readonly number[] = [];
  #end: Pick<ExecutionDescription, "status" | "stopDate" | "error" | "cause"> = { status: "RUNNING" };
  #output: unknown;

  constructor({ arn, machineArn, input, clock, observe }: ExecutionOptions) {
    this.arn = arn;
    this.name = arn.split(":").at(-1) ?? "";
    this.machineArn = machineArn;
    this.input = input;
    this.startDate = clock.now;
    this.#clock = clock;
    this.#observe = observe;
  }

  /** Ends what runs in it. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  get status(): ExecutionStatus {
    return this.#end.status;
  }

  get error(): StateError {
    return new StateError(this.#end.error ?? "", this.#end.cause ?? "");
  }

  get output(): unknown {
    return this.#output;
  }

  /** StopExecution; nothing happens to one that has ended. */
  stop(error?: string, cause?: string): void {
    this.#interrupt("ABORTED", error, cause);
  }

  /** RedriveExecution: it runs again, from where its next {@link run} goes on. */
  redrive(): void {
    this.#end = { status: "RUNNING" };
    this.#interruption = new AbortController();
    this.#redrives = [...this.#redrives, this.#clock.now];
  }

  /** Runs it to its end; how that was, its status says. A timeout counts from the start, or the last redrive. */
  async run(work: () => Promise<unknown>, timeout?: number): Promise<void> {
    const timeoutSeconds = timeout ?? durationLimit - (this.#clock.now - this.startDate) / 1_000;
    this.#tell(this.#redrives.length === 0 ? "ExecutionStarted" : "ExecutionRedriven");
    const timer = this.#clock.setTimer(() => {
      this.#interrupt("TIMED_OUT", "States.Timeout", `The execution took longer than ${timeoutSeconds} seconds.`);
    }, timeoutSeconds * 1_000);
    try {
      this.#output = await interruptible(work(), this.signal);
      this.#settle("SUCCEEDED");
      this.#tell("ExecutionSucceeded");
    } catch (error) {
      if (error instanceof StateError) {
        this.#settle("FAILED", error.name, error.message);
        // Parallel work that is left, if any, ends with it.
        this.#interruption.abort();
        this.#tell("ExecutionFailed", error);
      } else if (error instanceof Interrupted) {
        this.#tell(this.status === "ABORTED" ? "ExecutionAborted" : "ExecutionTimedOut");
      } else {
        throw error;
      }
    } finally {
      this.#clock.clearTimer(timer);
    }
  }

  /** What DescribeExecution tells. */
  describe(): ExecutionDescription {
    return {
      executionArn: this.arn,
      stateMachineArn: this.machineArn,
      name: this.name,
      startDate: this.startDate,
      input: JSON.stringify(this.input),
      ...(this.status === "SUCCEEDED" ? { output: JSON.stringify(this.#output) } : {}),
      ...this.#end,
      redriveCount: this.#redrives.length,
      ...(this.#redrives.length === 0 ? {} : { redriveDate: this.#redrives.at(-1) as number }),
    };
  }

  #interrupt(status: "ABORTED" | "TIMED_OUT", error?: string, cause?: string): void {
    if (this.status !== "RUNNING") return;
    this.#settle(status, error, cause);
    this.#interruption.abort();
  }

  #settle(status: ExecutionStatus, error?: string, cause?: string): void {
    this.#end = {
      status,
      stopDate: this.#clock.now,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }

  #tell(type: InterpreterEvent["type"], error?: StateError): void {
    const reason = error === undefined ? {} : { Error: error.name, Cause: error.message };
    this.#observe(this, { type, executionArn: this.arn, ...reason });
  }
}
