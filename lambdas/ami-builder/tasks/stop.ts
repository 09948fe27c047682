import { candidateOf } from "../domain/candidates.ts";
import { isAgain } from "../domain/launch-work.ts";
import { isOverdue, secondsBetween } from "../domain/moments.ts";
import { again, done, pollSeconds, stopSeconds, waiting } from "../domain/polling.ts";
import { forcedStopDeadline, isForced, stopDeadline } from "../domain/stop.ts";
import { describeInstance } from "../ec2/describe-instances.ts";
import { stopInstance } from "../ec2/end-instance.ts";
import { BuilderGoneError, StopTimeoutError } from "../errors.ts";
import { readPrepared } from "../s3/prepared.ts";
import { phases, type Work } from "../shapes.ts";
import type { Context } from "./context.ts";
import { requireInstance } from "./require-instance.ts";

/**
 * Stops the builder, so that the image is of an instance at rest; asked again, by force. Spot instances of one-time requests cannot be stopped
 * (EC2 User Guide, Stop a Spot Instance): EC2 restarts them for the image.
 *
 * @throws BuilderGoneError, AwsTransientError, AwsRequestError
 */
export async function stop(work: Work, { bucket, ec2, now }: Context): Promise<Work> {
  const instanceId = requireInstance(work);
  const { instance } = await readPrepared(bucket, work);
  if (candidateOf(instance, work).spot) return { ...work, phase: phases.stop, check: done };
  const forced = isAgain(work);
  const since = forced ? work.since : now.toISOString();
  await stopInstance(ec2, instanceId, forced);
  return {
    ...work,
    phase: phases.stop,
    since,
    deadline: forced ? forcedStopDeadline(since) : stopDeadline(since),
    check: waiting(forced ? pollSeconds(0) : stopSeconds),
  };
}

/**
 * Looks whether the builder has stopped.
 *
 * @throws StopTimeoutError, BuilderGoneError, AwsTransientError, AwsRequestError
 */
export async function checkStop(work: Work, { ec2, now }: Context): Promise<Work> {
  const instanceId = requireInstance(work);
  const instance = await describeInstance(ec2, instanceId);
  const state = instance?.State?.Name;
  if (state === "stopped") return { ...work, check: done };
  if (state === undefined || state === "shutting-down" || state === "terminated") {
    const reason = instance?.StateReason?.Message ?? "EC2 gives no reason";
    throw new BuilderGoneError(`${instanceId} is ${state ?? "gone"} instead of stopped: ${reason}.`);
  }
  if (!isOverdue(work, now)) return { ...work, check: waiting(pollSeconds(secondsBetween(work.since, now))) };
  if (!isForced(work) && now.toISOString() < work.ends_at) return { ...work, check: again(0) };
  throw new StopTimeoutError(`${instanceId} is still ${state}, although it was stopped by force.`);
}
