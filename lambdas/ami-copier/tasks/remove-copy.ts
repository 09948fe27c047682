import type { EC2Client } from "@aws-sdk/client-ec2";
import { deleteSnapshots } from "../../shared/ec2/delete-snapshots.ts";
import { removeWithSnapshots } from "../../shared/ec2/remove-image.ts";
import { snapshotIds } from "../domain/images.ts";
import { listSnapshotsOfCopy } from "../ec2/own-snapshots.ts";
import type { ReadyItem } from "../shapes.ts";

/**
 * Removes a temporary image with its snapshots, which cost storage as long as they stay. They are looked for by tag too, before the image goes: EC2 need not
 * list those of a copy that is not complete. EC2 keeps a snapshot that another image refers to, so a final image that somebody made of this copy
 * meanwhile loses nothing.
 *
 * @param image the copy; of one that has lost its tags only the snapshots are removed
 * @param executionId ARN of the execution that asks, which has started the copy unless the item says another
 * @param ec2 client in the Region of the copy
 * @returns the snapshots that stay because an image refers to them
 * @throws AwsTransientError, AwsRequestError
 */
export async function removeCopy(image: ReadyItem, executionId: string, ec2: EC2Client): Promise<readonly string[]> {
  const tagged = await listSnapshotsOfCopy(ec2, image.source_ami_id, image.copy_execution ?? executionId);
  const snapshots = [...new Set([...snapshotIds(image.temp_image.BlockDeviceMappings), ...tagged])];
  return image.keeps_image === true
    ? deleteSnapshots(ec2, snapshots)
    : removeWithSnapshots(ec2, image.temp_ami_id, snapshots);
}
