import { isDuplicateName } from "../../shared/ec2/error-codes.ts";
import { imageRequest, isImageQuota, isOfBuild } from "../domain/image-request.ts";
import { isAgain } from "../domain/launch-work.ts";
import { isOverdue, later } from "../domain/moments.ts";
import { again, firstImageSeconds, waiting } from "../domain/polling.ts";
import { createImage as startImage } from "../ec2/create-image.ts";
import { findImageByName } from "../ec2/find-image.ts";
import { AwsRequestError, NameTakenError, QuotaError } from "../errors.ts";
import type { Prepared } from "../prepared.ts";
import { readPrepared } from "../s3/prepared.ts";
import { phases, type Work } from "../shapes.ts";
import type { Context } from "./context.ts";
import { recordImage } from "./record-image.ts";
import { requireInstance } from "./require-instance.ts";

/** EC2 keeps the name of an image that was deregistered for a while (seen for minutes): it is asked for again so often, for so long. */
const nameSeconds = 20;
const nameForSeconds = 5 * 60;

/**
 * Starts the image, or goes on with the one that an earlier try has started: its name is unique. The record has its id before anybody waits
 * for it.
 *
 * @returns the work, waiting for the image, or to act again while the name of an image that is gone is still taken
 * @throws NameTakenError, QuotaError, AwsTransientError, AwsRequestError
 */
export async function createImage(given: Work, context: Context): Promise<Work> {
  const { bucket, log, now } = context;
  const prepared = await readPrepared(bucket, given);
  const work = begin(given, now);
  const name = prepared.image.name;
  if (work.kind === "capture") log.info("Creating AMI", { name });
  const imageId = await startOrFind(work, prepared, context);
  if (imageId === undefined) return { ...work, check: again(nameSeconds) };
  await recordImage(work, prepared, imageId, context);
  if (work.kind === "capture") {
    log.info("AMI creation initiated", { image_id: imageId, name });
    log.info("Waiting for AMI to become available", { image_id: imageId });
  } else {
    log.info("Image creation started", { image_id: imageId, name });
  }
  return {
    ...work,
    image_id: imageId,
    since: now.toISOString(),
    deadline: later(now, prepared.image_timeout_minutes * 60),
    check: waiting(firstImageSeconds),
  };
}

function begin(work: Work, now: Date): Work {
  if (isAgain(work)) return work;
  return { ...work, phase: phases.image, since: now.toISOString(), deadline: later(now, nameForSeconds) };
}

/** Undefined while the name belongs to an image that is not there. */
async function startOrFind(work: Work, prepared: Prepared, context: Context): Promise<string | undefined> {
  const { config, ec2, log, now } = context;
  const instanceId = prepared.capture?.host_id ?? requireInstance(work);
  try {
    return await startImage(ec2, imageRequest(prepared, instanceId));
  } catch (error) {
    if (error instanceof AwsRequestError && isImageQuota(error.code)) {
      throw new QuotaError(`${error.message} Ask for a higher quota, or remove what is not needed.`, { cause: error });
    }
    if (!isDuplicateName(error)) throw error;
    const found = await findImageByName(ec2, prepared.image.name);
    if (found?.ImageId !== undefined && isOfBuild(found, work.id, config.namePrefix)) {
      log.info("An image of an earlier try is adopted", { image_id: found.ImageId });
      return found.ImageId;
    }
    if (found !== undefined) {
      throw new NameTakenError(
        `The name ${prepared.image.name} belongs to ${found.ImageId ?? "another image"}, which is not of this build. ` +
          "Deregister that image, or choose another image_name_template: with {prefix} two installations may build the same template.",
      );
    }
    if (isOverdue(work, now)) {
      throw new NameTakenError(
        `The name ${prepared.image.name} is taken, but EC2 shows no image that has it: that of a deregistered image comes free after a while.`,
      );
    }
    return undefined;
  }
}
