import type { Image } from "@aws-sdk/client-ec2";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import type { Dependencies } from "../../dependencies.ts";
import { isPublishable } from "../../domain/images.ts";
import { parameterTags } from "../../domain/publishing/parameter-tags.ts";
import { findOwnImage } from "../../ec2/find-image.ts";
import type { Prepared } from "../../prepared.ts";
import { readHolds } from "../../s3/holds.ts";
import { readImageParameter, writeEach, writeImageParameter } from "../../ssm/image-parameter.ts";

/** One image that parameters of its Region are to name. */
interface ParameterMove {
  readonly region: string;
  readonly image: Image & { readonly ImageId: string };
  readonly prepared: Prepared;
  readonly config: Config;
  readonly dependencies: Dependencies;
  readonly log: Logger;
}

/**
 * Lets the parameters of a Region name an image, but for those that somebody holds back, and those that name a newer image of this
 * installation already, by a run that was quicker.
 *
 * @returns whether a hold kept one of them back
 * @throws ParameterNotAcceptedError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function moveParameters({
  region,
  image,
  prepared,
  config,
  dependencies: { ec2, ssm, s3 },
  log,
}: ParameterMove): Promise<boolean> {
  const names = prepared.destinations.find((destination) => destination.region === region)?.parameters ?? [];
  const holds = prepared.kind === "build" ? await readHolds({ client: s3, name: config.bucket }, prepared) : {};
  const held = await writeEach(names, async (name) => {
    const hold = prepared.kind === "build" ? holds[name.split("/").at(-1) ?? ""] : undefined;
    if (hold !== undefined) {
      log.info("Parameter is held", { parameter: name, reason: hold.reason });
      return true;
    }
    const present = await readImageParameter(ssm(region), name);
    if (present !== undefined && present !== image.ImageId) {
      const named = await findOwnImage(ec2(region), present);
      if (isPublishable(named, config.namePrefix) && (named?.CreationDate ?? "") > (image.CreationDate ?? "")) {
        log.info("Parameter names a newer image", { parameter: name, image_id: present });
        return false;
      }
    }
    await writeImageParameter(ssm(region), name, image.ImageId, present, parameterTags(prepared.image.tags));
    log.info("Parameter published", { parameter: name, image_id: image.ImageId });
    return false;
  });
  return held.includes(true);
}
