import { OpenRequests } from "./open-requests.ts";

interface Pending {
  readonly due: number;
  readonly fire: () => void;
}

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

/** A process that waits for nothing but a timer this near is backing off; milliseconds. The SDK's longest backoff is 20 s. */
const longestBackoff = 20_000;
/** How long it has to be quiet, in real milliseconds, until that is certain. */
const quiet = 10;

/**
 * The clock of a function's process. `Date` stands at the moment the simulation set; a timer that fires moves it on. Timers run
 * in real time, with two exceptions: a backoff ends as soon as nothing else is going on, and the simulation can let time pass,
 * for an answer that does not come.
 */
export class ProcessClock {
  readonly #pending = new Map<NodeJS.Timeout, Pending>();
  readonly #requests = new OpenRequests(() => {
    this.#planJump();
  });
  #now = 0;
  #isRunning = false;
  #jump: NodeJS.Timeout | undefined;

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** An invocation begins at a moment. */
  begin(moment: number): void {
    this.#now = moment;
    this.#isRunning = true;
  }

  /** An invocation is over. Lambda freezes a process then, with all that it waits for. */
  end(): void {
    this.#isRunning = false;
    realClearTimeout(this.#jump);
    for (const timer of this.#pending.keys()) realClearTimeout(timer);
    this.#pending.clear();
  }

  /** Puts itself in the place of the process's clock and timers. */
  install(): void {
    const currentTime = () => this.#now;
    globalThis.Date = class extends Date {
      constructor(...values: readonly unknown[]) {
        // Date takes a moment, a text, or the parts of a date; what came is handed on as it is.
        super(...((values.length === 0 ? [currentTime()] : values) as [number]));
      }

      static override now(): number {
        return currentTime();
      }
    } as DateConstructor;
    globalThis.setTimeout = Object.assign(this.#setTimeout, realSetTimeout);
    globalThis.clearTimeout = this.#clearTimeout as typeof globalThis.clearTimeout;
    AbortSignal.timeout = (milliseconds) => {
      const controller = new AbortController();
      const abort = () => {
        controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
      };
      this.#setTimeout(abort, milliseconds).unref();
      return controller.signal;
    };
  }

  /**
   * Lets the next timer fire if it is due until a moment, with all that follows from it; if none is, time goes on to the moment.
   *
   * @param until milliseconds since 1970
   */
  async passTime(until: number): Promise<void> {
    const next = this.#next();
    if (next === undefined || next.due > until) {
      this.#now = Math.max(this.#now, until);
      return;
    }
    next.fire();
    await turn();
  }

  #next(): Pending | undefined {
    return [...this.#pending.values()].sort((left, right) => left.due - right.due)[0];
  }

  /** Ends a backoff when it has been quiet for a moment. */
  #planJump(): void {
    realClearTimeout(this.#jump);
    this.#jump = realSetTimeout(() => {
      void this.#endBackoff();
    }, quiet).unref();
  }

  async #endBackoff(): Promise<void> {
    // Where the machine was slow, what should have happened meanwhile happens now.
    await turn();
    const next = this.#next();
    const isBackoff = next !== undefined && next.due - this.#now <= longestBackoff;
    if (this.#isRunning && !this.#requests.any && isBackoff) {
      next.fire();
      // It may have been one that nobody waits for any more.
      this.#planJump();
    }
  }

  readonly #setTimeout = (callback: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]) => {
    const due = this.#now + milliseconds;
    const fire = () => {
      realClearTimeout(timer);
      this.#pending.delete(timer);
      this.#now = Math.max(this.#now, due);
      callback(...values);
    };
    const timer = realSetTimeout(fire, milliseconds);
    this.#pending.set(timer, { due, fire });
    this.#planJump();
    return timer;
  };

  readonly #clearTimeout = (timer: NodeJS.Timeout | undefined) => {
    if (timer !== undefined) {
      this.#pending.delete(timer);
    }
    realClearTimeout(timer);
  };
}

/** Lets promises and connections react to a timer before the next one fires. */
async function turn(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
