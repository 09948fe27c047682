import type { GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";
import { commandSeconds } from "../domain/invocation.ts";
import { changeBuildRecord } from "../record/change.ts";
import type { StepResult } from "../record/schema.ts";
import type { Look } from "./command-look.ts";
import type { Context } from "./context.ts";

/**
 * Writes what became of a command into the record, once for each try, and into the function's log, without its output.
 *
 * @throws as `updateRecord`
 */
export async function recordStep(
  { work, command, log, seconds, instanceId }: Look,
  invocation: GetCommandInvocationCommandOutput | undefined,
  exit_code: number,
  context: Context,
): Promise<void> {
  const step: StepResult = {
    name: command.name,
    attempt: work.command.attempt,
    seconds: commandSeconds(invocation ?? {}, seconds),
    exit_code,
    log,
  };
  await changeBuildRecord(context.bucket, work, ({ steps }) => ({
    steps: [...steps.filter((known) => known.log !== log), step],
  }));
  context.log.info("Step finished", {
    instance_id: instanceId,
    name: step.name,
    kind: command.kind,
    seconds: step.seconds,
    exit_code,
  });
}
