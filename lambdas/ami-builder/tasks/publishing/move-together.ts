import { describeImages } from "../../../shared/ec2/describe-images.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import type { Dependencies } from "../../dependencies.ts";
import { isPublishable } from "../../domain/images.ts";
import { ImageFailedError, ParameterNotAcceptedError } from "../../errors.ts";
import { readPrepared } from "../../s3/prepared.ts";
import type { RegionResult, Work } from "../../shapes.ts";
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
  const results: RegionResult[] = [];
  const notShown: ParameterNotAcceptedError[] = [];
  for (const { region, image_id: id } of ready) {
    const [image] = await describeImages(dependencies.ec2(region), {
      Owners: ["self"],
      Filters: [{ Name: "image-id", Values: [id ?? ""] }],
    });
    if (image?.ImageId === undefined || !isPublishable(image, config.namePrefix)) {
      throw new ImageFailedError(`${id ?? "The image"} in ${region} must be finished and available but no longer is.`);
    }
    const { ImageId } = image;
    try {
      const held = await moveParameters({ region, image: { ...image, ImageId }, prepared, config, dependencies, log });
      results.push({ region, image_id: ImageId, status: held ? "held" : "published" });
    } catch (error) {
      if (!(error instanceof ParameterNotAcceptedError)) throw error;
      notShown.push(error);
    }
  }
  // All are written before one is waited for: they move together.
  const [first] = notShown;
  if (first !== undefined) throw first;
  return results;
}
