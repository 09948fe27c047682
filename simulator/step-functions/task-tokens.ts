import { AwsError } from "../core/aws-error.ts";
import type { VirtualClock } from "../core/clock.ts";
import { StateError } from "./errors.ts";

/** A task that waits until somebody sends its token back. */
export interface Callback {
  readonly token: string;
  /** Ends with what is sent, or fails with it, or with States.HeartbeatTimeout. */
  readonly result: Promise<unknown>;
  /** Starts the heartbeat's clock. */
  readonly expectHeartbeats: (seconds: number) => void;
  /** Says that nobody waits any more. */
  readonly close: () => void;
}

interface Waiting {
  readonly succeed: (output: unknown) => void;
  readonly fail: (error: StateError) => void;
  readonly heartbeat: () => void;
}

/** The task tokens of an account: who waits, and what is sent (Step Functions API Reference, SendTaskSuccess and its like). */
export class TaskTokens {
  readonly #clock: VirtualClock;
  readonly #waiting = new Map<string, Waiting>();
  #issued = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Issues a token for one attempt of a task. */
  issue(): Callback {
    this.#issued += 1;
    const token = Buffer.from(JSON.stringify({ task: this.#issued })).toString("base64");
    let settle: Pick<Waiting, "succeed" | "fail"> | undefined;
    const result = new Promise<unknown>((succeed, fail) => (settle = { succeed, fail }));
    // An attempt that failed before it waits leaves nobody to hear of it.
    result.catch(() => undefined);
    let stopTimer = (): void => undefined;
    let interval: number | undefined;
    const heartbeat = () => {
      stopTimer();
      if (interval === undefined) return;
      const timer = this.#clock.setTimer(() => {
        close();
        settle?.fail(new StateError("States.HeartbeatTimeout", "No heartbeat came in time."));
      }, interval * 1_000);
      stopTimer = () => {
        this.#clock.clearTimer(timer);
      };
    };
    const close = () => {
      stopTimer();
      this.#waiting.delete(token);
    };
    this.#waiting.set(token, {
      succeed: (output) => {
        close();
        settle?.succeed(output);
      },
      fail: (error) => {
        close();
        settle?.fail(error);
      },
      heartbeat,
    });
    return {
      token,
      result,
      expectHeartbeats: (seconds) => {
        interval = seconds;
        heartbeat();
      },
      close,
    };
  }

  /**
   * SendTaskSuccess.
   *
   * @param output JSON
   * @throws AwsError InvalidOutput, InvalidToken, TaskDoesNotExist or TaskTimedOut
   */
  succeed(token: string, output: string): void {
    const waiting = this.#find(token);
    let value: unknown;
    try {
      value = JSON.parse(output);
    } catch {
      throw new AwsError("InvalidOutput", "Invalid Output: the output is no valid JSON");
    }
    waiting.succeed(value);
  }

  /**
   * SendTaskFailure.
   *
   * @throws AwsError InvalidToken, TaskDoesNotExist or TaskTimedOut
   */
  fail(token: string, error: string, cause: string): void {
    this.#find(token).fail(new StateError(error, cause));
  }

  /**
   * SendTaskHeartbeat: the heartbeat's clock begins anew, the task's timeout does not.
   *
   * @throws AwsError InvalidToken, TaskDoesNotExist or TaskTimedOut
   */
  heartbeat(token: string): void {
    this.#find(token).heartbeat();
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) return waiting;
    const task = taskNumber(token);
    if (task === undefined) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
    if (task > this.#issued) throw new AwsError("TaskDoesNotExist", "Task does not exist");
    throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }
}

function taskNumber(token: string): number | undefined {
  try {
    const { task } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { readonly task?: unknown };
    return typeof task === "number" ? task : undefined;
  } catch {
    return undefined;
  }
}
