import type { VirtualClock } from "../core/clock.ts";
import { LambdaError } from "./lambda-function.ts";

const minute = 60_000;

/** Lambda tries an asynchronous invocation that failed two more times, after one and after two minutes (Developer Guide). */
const delays = [minute, 2 * minute];

/** Invocations that nobody waits for. */
export class AsynchronousInvocations {
  readonly #clock: VirtualClock;
  readonly #broken: (error: unknown) => void;
  readonly #open = new Set<Promise<void>>();

  /** @param broken is told of what no function fails with */
  constructor(clock: VirtualClock, broken: (error: unknown) => void) {
    this.#clock = clock;
    this.#broken = broken;
  }

  /** Invokes a function, and again when it fails. */
  add(invoke: () => Promise<unknown>): void {
    const open = this.#run(invoke)
      .catch(this.#broken)
      .then(() => {
        this.#open.delete(open);
      });
    this.#open.add(open);
  }

  /** Ends when none is under way. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) {
      await Promise.all(this.#open);
    }
  }

  async #run(invoke: () => Promise<unknown>): Promise<void> {
    for (const delay of [...delays, undefined]) {
      try {
        await invoke();
        return;
      } catch (error) {
        // What the function failed with is in the invocation's own record.
        if (!(error instanceof LambdaError)) throw error;
        if (delay !== undefined) await this.#clock.sleepUntil(this.#clock.now + delay);
      }
    }
  }
}
