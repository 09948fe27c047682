import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { describeImages } from "../../../shared/ec2/describe-images.ts";
import { tagKeys } from "../../contract.ts";
import { isAdopted } from "../../domain/cleaning/images.ts";
import { listOwnImages } from "../../ec2/own-images.ts";
import type { Settings } from "../../settings.ts";

/**
 * Lists the images of a Region that may be removed: the installation's, and with adopt_existing those of nobody's under the same management.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function listOurImages(ec2: EC2Client, settings: Settings): Promise<readonly Image[]> {
  const own = await listOwnImages(ec2, settings.name_prefix);
  if (!settings.adopt_existing) return own;
  const managed = await describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    // In a filter *, ? and a backslash are not themselves.
    Filters: [{ Name: `tag:${tagKeys.managedBy}`, Values: [settings.managed_by.replaceAll(/[*?\\]/g, "\\$&")] }],
  });
  const others = managed.filter((image) => image.State !== "deregistered" && isAdopted(image, settings));
  return [...own, ...others];
}
