import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type ScriptEnvironment, scriptVariables } from "./environment.ts";
import runLimited from "./run-limited.sh";
import { quote, withArguments } from "./shell.ts";
import wrapper from "./wrapper.sh";

/** The document that runs commands on Linux. */
export const shellDocument = "AWS-RunShellScript";
/** The most bytes that a command may have. SendCommand refuses a document with its parameters over 97 KB. */
export const maxCommandBytes = 90_000;
/** Seconds that Systems Manager may take to hand a command to the agent: TimeoutSeconds limits only that. */
const deliverySeconds = 120;
/** Seconds between the script's own end by timeout and the agent's. */
const marginSeconds = 60;
/** Most characters of SendCommand's Comment. */
const maxComment = 100;

/** Exit codes of the wrapper that mean something beside the script's own. */
export const wrapperCodes = {
  /** The script's time ran out. */
  timeout: 124,
  /** The agent reboots and starts the command again. Nobody sees it as a result. */
  reboot: 194,
  /** The delivery that ran the script died without an exit code. */
  lost: 199,
} as const;

/** A script that is to run once on an instance. */
export interface OnceCommand {
  /** What it is, for whoever reads the command: the first line of what is compressed, and the comment. */
  readonly kind: "prepare" | "step" | "tests" | "hygiene" | "proof";
  /** A step's name; for the others, what the console shows. */
  readonly name: string;
  /** Names of the tests, of kind `tests`. */
  readonly tests?: readonly string[];
  readonly build: ScriptEnvironment;
  readonly attempt: number;
  readonly instanceId: string;
  /** Its place in the list of the instance's commands. */
  readonly index: number;
  /** 0, and one more for each retry. */
  readonly retry: number;
  readonly script: string;
  readonly timeoutSeconds: number;
  readonly reboot: boolean;
  /** For tests of the wrapper: the folder taken for the root, and the seconds between asking a script to end and killing it. */
  readonly root?: string;
  readonly grace?: number;
}

/** What SendCommand is asked for, but for the instance and the place of the output. */
export interface ShellCommand {
  readonly DocumentName: string;
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly Parameters: { readonly commands: string[]; readonly executionTimeout: string[] };
}

/** Folder of a script on its instance: the same for each delivery, another for each try, and for an instance of the image. */
export function guardName({
  index,
  instanceId,
  script,
  retry,
}: Pick<OnceCommand, "index" | "instanceId" | "script" | "retry">): string {
  // Of the script and not of what is sent: what gzip makes of it may change with Node.js.
  const hash = createHash("sha256").update(`${instanceId}\n${script}`).digest("hex").slice(0, 12);
  return `${String(index).padStart(2, "0")}-${hash}${retry === 0 ? "" : `-${retry}`}`;
}

/**
 * The command that runs a script once, however often it is delivered; `wrapper.sh` says how it ends.
 *
 * @param command the script and what it belongs to
 */
export function onceCommand(command: OnceCommand): ShellCommand {
  const { build, script, timeoutSeconds } = command;
  const { root = "/", grace = 10, reboot, attempt } = command;
  const description = { kind: command.kind, template: build.template, name: command.name, tests: command.tests };
  const variables = Object.entries(scriptVariables(build)).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  const words = [root, build.id, attempt, guardName(command), timeoutSeconds, grace, reboot ? "yes" : "no", script];
  return shellCommand(
    [build.template, build.architecture, command.name],
    `# ${JSON.stringify(description)}\n${variables.join("")}${withArguments(words.map(String), runLimited, wrapper)}`,
    timeoutSeconds,
  );
}

/**
 * A command that a person can tell by its comment, in one line that stands for a script as it was written: Systems Manager would replace
 * `{{ssm:…}}` in it, and its lines pass through JSON and two shells.
 *
 * @param comment words of the comment
 * @param script for sh, without NUL
 * @param timeoutSeconds seconds that the script takes at most by its own doing
 */
export function shellCommand(comment: readonly string[], script: string, timeoutSeconds: number): ShellCommand {
  const packed = gzipSync(script, { level: 9 }).toString("base64");
  return {
    DocumentName: shellDocument,
    Comment: clip(comment.join(" ")),
    TimeoutSeconds: deliverySeconds,
    Parameters: {
      commands: [`script=$(printf %s ${quote(packed)} | base64 -d | gzip -dc) && eval "$script"`],
      executionTimeout: [`${timeoutSeconds + marginSeconds}`],
    },
  };
}

/** Bytes of a command as it is sent, to be compared with {@link maxCommandBytes}. */
export function commandBytes({ Parameters }: ShellCommand): number {
  return Buffer.byteLength(JSON.stringify(Parameters));
}

function clip(comment: string): string {
  if (comment.length <= maxComment) {
    return comment;
  }
  // Not through the middle of a character of two code units.
  return `${comment.slice(0, maxComment - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
