import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import type { Config } from "../../config.ts";
import { tagKeys } from "../../contract.ts";
import { isOwn } from "../../domain/images.ts";
import { findOwnImage } from "../../ec2/find-image.ts";
import { AwsTransientError, ImageFailedError, NotOwnError } from "../../errors.ts";

/**
 * An image of this installation that is available.
 *
 * @param ec2 client in the image's Region
 * @param id the image
 * @param config the installation
 * @param purpose what it is looked at for, in a sentence: `published`
 * @throws NotOwnError, ImageFailedError, AwsTransientError where it does not show yet, AwsRequestError
 */
export async function requireOwnImage(
  ec2: EC2Client,
  id: string,
  { namePrefix }: Config,
  purpose: string,
): Promise<Image> {
  const image = await findOwnImage(ec2, id);
  if (image === undefined) throw new AwsTransientError(`DescribeImages: ${id} is not visible.`);
  if (!isOwn(image, namePrefix)) {
    throw new NotOwnError(
      `${id} must have the tag ${tagKeys.installation} = ${namePrefix}: it is not this installation's.`,
    );
  }
  if (image.State !== "available") {
    throw new ImageFailedError(`${id} must be available to be ${purpose}, but is ${image.State ?? "in no state"}.`);
  }
  return image;
}
