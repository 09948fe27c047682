import {
  type DescribeSnapshotsCommandInput,
  type EC2Client,
  paginateDescribeSnapshots,
  type Snapshot,
} from "@aws-sdk/client-ec2";
import { callAws } from "../aws-errors.ts";

const pageSize = 1_000;

/**
 * Lists snapshots of this account, page by page. Ids have to come as a filter: EC2 takes no MaxResults beside SnapshotIds, and answers with an
 * error when one of them is gone (EC2 API Reference, DescribeSnapshots).
 *
 * @param ec2 client in the Region to look in
 * @param input what to look for
 * @throws AwsTransientError, AwsRequestError
 */
export function describeSnapshots(
  ec2: EC2Client,
  input: Omit<DescribeSnapshotsCommandInput, "OwnerIds" | "SnapshotIds">,
): Promise<readonly Snapshot[]> {
  return callAws("DescribeSnapshots", async () => {
    const snapshots: Snapshot[] = [];
    for await (const page of paginateDescribeSnapshots({ client: ec2, pageSize }, { ...input, OwnerIds: ["self"] })) {
      snapshots.push(...(page.Snapshots ?? []));
    }
    return snapshots;
  });
}
