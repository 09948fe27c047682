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
 * One of this account's images by its id, in whatever state, unless it is deregistered.
 *
 * @returns undefined if EC2 does not show it
 * @throws AwsTransientError, AwsRequestError
 */
export function findOwnImage(ec2: EC2Client, imageId: string): Promise<Image | undefined> {
  return findOwn(ec2, "image-id", imageId);
}

/**
 * This account's image of a name, which is unique in it.
 *
 * @returns undefined if EC2 does not show one
 * @throws AwsTransientError, AwsRequestError
 */
export function findImageByName(ec2: EC2Client, name: string): Promise<Image | undefined> {
  return findOwn(ec2, "name", name);
}

async function findOwn(ec2: EC2Client, filter: "image-id" | "name", value: string): Promise<Image | undefined> {
  const images = await describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    // In a filter *, ? and a backslash are not themselves.
    Filters: [{ Name: filter, Values: [value.replaceAll(/[*?\\]/g, "\\$&")] }],
  });
  return images.find(({ State }) => State !== "deregistered");
}
