interface Timer {
  readonly at: number;
  readonly fire: () => void;
  /** Whether time does not pass for its sake alone. */
  readonly isBackground: boolean;
}

/**
 * A clock that jumps. It stands still while anything is at work, and goes on to the next timer as soon as everything waits,
 * so half an hour passes in no time, and in the same order in every run.
 */
export class VirtualClock {
  readonly #timers = new Set<Timer>();
  /** How many timers time passes for. */
  #foreground = 0;
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
    const timer = this.#add(callback, milliseconds, false);
    this.#planJump();
    return timer;
  }

  /**
   * Calls back when a time has passed, for which nothing makes it pass: what goes on in the world by itself, such as an instance
   * that starts. Somebody has to wait at least as long for something.
   */
  setBackgroundTimer(callback: () => void, milliseconds: number): Timer {
    return this.#add(callback, milliseconds, true);
  }

  /** Forgets a timer; one that fired already is fine. */
  clearTimer(timer: Timer): void {
    if (this.#timers.delete(timer) && !timer.isBackground) this.#foreground -= 1;
  }

  /** Stands still for ever: no timer fires any more. */
  stop(): void {
    this.#isStopped = true;
    this.#timers.clear();
    this.#foreground = 0;
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

  #add(fire: () => void, milliseconds: number, isBackground: boolean): Timer {
    const timer = { at: this.#now + Math.max(0, milliseconds), fire, isBackground };
    this.#timers.add(timer);
    if (!isBackground) this.#foreground += 1;
    return timer;
  }

  #planJump(): void {
    if (this.#isStopped || this.#isJumpPlanned || this.#atWork > 0 || this.#foreground === 0) {
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
    if (this.#foreground === 0) return;
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.at < next.at) next = timer;
    }
    if (next !== undefined) {
      this.clearTimer(next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
      this.#planJump();
    }
  }
}

export type { Timer };
