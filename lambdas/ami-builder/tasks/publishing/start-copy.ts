import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { CopyImageCommand } from "@aws-sdk/client-ec2";
import { callAws } from "../../../shared/aws-errors.ts";
import { describeImages } from "../../../shared/ec2/describe-images.ts";
import { isDuplicateName } from "../../../shared/ec2/error-codes.ts";
import { removeWithSnapshots } from "../../../shared/ec2/remove-image.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { isOwn, snapshotIds, sourceTag, tagValue } from "../../domain/images.ts";
import { later } from "../../domain/moments.ts";
import { again, done, firstImageSeconds, waiting } from "../../domain/polling.ts";
import { copyRequest } from "../../domain/publishing/copy-request.ts";
import { findImageByName } from "../../ec2/find-image.ts";
import { AwsRequestError, AwsTransientError, NameTakenError, QuotaError } from "../../errors.ts";
import type { Prepared } from "../../prepared.ts";
import { readPrepared } from "../../s3/prepared.ts";
import type { Publication } from "../../shapes.ts";

const quotaWaitSeconds = 300;
const failedStates: readonly string[] = ["failed", "error", "invalid"];

/**
 * Starts the copy of an image in a further Region, or goes on with the one that is there. The Region it was built in has it already.
 *
 * @param publication the image and the Region
 * @returns the publication with its image: waited for, or complete
 * @throws QuotaError once the copy's deadline has passed, NameTakenError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function startCopy(
  publication: Publication,
  { bucket, namePrefix }: Config,
  { ec2: clients, s3, now }: Dependencies,
  log: Logger,
): Promise<Publication> {
  if (publication.region === publication.source_region) {
    return { ...publication, image_id: publication.source_image_id, check: done };
  }
  const prepared = await readPrepared({ client: s3, name: bucket }, publication);
  const ec2 = clients(publication.region);
  const since = publication.since ?? now().toISOString();
  const started = {
    ...publication,
    since,
    deadline: publication.deadline ?? later(since, prepared.copy_timeout_hours * 3_600),
  };
  const present = await findCopy(ec2, publication, namePrefix);
  if (present?.ImageId !== undefined && !failedStates.includes(present.State ?? "")) {
    return {
      ...started,
      image_id: present.ImageId,
      check: waiting(present.State === "available" ? 0 : firstImageSeconds),
    };
  }
  if (present?.ImageId !== undefined) {
    // Its name would stand in the way of the copy that takes its place.
    await removeWithSnapshots(ec2, present.ImageId, snapshotIds(present));
    log.warn("A copy that failed is removed", { image_id: present.ImageId });
  }
  try {
    const image_id = await copyImage(ec2, publication, prepared);
    log.info("Copy started", { image_id });
    return { ...started, image_id, check: waiting(firstImageSeconds) };
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "ResourceLimitExceeded") {
      if (now().getTime() >= Date.parse(started.deadline)) {
        throw new QuotaError(
          `${error.message} No slot came free by ${started.deadline}: ask for a higher quota of concurrent snapshot copies in ${publication.region}, or raise copy_timeout_hours.`,
          { cause: error },
        );
      }
      return { ...started, check: again(quotaWaitSeconds) };
    }
    if (isDuplicateName(error)) await refuseForeign(ec2, prepared, namePrefix, error);
    throw error;
  }
}

/** The copy that this build has in the Region; the newest, if a run before left another. */
async function findCopy(
  ec2: EC2Client,
  { id, source_region, source_image_id }: Publication,
  namePrefix: string,
): Promise<Image | undefined> {
  const images = await describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    Filters: [{ Name: `tag:${tagKeys.build}`, Values: [id] }],
  });
  return images
    .filter(
      (image) =>
        isOwn(image, namePrefix) && tagValue(image, tagKeys.source) === sourceTag(source_region, source_image_id),
    )
    .toSorted((one, other) => (other.CreationDate ?? "").localeCompare(one.CreationDate ?? ""))[0];
}

async function copyImage(ec2: EC2Client, publication: Publication, prepared: Prepared): Promise<string> {
  const request = copyRequest(publication, prepared);
  const { ImageId } = await callAws("CopyImage", () => ec2.send(new CopyImageCommand(request)));
  if (ImageId === undefined) throw new AwsTransientError("CopyImage: the answer holds no image id.");
  return ImageId;
}

/** Who has the name: this build's own copy that no listing shows yet, which another try finds, or another image. */
async function refuseForeign(ec2: EC2Client, prepared: Prepared, namePrefix: string, cause: unknown): Promise<never> {
  const { name } = prepared.image;
  const taken = await findImageByName(ec2, name);
  if (taken === undefined || (isOwn(taken, namePrefix) && tagValue(taken, tagKeys.build) === prepared.id)) {
    throw new AwsTransientError(`CopyImage: the name ${name} is taken, but no image of that name is visible yet.`, {
      cause,
    });
  }
  throw new NameTakenError(
    `The name ${name} belongs to ${taken.ImageId ?? "an image"}, which is no copy of this build. Deregister that image, or build under another name.`,
    { cause },
  );
}
