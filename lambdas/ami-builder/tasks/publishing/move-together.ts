import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import type { Dependencies } from "../../dependencies.ts";
import { isPublishable } from "../../domain/images.ts";
import { findOwnImage } from "../../ec2/find-image.ts";
import { ImageFailedError } from "../../errors.ts";
import { readPrepared } from "../../s3/prepared.ts";
import type { RegionResult, Work } from "../../shapes.ts";
import { writeEach } from "../../ssm/image-parameter.ts";
import { moveParameters } from "./move-parameters.ts";

/**
 * Lets the parameters of all Regions name their images, now that all are ready. If one Region failed none moves: that is what publishing
 * together means.
 *
 * @param work the image
 * @param regions what became of each Region
 * @returns the Regions as they are then
 * @throws ParameterNotAcceptedError, to be tried again; ImageFailedError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function moveTogether(
  work: Work,
  regions: readonly RegionResult[],
  config: Config,
  dependencies: Dependencies,
  log: Logger,
): Promise<readonly RegionResult[]> {
  const ready = regions.filter(({ status }) => status === "ready");
  if (ready.length < work.regions.length) {
    log.warn("Parameters stay as they are: not all Regions are ready", { ready: ready.map(({ region }) => region) });
    return regions;
  }
  const prepared = await readPrepared({ client: dependencies.s3, name: config.bucket }, work);
  return writeEach(ready, async ({ region, image_id: id }): Promise<RegionResult> => {
    const image = await findOwnImage(dependencies.ec2(region), id ?? "");
    if (image?.ImageId === undefined || !isPublishable(image, config.namePrefix)) {
      throw new ImageFailedError(`${id ?? "The image"} in ${region} must be finished and available but no longer is.`);
    }
    const { ImageId } = image;
    const held = await moveParameters({ region, image: { ...image, ImageId }, prepared, config, dependencies, log });
    return { region, image_id: ImageId, status: held ? "held" : "published" };
  });
}
