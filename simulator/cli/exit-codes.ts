import { constants } from "node:os";

/** What the command ends with; those from 70 on are of sysexits.h. */
export const exitCodes = {
  /** All executions succeeded, and every event reached its target. */
  success: 0,
  failure: 1,
  /** An option, an input or the module is not what can be simulated. */
  usage: 2,
  /** The simulator has an error of its own. */
  internalError: 70,
  /** What is printed or reported cannot be written. */
  outputError: 74,
} as const;

/** What a process ends with that a signal ends. */
export function signalCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
