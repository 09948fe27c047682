import { AsyncLocalStorage } from "node:async_hooks";
import type { Timer, VirtualClock } from "../core/clock.ts";

const clocks = new AsyncLocalStorage<VirtualClock>();
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
const virtualTimers = new WeakMap<object, VirtualClock>();
let users = 0;

/**
 * Runs code that knows only the real clock, such as the interpreter of the state machine, on a virtual one: what it starts
 * with `setTimeout`, there and in everything it awaits, is a timer of that clock. Other code keeps the real timers.
 *
 * @param clock the virtual clock
 * @param run the code
 */
export async function onVirtualClock<T>(clock: VirtualClock, run: () => Promise<T>): Promise<T> {
  if (users === 0) {
    install();
  }
  users += 1;
  try {
    return await clocks.run(clock, run);
  } finally {
    users -= 1;
    if (users === 0) {
      globalThis.setTimeout = realSetTimeout;
      globalThis.clearTimeout = realClearTimeout;
    }
  }
}

/** Leaves the virtual clock, for work that has to do with real processes and connections. */
export function inRealTime<T>(run: () => T): T {
  return clocks.exit(run);
}

function install(): void {
  const setTimeout = (callback: (...values: unknown[]) => void, milliseconds?: number, ...values: unknown[]) => {
    const clock = clocks.getStore();
    if (clock === undefined) {
      return realSetTimeout(callback, milliseconds, ...values);
    }
    const timer = clock.setTimer(() => {
      callback(...values);
    }, milliseconds ?? 0);
    virtualTimers.set(timer, clock);
    return timer;
  };
  const clearTimeout = (timer: unknown) => {
    const clock = typeof timer === "object" && timer !== null ? virtualTimers.get(timer) : undefined;
    if (clock === undefined) {
      realClearTimeout(timer as NodeJS.Timeout);
    } else {
      clock.clearTimer(timer as Timer);
    }
  };
  globalThis.setTimeout = Object.assign(setTimeout, realSetTimeout);
  globalThis.clearTimeout = clearTimeout;
}
