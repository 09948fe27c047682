import type { ForeignImage, ImageInput } from "../../../aws/ec2/ec2.ts";

/** The account that Red Hat's Image Builder shares images from (docs.redhat.com: Pushing customized images to AWS). */
export const redHatAccount = "463606842039";

/**
 * An image as Image Builder registers and shares it.
 *
 * @param image what is different about it
 */
export function redHatImage(image: ImageInput = {}): ForeignImage {
  return {
    BootMode: "uefi-preferred",
    PlatformDetails: "Red Hat BYOL Linux",
    UsageOperation: "RunInstances:00g0",
    ...image,
    OwnerId: image.OwnerId ?? redHatAccount,
  };
}
