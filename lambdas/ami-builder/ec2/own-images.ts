import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { describeImages } from "../../shared/ec2/describe-images.ts";
import { tagKeys } from "../contract.ts";

/**
 * Lists an installation's images in a Region, in whatever state; disabled ones too, as who disables one does not want it made again.
 *
 * @param ec2 client in the Region
 * @param namePrefix the installation
 * @param filters more filters, by name
 * @throws AwsTransientError, AwsRequestError
 */
export async function listOwnImages(
  ec2: EC2Client,
  namePrefix: string,
  filters: Readonly<Record<string, string>> = {},
): Promise<readonly Image[]> {
  const all = { [`tag:${tagKeys.installation}`]: namePrefix, ...filters };
  const images = await describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    Filters: Object.entries(all).map(([Name, value]) => ({ Name, Values: [value] })),
  });
  return images.filter(({ State }) => State !== "deregistered");
}

/**
 * Lists this account's images of a version under one management, whichever installation or program made them.
 *
 * @param ec2 client in the Region
 * @param managedBy value of the tag `ManagedBy`
 * @param versionKey key of the tag with the version
 * @param version the version
 * @throws AwsTransientError, AwsRequestError
 */
export async function listManagedImages(
  ec2: EC2Client,
  managedBy: string,
  versionKey: string,
  version: string,
): Promise<readonly Image[]> {
  const filters = { [`tag:${tagKeys.managedBy}`]: managedBy, [`tag:${versionKey}`]: version };
  return describeImages(ec2, {
    Owners: ["self"],
    IncludeDisabled: true,
    // In a filter *, ? and a backslash are not themselves.
    Filters: Object.entries(filters).map(([Name, value]) => ({
      Name,
      Values: [value.replaceAll(/[*?\\]/g, "\\$&")],
    })),
  });
}
