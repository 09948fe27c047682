import { OpenRequests } from "./open-requests.ts";

interface Pending {
  readonly due: number;
  readonly fire: () => void;
  /** Whether a process would stay alive for it; nobody who backs off gives that up. */
  readonly isAwaited: () => boolean;
}

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

/** A process that waits for nothing but a timer this near is backing off; milliseconds. The SDK's longest backoff is 20 s. */
const longestBackoff = 20_000;
/** How long it has to be quiet, in real milliseconds, until that is certain. */
const quiet = 10;
/** The longest that a timer of Node.js can be; one of a near moment waits that long, so that only the virtual clock ends it. */
const never = 2_147_483_647;
/** Work of the process that is neither a timer nor an idle connection: files, addresses, connections that are being made. */
const work = /^FSReq|^CloseReq$|ReqWrap$|ConnectWrap$/;

/**
 * The clock of a function's process. `Date` stands at the moment the simulation set; a timer that fires moves it on. A backoff
 * ends as soon as nothing else is going on, and the simulation can let time pass, for an answer that does not come. How long this
 * machine takes for an answer changes nothing: timers of the near future, such as those of the SDK for a slow connection, do not
 * run in real time; only later ones do, for a function that waits for nothing else.
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
    if (!this.#isRunning || this.#requests.any || next === undefined || !this.#isBackingOff()) return;
    // A machine that is slow at something else than requests is no reason for time to pass.
    if (!isAtWork()) next.fire();
    // It may have been one that nobody waits for any more.
    this.#planJump();
  }

  #isBackingOff(): boolean {
    return [...this.#pending.values()].some(({ due, isAwaited }) => due - this.#now <= longestBackoff && isAwaited());
  }

  readonly #setTimeout = (callback: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]) => {
    const due = this.#now + milliseconds;
    const fire = () => {
      realClearTimeout(timer);
      this.#pending.delete(timer);
      this.#now = Math.max(this.#now, due);
      callback(...values);
    };
    const timer = realSetTimeout(fire, milliseconds <= longestBackoff ? never : milliseconds);
    this.#pending.set(timer, { due, fire, isAwaited: () => timer.hasRef() });
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

/** Whether the process does something that ends by itself. */
function isAtWork(): boolean {
  return process.getActiveResourcesInfo().some((resource) => work.test(resource));
}

/** Lets promises and connections react to a timer before the next one fires. */
async function turn(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
