import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { finishedState, snapshotIds } from "../../domain/images.ts";
import { deprecationOf } from "../../domain/publishing/deprecation.ts";
import { launchPermissions } from "../../domain/publishing/launch-permissions.ts";
import { deprecateImage, modifyImage, tagResources } from "../../ec2/modify-image.ts";
import { InvalidInputError } from "../../errors.ts";
import type { Prepared } from "../../prepared.ts";
import { readPrepared } from "../../s3/prepared.ts";
import type { Publication, RegionResult } from "../../shapes.ts";
import { moveParameters } from "./move-parameters.ts";
import { requireOwnImage } from "./require-own-image.ts";

/**
 * Publishes an image in one Region: marks a copy as finished as its original is, shares and deprecates it, and lets its parameters name it at
 * the end. Each of these is done only where it is missing, so that another try goes on where the last one died.
 *
 * @param publication the image, which is complete
 * @throws ParameterNotAcceptedError while a parameter does not show the image, to be tried again; NotOwnError, ImageFailedError,
 *   AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function publishImage(
  publication: Publication,
  config: Config,
  dependencies: Dependencies,
  log: Logger,
): Promise<RegionResult> {
  const { region, image_id: id, source_region: sourceRegion, source_image_id: sourceId, together } = publication;
  if (id === null) throw new InvalidInputError("The publication must have image_id: it has no image yet.");
  const prepared = await readPrepared({ client: dependencies.s3, name: config.bucket }, publication);
  const ec2 = dependencies.ec2(region);
  const original = await requireOwnImage(dependencies.ec2(sourceRegion), sourceId, config, "published");
  const state = finishedState(original);
  if (state === undefined) {
    throw new InvalidInputError(`${sourceId} must be finished before it is published, but is not marked so.`);
  }
  const image = region === sourceRegion ? original : await requireOwnImage(ec2, id, config, "published");
  if (finishedState(image) === undefined) {
    await tagResources(ec2, [id, ...snapshotIds(image)], { [tagKeys.state]: state });
  }
  await offer(ec2, image, id, prepared, dependencies.now());
  if (together) return { region, status: "ready", image_id: id };
  const held = await moveParameters({ region, image: { ...image, ImageId: id }, prepared, config, dependencies, log });
  return { region, status: held ? "held" : "published", image_id: id };
}

/** What instances of the image are like, whom it is shared with, and until when it is offered. */
async function offer(ec2: EC2Client, image: Image, id: string, prepared: Prepared, now: Date): Promise<void> {
  const { imds_support: imdsSupport } = prepared.image;
  if (imdsSupport === "v2.0" && image.ImdsSupport !== "v2.0") {
    await modifyImage(ec2, { ImageId: id, ImdsSupport: { Value: "v2.0" } });
  }
  const shared = launchPermissions(id, prepared.share);
  if (shared !== undefined) await modifyImage(ec2, shared);
  const deprecateAt = deprecationOf(image, prepared.deprecate_after_days, now);
  if (deprecateAt !== undefined) await deprecateImage(ec2, id, deprecateAt);
}
