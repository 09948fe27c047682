import { DeleteSnapshotCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { callAws } from "../aws-errors.ts";
import { describeSnapshots } from "./describe-snapshots.ts";
import { isSnapshotInUse, isSnapshotUnknown, isUnauthorized } from "./error-codes.ts";

/**
 * Deletes snapshots, but for those that an image refers to. What is gone already is fine.
 *
 * The functions may delete by a snapshot's tags, and a snapshot that is gone has none: EC2 says then that the call is not allowed, not that
 * there is no such snapshot. So only those are deleted that a listing shows.
 *
 * @param ec2 client in the Region of the snapshots
 * @param snapshotIds at most 200, as many as EC2 takes in one filter
 * @returns the snapshots that stay because an image refers to them
 * @throws AwsTransientError, AwsRequestError
 */
export async function deleteSnapshots(ec2: EC2Client, snapshotIds: readonly string[]): Promise<readonly string[]> {
  return deleteListed(ec2, await listExisting(ec2, snapshotIds));
}

/**
 * Deletes snapshots that a listing has just shown, but for those that an image refers to.
 *
 * @param ec2 client in the Region of the snapshots
 * @param snapshotIds the snapshots
 * @returns the snapshots that stay because an image refers to them
 * @throws AwsTransientError, AwsRequestError
 */
export async function deleteListed(ec2: EC2Client, snapshotIds: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const id of snapshotIds) {
    if (!(await deleteSnapshot(ec2, id))) {
      kept.push(id);
    }
  }
  return kept;
}

/** Returns whether the snapshot is gone; false when an image refers to it. */
async function deleteSnapshot(ec2: EC2Client, SnapshotId: string): Promise<boolean> {
  try {
    await callAws("DeleteSnapshot", () => ec2.send(new DeleteSnapshotCommand({ SnapshotId })));
    return true;
  } catch (error) {
    if (isSnapshotInUse(error)) {
      return false;
    }
    // Somebody else deleted it between the listing and the call.
    if (isSnapshotUnknown(error) || (isUnauthorized(error) && (await listExisting(ec2, [SnapshotId])).length === 0)) {
      return true;
    }
    throw error;
  }
}

async function listExisting(ec2: EC2Client, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) {
    return [];
  }
  const snapshots = await describeSnapshots(ec2, { Filters: [{ Name: "snapshot-id", Values: [...ids] }] });
  return snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
}
