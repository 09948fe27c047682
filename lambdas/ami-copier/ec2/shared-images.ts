import type { EC2Client, Filter, Image } from "@aws-sdk/client-ec2";
import type { InitiatorConfig } from "../config.ts";
import { describeImages } from "../../shared/ec2/describe-images.ts";

/** Which images count as shared with us. */
export type Sharing = Pick<InitiatorConfig, "sourceOwnerIds" | "sourceNameFilters" | "sourceArchitectures">;

/**
 * Lists the images that the allowed owners share with this account, by name and architecture as configured.
 *
 * @param ec2 client in the source Region
 * @param sharing owners and filters
 * @throws AwsTransientError, AwsRequestError
 */
export function listShared(ec2: EC2Client, sharing: Sharing): Promise<readonly Image[]> {
  return describeShared(ec2, sharing.sourceOwnerIds, [
    ...valuesFilter("name", sharing.sourceNameFilters),
    ...valuesFilter("architecture", sharing.sourceArchitectures),
  ]);
}

/**
 * Finds certain shared images. Name and architecture filters do not apply to an image that is asked for by its id.
 *
 * @param ec2 client in the source Region
 * @param ownerIds account ids of the allowed owners
 * @param ids ids of the images, at least one and at most 200, as many as EC2 takes in one filter
 * @returns those that are still shared and available
 * @throws AwsTransientError, AwsRequestError
 */
export function findShared(
  ec2: EC2Client,
  ownerIds: readonly string[],
  ids: readonly string[],
): Promise<readonly Image[]> {
  return describeShared(ec2, ownerIds, valuesFilter("image-id", ids));
}

/**
 * ExecutableUsers keeps out the owner's public images, which Owners alone would list. IncludeDeprecated brings in what the owner marked as
 * deprecated, which others are not shown otherwise (EC2 API Reference, DescribeImages). The answer is checked once more: copying a
 * stranger's image must not depend on one parameter.
 */
async function describeShared(
  ec2: EC2Client,
  ownerIds: readonly string[],
  filters: readonly Filter[],
): Promise<readonly Image[]> {
  const images = await describeImages(ec2, {
    Owners: [...ownerIds],
    ExecutableUsers: ["self"],
    IncludeDeprecated: true,
    Filters: [{ Name: "state", Values: ["available"] }, ...filters],
  });
  return images.filter((image) => ownerIds.includes(image.OwnerId ?? "") && image.Public !== true);
}

function valuesFilter(name: string, values: readonly string[]): readonly Filter[] {
  return values.length === 0 ? [] : [{ Name: name, Values: [...values] }];
}
