interface Pending {
  readonly due: number;
  readonly fire: () => void;
}

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

/**
 * The clock of a function's process. `Date` stands at the moment the simulation set. Timers run in real time, so that a short
 * backoff is a short backoff, and a timer that fires moves the clock on by its time; the simulation can also let time pass,
 * and then they fire at once.
 */
export class ProcessClock {
  readonly #pending = new Map<NodeJS.Timeout, Pending>();
  #now = 0;

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  set now(moment: number) {
    this.#now = moment;
  }

  /** Puts itself in the place of the process's clock and timers. */
  install(): void {
    const currentTime = () => this.#now;
    globalThis.Date = class extends Date {
      constructor(...values: [] | ConstructorParameters<DateConstructor>) {
        super(...((values.length === 0 ? [currentTime()] : values) as ConstructorParameters<DateConstructor>));
      }

      static override now(): number {
        return currentTime();
      }
    } as DateConstructor;
    globalThis.setTimeout = Object.assign(this.#setTimeout, realSetTimeout) as unknown as typeof globalThis.setTimeout;
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
    const [next] = [...this.#pending].sort(([, left], [, right]) => left.due - right.due);
    if (next === undefined || next[1].due > until) {
      this.#now = Math.max(this.#now, until);
      return;
    }
    realClearTimeout(next[0]);
    next[1].fire();
    await turn();
  }

  readonly #setTimeout = (callback: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]) => {
    const due = this.#now + milliseconds;
    const fire = () => {
      this.#pending.delete(timer);
      this.#now = Math.max(this.#now, due);
      callback(...values);
    };
    const timer = realSetTimeout(fire, milliseconds);
    this.#pending.set(timer, { due, fire });
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
