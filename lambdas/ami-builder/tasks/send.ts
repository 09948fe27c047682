import type { InstanceRole } from "../contract.ts";
import { commandsOf, type PlannedCommand } from "../domain/commands.ts";
import { secondsBetween, later } from "../domain/moments.ts";
import { again, done, pollSeconds, waiting } from "../domain/polling.ts";
import { isRepeated, logFolder, sentCommand } from "../domain/sent.ts";
import { describeInstance } from "../ec2/describe-instances.ts";
import { AwsRequestError, CommandNotDeliveredError, CommandTimeoutError } from "../errors.ts";
import { readNotesOf } from "../record/change.ts";
import { readPrepared } from "../s3/prepared.ts";
import type { Work } from "../shapes.ts";
import { sendCommand } from "../ssm/send-command.ts";
import type { Context } from "./context.ts";
import { seeToLoss } from "./lost-instance.ts";
import { requireInstance } from "./require-instance.ts";

/** Seconds before a command is offered again to an instance that Systems Manager does not take it for, and for how long. */
const refusedSeconds = 10;
const refusedForSeconds = 2 * 60;

/**
 * Sends the next command of an instance, if there is one. Sent again, it attaches to the first delivery: its guard on the instance sees to
 * that.
 *
 * @param work the work on the instance
 * @param role what the instance is for
 * @param context clients, clock and logger
 * @throws CommandNotDeliveredError, BuilderGoneError, AwsTransientError, AwsRequestError
 */
export async function send(work: Work, role: InstanceRole, context: Context): Promise<Work> {
  const { bucket, config, log, now, ssm } = context;
  const instanceId = requireInstance(work);
  const prepared = await readPrepared(bucket, work);
  const command = commandsOf(prepared, role, await readNotesOf(bucket, work))[work.command.index];
  if (command === undefined) return { ...work, check: done };
  if (now.getTime() >= Date.parse(work.ends_at)) {
    throw new CommandTimeoutError(
      `The time of the build was over at ${work.ends_at}, before ${command.name} was sent.`,
    );
  }
  const { DocumentName, Comment, TimeoutSeconds, Parameters } = sentCommand(work, command, prepared, instanceId);
  let id: string;
  try {
    id = await sendCommand(ssm, {
      InstanceIds: [instanceId],
      DocumentName,
      Comment,
      TimeoutSeconds,
      Parameters: { ...Parameters },
      OutputS3BucketName: config.bucket,
      OutputS3KeyPrefix: logFolder(work, command),
    });
  } catch (error) {
    if (!(error instanceof AwsRequestError) || error.code !== "InvalidInstanceId") throw error;
    return notTaken(work, role, instanceId, command, context);
  }
  log.info("Step started", { instance_id: instanceId, name: command.name, kind: command.kind, command_id: id });
  const begun = isRepeated(command, role) && work.command.attempt > 0 ? work.since : now.toISOString();
  return {
    ...work,
    phase: command.phase,
    command: { ...work.command, id, sends: work.command.sends + 1 },
    since: begun,
    deadline: later(now, command.patienceSeconds),
    check: waiting(pollSeconds(secondsBetween(begun, now))),
  };
}

/** Systems Manager does not know the instance, or no longer: it has ended, or its agent starts again. */
async function notTaken(
  work: Work,
  role: InstanceRole,
  instanceId: string,
  { name }: PlannedCommand,
  context: Context,
): Promise<Work> {
  const { ec2, now } = context;
  const lost = await seeToLoss(work, await describeInstance(ec2, instanceId), role, "relaunch", context);
  if (lost !== undefined) return lost;
  if (secondsBetween(work.since, now) >= refusedForSeconds) {
    throw new CommandNotDeliveredError(
      `Systems Manager does not take ${name} for ${instanceId}: its agent does not answer any more.`,
    );
  }
  return { ...work, check: again(refusedSeconds) };
}
