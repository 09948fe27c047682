import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { describeImages } from "../../shared/ec2/describe-images.ts";
import { findImages } from "./find-images.ts";

/**
 * One image by its id, anybody's.
 *
 * @returns undefined if EC2 does not show it
 * @throws AwsTransientError, AwsRequestError
 */
export async function findImage(ec2: EC2Client, imageId: string): Promise<Image | undefined> {
  const image = (await findImages(ec2, [imageId])).get(imageId);
  return image?.State === "deregistered" ? undefined : image;
}

/**
 * This account's image of a name, which is unique in it.
 *
 * @returns undefined if EC2 does not show one
 * @throws AwsTransientError, AwsRequestError
 */
export async function findImageByName(ec2: EC2Client, name: string): Promise<Image | undefined> {
  const images = await describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    Filters: [{ Name: "name", Values: [name.replaceAll(/[*?\\]/g, "\\$&")] }],
  });
  return images.find(({ Name, State }) => Name === name && State !== "deregistered");
}
