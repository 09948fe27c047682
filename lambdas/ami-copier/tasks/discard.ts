import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Logger } from "../../shared/logger.ts";
import { snapshotIds } from "../domain/images.ts";
import { removeWithSnapshots } from "../../shared/ec2/remove-image.ts";
import type { ReadyItem } from "../shapes.ts";

/**
 * Removes a copy that failed or was given up, with its snapshots, which cost storage as long as they stay. EC2 keeps a snapshot that another
 * image refers to, so a final image that somebody made of this copy meanwhile loses nothing.
 *
 * @param image the copy
 * @param ec2 client in the Region of the copy
 * @param log logger of this image
 * @throws AwsTransientError, AwsRequestError
 */
export async function discard(image: ReadyItem, ec2: EC2Client, log: Logger): Promise<void> {
  const kept = await removeWithSnapshots(ec2, image.temp_ami_id, snapshotIds(image.temp_image.BlockDeviceMappings));
  log.warn("A copy is removed", { temp_ami_id: image.temp_ami_id, reason: image.reason, snapshots_in_use: kept });
}
