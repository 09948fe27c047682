import { AsyncLocalStorage } from "node:async_hooks";

/** A process that calls come from. */
interface Process {
  /** Name of the execution that it works for. */
  readonly execution: string;
  isDead: boolean;
}

/** One store for all accounts: Node.js keeps every store that was ever used. */
const processes = new AsyncLocalStorage<Process>();

/** A function's process died in the middle of its work. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/**
 * Does work as a process of its own, which each invocation of a function is here.
 *
 * @param execution name of the execution that it works for
 * @param work what it does
 * @throws ProcessDied when it died, whatever the work made of that
 */
export async function runProcess<T>(execution: string, work: () => Promise<T>): Promise<T> {
  const process = { execution, isDead: false };
  const [ending] = await Promise.allSettled([processes.run(process, work)]);
  if (process.isDead) throw new ProcessDied();
  if (ending.status === "rejected") throw ending.reason;
  return ending.value;
}

/** Whether the process that calls now is dead: it makes no call any more. */
export function isDead(): boolean {
  return processes.getStore()?.isDead === true;
}

/** Name of the execution that the process works for that calls now. */
export function currentExecution(): string {
  return processes.getStore()?.execution ?? "";
}

/** Ends the process that calls now. */
export function die(): never {
  const process = processes.getStore();
  if (process !== undefined) process.isDead = true;
  throw new ProcessDied();
}
