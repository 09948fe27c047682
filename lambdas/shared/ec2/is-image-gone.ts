import type { EC2Client } from "@aws-sdk/client-ec2";
import { describeImages } from "./describe-images.ts";
import { isImageUnavailable, isImageUnknown, isUnauthorized } from "./error-codes.ts";

/**
 * Whether a call was refused because its image is gone. The functions' permissions depend on the image's tags, and an
 * image that is deregistered has none, so EC2 may say that the call is not allowed instead; and it calls an image unavailable that is
 * deregistered, or only pending. Then a listing decides.
 *
 * @param ec2 client in the Region of the image
 * @param imageId an image of this account
 * @param error what the call threw
 * @throws AwsTransientError, AwsRequestError
 */
export async function isImageGone(ec2: EC2Client, imageId: string, error: unknown): Promise<boolean> {
  if (!isUnauthorized(error) && !isImageUnavailable(error)) {
    return isImageUnknown(error);
  }
  const images = await describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    Filters: [{ Name: "image-id", Values: [imageId] }],
  });
  return images.every((image) => image.State === "deregistered");
}
