import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { imageStates, type ImageState, tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { sizeOf, snapshotIds, tagValue } from "../../domain/images.ts";
import { tagResources } from "../../ec2/modify-image.ts";
import { InvalidInputError } from "../../errors.ts";
import { buildRecords, captureRecords } from "../../record/store.ts";
import { updateRecord } from "../../record/update.ts";
import { phases, type Work } from "../../shapes.ts";
import { requireOwnImage } from "./require-own-image.ts";

/**
 * Marks an image as finished: from here on it may be published, and later runs find it. It is marked only once it is complete, and its tests
 * have passed where it is tested.
 *
 * @param work the image; `verify` says whether it was booted and tested
 * @throws NotOwnError, ImageFailedError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function mark(work: Work, config: Config, { ec2: clients, s3 }: Dependencies, log: Logger): Promise<Work> {
  const { image_id: id, region } = work;
  if (id === null) throw new InvalidInputError("The work must have image_id: it has no image yet.");
  const ec2 = clients(region);
  const image = await requireOwnImage(ec2, id, config, "marked as finished");
  const state = finalState(work);
  if (tagValue(image, tagKeys.state) !== state) {
    await tagResources(ec2, [id, ...snapshotIds(image)], { [tagKeys.state]: state });
  }
  const image_size_gb = sizeOf(image);
  const place = { client: s3, name: config.bucket };
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
