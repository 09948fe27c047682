import { type ShellCommand, shellCommand } from "./command.ts";
import readiness from "./readiness.sh";
import { quote, withArguments } from "./shell.ts";

/** A question that an instance asks a URL. */
export interface ReadinessQuestion {
  readonly url: string;
  /** Whether the certificate must be valid. */
  readonly verifyTls: boolean;
  /** Any of them has to be in the body; without one the status alone counts. */
  readonly contains: readonly string[];
  /** Seconds for the whole answer. */
  readonly timeoutSeconds: number;
  /** What the console shows of it. */
  readonly comment: readonly string[];
}

/** The command that asks once; `readReadiness` reads its line. It changes nothing, so it needs no guard. */
export function readinessCommand(question: ReadinessQuestion): ShellCommand {
  const { url, verifyTls, contains, timeoutSeconds, comment } = question;
  const script = withArguments([url, verifyTls ? "yes" : "no", `${timeoutSeconds}`, ...contains], readiness);
  // What the agent runs itself is sh.
  return shellCommand(comment, `exec bash -c ${quote(script)}`, timeoutSeconds);
}
