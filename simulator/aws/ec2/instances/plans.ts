import type { Timer, VirtualClock } from "../../../core/clock.ts";

/** What plans need of a clock. */
export type PlanClock = Pick<VirtualClock, "now" | "setBackgroundTimer" | "clearTimer">;

/** What is still to happen to things, by their ids. */
export class Plans {
  readonly #timers = new Map<string, Set<Timer>>();
  readonly #clock: PlanClock;

  constructor(clock: PlanClock) {
    this.#clock = clock;
  }

  /** Does something at once, or after a while unless it is dropped before. */
  add(id: string, seconds: number, work: () => void): void {
    if (seconds === 0) {
      work();
      return;
    }
    const timers = this.#timers.get(id) ?? new Set();
    this.#timers.set(id, timers);
    const timer = this.#clock.setBackgroundTimer(() => {
      timers.delete(timer);
      work();
    }, seconds * 1_000);
    timers.add(timer);
  }

  /** Drops what was to happen to something, but for what is due at this very moment: that happens now. */
  drop(id: string): void {
    const timers = this.#timers.get(id) ?? [];
    this.#timers.delete(id);
    for (const timer of timers) {
      this.#clock.clearTimer(timer);
      if (timer.at <= this.#clock.now) timer.fire();
    }
  }
}
