import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Logger } from "../../shared/logger.ts";
import type { Outcome, ReadyItem } from "../shapes.ts";
import { removeCopy } from "./remove-copy.ts";

/**
 * Removes a copy that failed or was given up.
 *
 * @param image the copy
 * @param executionId ARN of the execution that asks
 * @param ec2 client in the Region of the copy
 * @param log logger of this image
 * @returns what the image counts as
 * @throws AwsTransientError, AwsRequestError
 */
export async function discard(image: ReadyItem, executionId: string, ec2: EC2Client, log: Logger): Promise<Outcome> {
  const { source_ami_id, temp_ami_id, reason = "the copy was discarded" } = image;
  const kept = await removeCopy(image, executionId, ec2);
  log.warn(image.keeps_image === true ? "The snapshots of a copy are removed" : "A copy is removed", {
    temp_ami_id,
    reason,
    snapshots_in_use: kept,
  });
  return { source_ami_id, status: image.discarded_as ?? "failed", reason };
}
