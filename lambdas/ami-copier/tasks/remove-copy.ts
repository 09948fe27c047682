import type { EC2Client } from "@aws-sdk/client-ec2";
import { deleteListed } from "../../shared/ec2/delete-snapshots.ts";
import { removeWithSnapshots } from "../../shared/ec2/remove-image.ts";
import { snapshotIds } from "../domain/images.ts";
import { listSnapshotsOfCopy } from "../ec2/own-snapshots.ts";
import type { ReadyItem } from "../shapes.ts";

/**
 * Removes a temporary image with its snapshots, which cost storage as long as they stay. EC2 need not list those of a copy that is not
 * complete, nor delete them with the image, so they are looked for by tag too. EC2 keeps a snapshot that another image refers to: a final
 * image that somebody made of this copy meanwhile loses nothing.
 *
 * @param image the copy; of one that has lost its tags only the snapshots are removed
 * @param executionId ARN of the execution that asks, which has started the copy unless the item says another
 * @param ec2 client in the Region of the copy
 * @returns the snapshots that stay because an image refers to them
 * @throws AwsTransientError, AwsRequestError
 */
export async function removeCopy(image: ReadyItem, executionId: string, ec2: EC2Client): Promise<readonly string[]> {
  const { source_ami_id, copy_execution, temp_ami_id, temp_image } = image;
  const tagged = await listSnapshotsOfCopy(ec2, source_ami_id, copy_execution ?? executionId);
  // With the image goes the last that tells a later run of them. A copy that may still succeed keeps its snapshots until it is gone itself.
  const isOver = image.keeps_image === true || temp_image.State === "failed";
  const kept = isOver ? await deleteListed(ec2, tagged) : tagged;
  return image.keeps_image === true
    ? kept
    : removeWithSnapshots(ec2, temp_ami_id, [...new Set([...snapshotIds(temp_image.BlockDeviceMappings), ...kept])]);
}
