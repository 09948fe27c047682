import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { groupBySource, type OwnCopies } from "../domain/images.ts";
import { tagKeys } from "../contract.ts";
import { describeImages } from "../../shared/ec2/describe-images.ts";

/** Disabled images count as copies too: who disables one does not want it made again. A listing shows them only when asked. */
const own = { Owners: ["self"], IncludeDisabled: true };

/**
 * Lists all copies of this account in this Region, temporary and final ones in one consistent picture.
 *
 * @returns by source image id
 * @throws AwsTransientError, AwsRequestError
 */
export async function listCopies(ec2: EC2Client): Promise<ReadonlyMap<string, OwnCopies>> {
  return groupBySource(
    await describeImages(ec2, { ...own, Filters: [{ Name: "tag-key", Values: [tagKeys.sourceAmi] }] }),
  );
}

/**
 * Lists this account's copies of certain images. Makes no call when there are none to ask for.
 *
 * @param ec2 client in the Region of the copies
 * @param sourceAmiIds ids of the source images, at most 200, as many as EC2 takes in one filter
 * @returns by source image id
 * @throws AwsTransientError, AwsRequestError
 */
export async function listCopiesOf(
  ec2: EC2Client,
  sourceAmiIds: readonly string[],
): Promise<ReadonlyMap<string, OwnCopies>> {
  if (sourceAmiIds.length === 0) {
    return new Map();
  }
  const Filters = [{ Name: `tag:${tagKeys.sourceAmi}`, Values: [...sourceAmiIds] }];
  return groupBySource(await describeImages(ec2, { ...own, Filters }));
}

/**
 * Finds certain images of this account, whatever their tags. Makes no call when there are none to ask for.
 *
 * @param ec2 client in the Region of the images
 * @param ids ids of images, at most 200, as many as EC2 takes in one filter
 * @returns those that are registered, in whatever state
 * @throws AwsTransientError, AwsRequestError
 */
export async function findImages(ec2: EC2Client, ids: readonly string[]): Promise<readonly Image[]> {
  if (ids.length === 0) {
    return [];
  }
  const images = await describeImages(ec2, { ...own, Filters: [{ Name: "image-id", Values: [...ids] }] });
  return images.filter((image) => image.State !== "deregistered");
}

/**
 * Finds this account's image of a name, in whatever state; names are unique.
 *
 * @returns the image, or undefined when none is visible
 * @throws AwsTransientError, AwsRequestError
 */
export async function findByName(ec2: EC2Client, name: string): Promise<Image | undefined> {
  const images = await describeImages(ec2, { ...own, Filters: [{ Name: "name", Values: [escapeWildcards(name)] }] });
  return images.find((image) => image.Name === name && image.State !== "deregistered");
}

/** In a filter `*`, `?` and a backslash are not themselves. */
function escapeWildcards(text: string): string {
  return text.replaceAll(/[\\*?]/g, "\\$&");
}
