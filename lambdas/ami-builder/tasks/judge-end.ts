import type { GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";
import { instanceRoles } from "../contract.ts";
import { failedTests, testResults, uncleanImage } from "../domain/judge-output.ts";
import { isOverdue } from "../domain/moments.ts";
import { CommandLostError, TestsFailedError } from "../errors.ts";
import { changeBuildRecord } from "../record/change.ts";
import { readNotes } from "../scripts/results.ts";
import type { Look } from "./command-look.ts";
import type { Context } from "./context.ts";
import { readStdout } from "./read-output.ts";

/**
 * Judges a command that ended well by what it wrote: tests by their results, the proof by what it found. What the builder noted of itself goes
 * into the record.
 *
 * @returns what the command fails with, undefined if it does not, `wait` while its output is not in the bucket
 * @throws AwsTransientError, AwsRequestError
 */
export async function judgeEnd(
  look: Look,
  invocation: GetCommandInvocationCommandOutput | undefined,
  context: Context,
): Promise<Error | "wait" | undefined> {
  const { work, command, role, log, prefix, notes, definition, instanceId } = look;
  if (command.kind === "step" || command.kind === "hygiene" || invocation === undefined) return undefined;
  const read = await readStdout(context.bucket, prefix, invocation, context.now);
  if (read === undefined && !isOverdue(work, context.now)) return "wait";
  const stdout = read ?? undefined;
  switch (command.kind) {
    case "prepare": {
      const noted = readNotes(stdout ?? "");
      if (noted !== undefined) {
        const { machine_id, host_keys } = noted;
        await changeBuildRecord(context.bucket, work, () => ({
          notes: { instance_id: instanceId, machine_id, host_keys },
        }));
      }
      return noted === undefined
        ? new CommandLostError(`log missing: what the builder noted of itself; ${log}`)
        : undefined;
    }
    case "proof":
      return notes === null ? undefined : uncleanImage(notes, definition.hygiene, stdout ?? "", log);
    case "tests": {
      if (stdout === undefined) return new TestsFailedError(`log missing: the results of the tests; ${log}`);
      const results = testResults(command.tests, stdout);
      const error = failedTests(results, log);
      const place = role === instanceRoles.verifier ? "image" : "builder";
      await changeBuildRecord(context.bucket, work, ({ tests, validated }) => ({
        tests: { ...tests, [place]: results },
        validated: validated || (place === "image" && error === undefined),
      }));
      const passed = results.filter((result) => result.passed).length;
      context.log.info("Tests finished", { instance_id: instanceId, place, passed, failed: results.length - passed });
      return error;
    }
  }
}
