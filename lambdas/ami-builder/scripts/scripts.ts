import type { HygieneItem, Test } from "../template/template.ts";
import finish from "./hygiene-finish.sh";
import hygiene from "./hygiene.sh";
import machine from "./machine.sh";
import prepare from "./prepare.sh";
import proof from "./proof.sh";
import runLimited from "./run-limited.sh";
import { withArguments } from "./shell.ts";
import tests from "./tests.sh";

/** A script and the seconds that it may take. */
export interface TimedScript {
  readonly script: string;
  readonly timeoutSeconds: number;
}

/** What tests of the scripts choose: the folder that is taken for the root, and how long things are waited for, in seconds. */
export interface Surroundings {
  readonly root?: string;
  readonly patience?: number;
  readonly interval?: number;
  readonly delay?: number;
  readonly grace?: number;
}

/** Waits until a builder is quiet, at most five minutes, and notes what its image must not keep. Its last line is read by `readNotes`. */
export function prepareScript({ root = "/", patience = 300, interval = 2 }: Surroundings = {}): TimedScript {
  return {
    script: withArguments([root, `${patience}`, `${interval}`], machine, prepare),
    timeoutSeconds: patience + 120,
  };
}

/**
 * Runs tests, all of them, and prints a line for each, read by `readTestRuns`. Its exit code says nothing of them.
 *
 * @param commands of the tests, each with its seconds
 */
export function testsScript(
  commands: readonly Pick<Test, "command" | "timeout_seconds">[],
  { grace = 5 }: Surroundings = {},
): TimedScript {
  const words = commands.flatMap(({ command, timeout_seconds }) => [`${timeout_seconds}`, command]);
  return {
    script: withArguments([`${grace}`, ...words], runLimited, tests),
    timeoutSeconds: commands.reduce((sum, { timeout_seconds }) => sum + timeout_seconds, 60),
  };
}

/**
 * Removes what an image must not keep. Once its result is sent, a detached unit removes the guards and, if named, the agent's state;
 * afterwards no command reaches the instance.
 *
 * @param items what is removed, of the input `hygiene`
 */
export function hygieneScript(
  items: readonly HygieneItem[],
  { root = "/", delay = 5, patience = 60, interval = 1 }: Surroundings = {},
): TimedScript {
  return {
    script: withArguments([root, finish, `${delay}`, `${patience}`, `${interval}`, ...items], machine, hygiene),
    timeoutSeconds: 180,
  };
}

/**
 * Looks on an instance of the image for what is left of the builder. Its line is read by `readProof`.
 *
 * @param builderId id of the instance that the image was made of
 */
export function proofScript(builderId: string, { root = "/" }: Surroundings = {}): TimedScript {
  return { script: withArguments([root, builderId], machine, proof), timeoutSeconds: 120 };
}
