import {
  CommandCancelledError,
  CommandLostError,
  CommandNotDeliveredError,
  CommandTimeoutError,
  StepFailedError,
} from "../errors.ts";
import { sentences } from "../../shared/text.ts";
import type { PlannedCommand } from "./commands.ts";

/** What an error of a command tells beside what happened. */
export interface CommandTold {
  readonly command: Pick<PlannedCommand, "kind" | "name">;
  /** `s3://…`: where the output is. */
  readonly log: string;
  /** The script's last words, which no log of a function may have. */
  readonly lastWords: string;
}

/** A step by its name, anything else by its kind. */
function called({ kind, name }: CommandTold["command"]): string {
  return kind === "step" ? `step "${name}"` : name;
}

/** A script that ended with another code than 0. */
export function stepFailed({ command, log, lastWords }: CommandTold, code: number): StepFailedError {
  const said = lastWords === "" ? "" : `: ${lastWords}`;
  const logMessage = `${called(command)} exited with ${code}; ${log}`;
  return new StepFailedError(`${called(command)} exited with ${code}${said}; ${log}`, { logMessage });
}

/** A command that took too long, whoever ended it. */
export function commandTimedOut({ command, log, lastWords }: CommandTold, seconds: number): CommandTimeoutError {
  const what = `${called(command)} did not end within ${seconds} seconds`;
  const said = lastWords === "" ? "" : `, its last words: ${lastWords}`;
  return new CommandTimeoutError(`${what}${said}; ${log}`, { logMessage: `${what}; ${log}` });
}

/** Somebody cancelled the command. */
export function commandCancelled({ command, log }: CommandTold): CommandCancelledError {
  return new CommandCancelledError(`${called(command)} was cancelled in Systems Manager; ${log}`);
}

/** The script's process is gone without an exit code. */
export function commandLost({ command, log }: CommandTold): CommandLostError {
  return new CommandLostError(
    `${called(command)} ended without leaving its exit code: something killed it, for want of memory for example; ${log}`,
  );
}

/** Systems Manager could not hand the command over, twice. */
export function commandNotDelivered({ command }: CommandTold, status: string): CommandNotDeliveredError {
  return new CommandNotDeliveredError(
    sentences(
      `${called(command)} did not reach the agent, twice: ${status}`,
      "The instance ran, so its agent has ended",
    ),
  );
}
