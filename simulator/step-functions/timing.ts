import type { VirtualClock } from "../core/clock.ts";
import { Interrupted } from "./errors.ts";

/**
 * Waits for work, but not longer than until the signal: the work goes on, and nobody hears of it any more.
 *
 * @throws Interrupted when the signal comes first
 */
export async function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let interrupt = (): void => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = () => {
      reject(new Interrupted());
    };
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
  });
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/**
 * Waits on the virtual clock.
 *
 * @throws Interrupted when the signal comes first
 */
export async function sleep(clock: VirtualClock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return;
  await withTimer(clock, milliseconds, (fired) => interruptible(fired, signal));
}

/**
 * Runs something beside a timer of the virtual clock, which ends with it.
 *
 * @param run is given what resolves when the timer fires
 */
export async function withTimer<T>(
  clock: VirtualClock,
  milliseconds: number,
  run: (fired: Promise<void>) => Promise<T>,
): Promise<T> {
  let fire = (): void => undefined;
  const fired = new Promise<void>((resolve) => (fire = resolve));
  const timer = clock.setTimer(fire, milliseconds);
  try {
    return await run(fired);
  } finally {
    clock.clearTimer(timer);
  }
}
