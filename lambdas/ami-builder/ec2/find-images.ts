import { type EC2Client, type Image, paginateDescribeImages } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { isImageUnknown } from "../../shared/ec2/error-codes.ts";

/**
 * Finds images by their ids, whoever owns them. A filter would have EC2 go through all public images; and it refuses a call with an id that it
 * does not know (EC2 API Reference, DescribeImages), so then each is asked for by itself.
 *
 * @param ec2 client in the Region of the images
 * @param ids their ids
 * @returns by id; those that EC2 does not know are missing
 * @throws AwsTransientError, AwsRequestError
 */
export async function findImages(ec2: EC2Client, ids: readonly string[]): Promise<ReadonlyMap<string, Image>> {
  if (ids.length === 0) return new Map();
  try {
    return byId(await list(ec2, ids));
  } catch (error) {
    if (!isImageUnknown(error)) throw error;
    if (ids.length === 1) return new Map();
  }
  const found = new Map<string, Image>();
  for (const id of ids) {
    for (const [key, image] of await findImages(ec2, [id])) found.set(key, image);
  }
  return found;
}

function list(ec2: EC2Client, ids: readonly string[]): Promise<readonly Image[]> {
  return callAws("DescribeImages", async () => {
    const images: Image[] = [];
    // Without a page size, which EC2 does not take beside ids.
    const pages = paginateDescribeImages({ client: ec2 }, { ImageIds: [...ids], IncludeDisabled: true });
    for await (const { Images = [] } of pages) images.push(...Images);
    return images;
  });
}

function byId(images: readonly Image[]): ReadonlyMap<string, Image> {
  return new Map(images.flatMap((image) => (image.ImageId === undefined ? [] : [[image.ImageId, image]])));
}
