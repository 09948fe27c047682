import type { EC2Client, Snapshot } from "@aws-sdk/client-ec2";
import { describeImages } from "../../shared/ec2/describe-images.ts";
import { describeSnapshots } from "../../shared/ec2/describe-snapshots.ts";
import { tagKeys } from "../contract.ts";
import { snapshotIds } from "../domain/images.ts";

/** Values that EC2 takes in one filter. */
const maxValues = 200;

/**
 * Lists an installation's snapshots that no image of the account refers to, whoever made the image.
 *
 * @param ec2 client in the Region
 * @param namePrefix the installation
 * @param known snapshots that images refer to, as far as that is known: they are not asked for again
 * @throws AwsTransientError, AwsRequestError
 */
export async function listUnreferencedSnapshots(
  ec2: EC2Client,
  namePrefix: string,
  known: ReadonlySet<string>,
): Promise<readonly Snapshot[]> {
  const own = await describeSnapshots(ec2, {
    Filters: [{ Name: `tag:${tagKeys.installation}`, Values: [namePrefix] }],
  });
  const alone = own.filter(({ SnapshotId }) => SnapshotId !== undefined && !known.has(SnapshotId));
  const referred = new Set<string>();
  for (let start = 0; start < alone.length; start += maxValues) {
    const Values = alone.slice(start, start + maxValues).flatMap(({ SnapshotId }) => SnapshotId ?? []);
    const images = await describeImages(ec2, {
      Owners: ["self"],
      IncludeDisabled: true,
      Filters: [{ Name: "block-device-mapping.snapshot-id", Values }],
    });
    for (const image of images) for (const id of snapshotIds(image)) referred.add(id);
  }
  return alone.filter(({ SnapshotId = "" }) => !referred.has(SnapshotId));
}
