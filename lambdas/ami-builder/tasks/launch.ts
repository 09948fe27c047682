import type { Image } from "@aws-sdk/client-ec2";
import { type InstanceRole, instanceRoles } from "../contract.ts";
import { candidateOf, describeCandidate, nextCandidate, type NextTry, sameCandidate } from "../domain/candidates.ts";
import { onlineSeconds } from "../domain/instance-state.ts";
import { launchRequest } from "../domain/launch-request.ts";
import { beginLaunch, tryNext } from "../domain/launch-work.ts";
import { isOverdue, later } from "../domain/moments.ts";
import { again, bootSeconds, waiting } from "../domain/polling.ts";
import { refusalOf } from "../domain/refusals.ts";
import { launchToken } from "../domain/tokens.ts";
import { findImage } from "../ec2/find-image.ts";
import { runInstance } from "../ec2/run-instance.ts";
import { AwsRequestError, BaseImageError, CapacityError, ImageFailedError } from "../errors.ts";
import type { Candidate, Prepared } from "../prepared.ts";
import { changeBuildRecord, changeRecord, including } from "../record/change.ts";
import { readPrepared } from "../s3/prepared.ts";
import { userData } from "../scripts/user-data.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";

/** Seconds before what does not show yet is asked for again. */
const lateSeconds = 10;

/**
 * Launches one instance of the work's present candidate, or says which candidate is next. Called again, it launches no second one.
 *
 * @param given the work
 * @param role what the instance is for: a builder of the base image, a verifier of the image that was made
 * @param context clients, clock and logger
 * @returns the work, waiting for the instance, or to act again
 * @throws CapacityError when all candidates were refused in all rounds, BaseImageError, ImageFailedError, AwsTransientError, AwsRequestError
 */
export async function launch(given: Work, role: InstanceRole, context: Context): Promise<Work> {
  const { bucket, ec2, log, now } = context;
  const prepared = await readPrepared(bucket, given);
  const work = beginLaunch(given, role, now);
  if (now.getTime() >= Date.parse(work.ends_at)) throw await capacityError(work, context);
  const image = await bootedImage(work, role, prepared, context);
  if (image === undefined) return { ...work, check: again(lateSeconds) };
  const candidate = candidateOf(prepared.instance, work);
  const { expires_at, installs_agent } = prepared.instance;
  const request = launchRequest({
    prepared,
    role,
    candidate,
    image,
    token: launchToken(work, role),
    userData: userData({
      expiresAt: expires_at,
      region: work.region,
      installsAgent: installs_agent && role === instanceRoles.builder,
    }),
  });
  let instanceId: string;
  try {
    instanceId = (await runInstance(ec2, request)).InstanceId;
  } catch (error) {
    if (!(error instanceof AwsRequestError)) throw error;
    return refused(work, candidate, prepared, error, context);
  }
  await noteInstance(work, role, instanceId, candidate, context);
  log.info("Builder launched", { role, instance_id: instanceId, type: candidate.type, subnet: candidate.subnet_id });
  return {
    ...work,
    instance_id: instanceId,
    instance_ids: including(work.instance_ids, instanceId),
    since: now.toISOString(),
    deadline: later(now, onlineSeconds),
    check: waiting(bootSeconds),
  };
}

/** What follows from a refusal; what no other candidate cures is thrown. */
async function refused(
  work: Work,
  candidate: Candidate,
  { instance }: Prepared,
  error: AwsRequestError,
  context: Context,
): Promise<Work> {
  const { log, now } = context;
  const count = instance.candidates.length;
  switch (refusalOf(error.code, error.message)) {
    case "next":
      return proceed(nextCandidate(count, work));
    case "quota":
      return proceed(sameCandidate(count, work));
    case "late":
      if (isOverdue(work, now)) throw error;
      return { ...work, check: again(lateSeconds) };
    case "ended": {
      // An earlier try, whose answer was lost, has launched an instance that has ended since. The token is used up.
      const attempt = work.attempt + 1;
      await changeRecord(context.bucket, work, (record) => ({ attempt: Math.max(record.attempt, attempt) }));
      return { ...work, attempt, check: again(0) };
    }
    case "final":
      throw error;
  }

  async function proceed(next: NextTry | undefined): Promise<Work> {
    const refusal = `${describeCandidate(candidate)}: ${error.code}`;
    await changeRecord(context.bucket, work, ({ refusals }) => ({ refusals: including(refusals, refusal) }));
    log.warn("EC2 refuses an instance", { type: candidate.type, subnet: candidate.subnet_id, code: error.code });
    if (next === undefined) throw await capacityError(work, context);
    return tryNext(work, next.candidate, next.wait_seconds, now);
  }
}

async function capacityError(work: Work, { bucket }: Context): Promise<CapacityError> {
  const { refusals } = await changeRecord(bucket, work, () => ({}));
  return new CapacityError(
    `EC2 has launched no instance in three rounds: ${refusals.length === 0 ? "the time of the build is over" : refusals.join("; ")}. ` +
      "Add instance types or subnets of other zones, or ask for a higher quota.",
  );
}

/** Undefined while EC2 need not show it: its listings lag behind each other. */
async function bootedImage(
  work: Work,
  role: InstanceRole,
  { instance }: Prepared,
  { ec2, now }: Context,
): Promise<Image | undefined> {
  const id = role === instanceRoles.verifier ? (work.image_id ?? instance.image_id) : instance.image_id;
  const image = await findImage(ec2, id);
  if (image !== undefined || !isOverdue(work, now)) return image;
  throw role === instanceRoles.verifier
    ? new ImageFailedError(`${id} is gone: EC2 does not show it. Somebody has deregistered it.`)
    : new BaseImageError(`The base image ${id} is gone: EC2 does not show it. Start a new run, or name another base.`);
}

async function noteInstance(
  work: Work,
  role: InstanceRole,
  instanceId: string,
  { type, spot }: Candidate,
  { bucket }: Context,
): Promise<void> {
  if (role === instanceRoles.verifier) {
    await changeRecord(bucket, work, ({ instance_ids }) => ({
      instance_ids: [...including(instance_ids, instanceId)],
    }));
    return;
  }
  await changeBuildRecord(bucket, work, ({ instance_ids }) => ({
    instance_ids: including(instance_ids, instanceId),
    instance_type: type,
    spot,
  }));
}
