interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/**
 * A clock that jumps. It stands still while anything is at work, and goes on to the next timer as soon as everything waits,
 * so half an hour passes in no time, and in the same order in every run.
 */
export class VirtualClock {
  readonly #timers = new Set<Timer>();
  #now: number;
  #atWork = 0;
  #isJumpPlanned = false;
  #isStopped = false;

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** Calls back after a time. */
  setTimer(callback: () => void, milliseconds: number): Timer {
    const timer = { at: this.#now + Math.max(0, milliseconds), fire: callback };
    this.#timers.add(timer);
    this.#planJump();
    return timer;
  }

  /** Forgets a timer; one that fired already is fine. */
  clearTimer(timer: Timer): void {
    this.#timers.delete(timer);
  }

  /** Stands still for ever: no timer fires any more. */
  stop(): void {
    this.#isStopped = true;
    this.#timers.clear();
  }

  /** Waits until a moment. */
  async sleepUntil(moment: number): Promise<void> {
    if (moment > this.#now) {
      await new Promise<void>((resolve) => this.setTimer(resolve, moment - this.#now));
    }
  }

  /** Does work that takes no time: the clock stands still until it is done. */
  async standStill<T>(work: () => Promise<T>): Promise<T> {
    this.#atWork += 1;
    try {
      return await work();
    } finally {
      this.#atWork -= 1;
      this.#planJump();
    }
  }

  #planJump(): void {
    if (this.#isStopped || this.#isJumpPlanned || this.#atWork > 0 || this.#timers.size === 0) {
      return;
    }
    this.#isJumpPlanned = true;
    // Whoever was woken by the last timer goes on in promises, so all of them are at work or wait again before this runs.
    setImmediate(() => {
      this.#isJumpPlanned = false;
      if (this.#atWork === 0 && !this.#isStopped) {
        this.#jump();
      }
    });
  }

  #jump(): void {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.at < next.at) next = timer;
    }
    if (next !== undefined) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
      this.#planJump();
    }
  }
}

export type { Timer };
