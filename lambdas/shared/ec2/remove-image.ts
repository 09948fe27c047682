import { DeregisterImageCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../aws-errors.ts";
import { deleteSnapshots } from "./delete-snapshots.ts";
import { isImageGone } from "./is-image-gone.ts";

/**
 * Deregisters an image and keeps its snapshots. An image that is gone already is fine.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function deregisterImage(ec2: EC2Client, ImageId: string): Promise<void> {
  await deregister(ec2, { ImageId });
}

/**
 * Deregisters an image and deletes its snapshots, but for those that another image refers to.
 *
 * EC2 deregisters the image whatever becomes of the snapshots and answers with a code for each (EC2 API Reference,
 * DeregisterImage): what it did not delete is deleted here, and so are the snapshots of an image that an earlier try deregistered before it
 * died.
 *
 * @param ec2 client in the Region of the image
 * @param ImageId the image
 * @param snapshotIds its snapshots, as far as they are known
 * @returns the snapshots that stay because another image refers to them
 * @throws AwsTransientError, AwsRequestError
 */
export async function removeWithSnapshots(
  ec2: EC2Client,
  ImageId: string,
  snapshotIds: readonly string[],
): Promise<readonly string[]> {
  const results = await deregister(ec2, { ImageId, DeleteAssociatedSnapshots: true });
  const deleted = new Set(
    results.filter((result) => result.ReturnCode === "success").map((result) => result.SnapshotId),
  );
  const reported = results.flatMap((result) => result.SnapshotId ?? []);
  return deleteSnapshots(
    ec2,
    [...new Set([...snapshotIds, ...reported])].filter((id) => !deleted.has(id)),
  );
}

async function deregister(ec2: EC2Client, input: { ImageId: string; DeleteAssociatedSnapshots?: boolean }) {
  try {
    const answer = await callAws("DeregisterImage", () => ec2.send(new DeregisterImageCommand(input)));
    return answer.DeleteSnapshotResults ?? [];
  } catch (error) {
    if (await isImageGone(ec2, input.ImageId, error)) {
      return [];
    }
    throw error;
  }
}
