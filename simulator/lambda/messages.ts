/** What the simulation tells a function's process. Moments are milliseconds since 1970. */
export type ToProcess =
  | { readonly type: "invoke"; readonly event: unknown; readonly now: number }
  /** Lets the next timer fire now if it is due until a moment, or the clock go on to that moment if none is. */
  | { readonly type: "pass-time"; readonly id: number; readonly until: number };

/** What an invocation took. */
export interface Usage {
  /** When it ended, on the process's clock. */
  readonly now: number;
  /** Milliseconds of this machine. */
  readonly duration: number;
  /** Most memory the process has had so far, in MB. */
  readonly peakMegabytes: number;
}

/** What a function's process tells the simulation. */
export type FromProcess =
  | { readonly type: "ready" }
  | { readonly type: "result"; readonly value: unknown; readonly usage: Usage }
  | { readonly type: "error"; readonly error: FunctionError; readonly usage: Usage }
  | { readonly type: "time-passed"; readonly id: number; readonly now: number };

/**
 * The name of the error when a process is killed because it took more memory than the function has. Lambda used to report it as
 * Runtime.ExitError, like any other death; reports of 2026 have this name, with the message "signal: killed" of both.
 */
export const outOfMemory = "Runtime.OutOfMemory";

/** An error as Lambda reports it to Step Functions. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}
