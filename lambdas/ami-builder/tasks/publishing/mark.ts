import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { imageStates, type ImageState, tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { isOwn, sizeOf, snapshotIds, tagValue } from "../../domain/images.ts";
import { findOwnImage } from "../../ec2/find-image.ts";
import { tagResources } from "../../ec2/modify-image.ts";
import { AwsTransientError, ImageFailedError, InvalidInputError, NotOwnError } from "../../errors.ts";
import { buildRecords, captureRecords } from "../../record/store.ts";
import { updateRecord } from "../../record/update.ts";
import { phases, type Work } from "../../shapes.ts";

/**
 * Marks an image as finished: from here on it may be published, and later runs find it. It is marked only once it is complete, and its tests
 * have passed where it is tested.
 *
 * @param work the image; `verify` says whether it was booted and tested
 * @throws NotOwnError, ImageFailedError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function mark(
  work: Work,
  { bucket, namePrefix }: Config,
  { ec2: clients, s3 }: Dependencies,
  log: Logger,
): Promise<Work> {
  const { image_id: id, region } = work;
  if (id === null) throw new InvalidInputError("The work must have image_id: it has no image yet.");
  const ec2 = clients(region);
  const image = await findOwnImage(ec2, id);
  if (image === undefined) throw new AwsTransientError(`DescribeImages: ${id} is not visible.`);
  if (!isOwn(image, namePrefix)) {
    throw new NotOwnError(
      `${id} must have the tag ${tagKeys.installation} = ${namePrefix}: it is not this installation's.`,
    );
  }
  if (image.State !== "available") {
    throw new ImageFailedError(
      `${id} must be available to be marked as finished, but is ${image.State ?? "in no state"}.`,
    );
  }
  const state = finalState(work);
  if (tagValue(image, tagKeys.state) !== state) {
    await tagResources(ec2, [id, ...snapshotIds(image)], { [tagKeys.state]: state });
  }
  const image_size_gb = sizeOf(image);
  const place = { client: s3, name: bucket };
  if (work.kind === "capture") {
    await updateRecord(place, captureRecords, work.id, work.execution_id, (record) => ({ ...record, image_size_gb }));
  } else {
    await updateRecord(place, buildRecords, work.id, work.execution_id, (record) => ({
      ...record,
      image_id: id,
      image_size_gb,
      validated: work.verify && record.tests.image.length > 0,
    }));
  }
  log.info("Image verified", { image_id: id, state, size_gb: image_size_gb });
  return { ...work, phase: phases.publish };
}

function finalState({ kind, verify }: Work): ImageState {
  if (verify) return imageStates.verified;
  return kind === "capture" ? imageStates.captured : imageStates.built;
}
