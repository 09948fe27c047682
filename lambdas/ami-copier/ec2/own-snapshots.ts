import type { EC2Client } from "@aws-sdk/client-ec2";
import { describeSnapshots } from "../../shared/ec2/describe-snapshots.ts";
import { tagKeys } from "../contract.ts";

/**
 * Finds the snapshots of one copy by their tags. An execution copies a source once, so the two together are one copy.
 *
 * @param ec2 client in the Region of the copy
 * @param sourceAmiId id of the source image
 * @param executionId ARN of the execution that started the copy
 * @returns their ids
 * @throws AwsTransientError, AwsRequestError
 */
export async function listSnapshotsOfCopy(
  ec2: EC2Client,
  sourceAmiId: string,
  executionId: string,
): Promise<readonly string[]> {
  const Filters = [
    { Name: `tag:${tagKeys.sourceAmi}`, Values: [sourceAmiId] },
    { Name: `tag:${tagKeys.copyExecution}`, Values: [executionId] },
  ];
  return (await describeSnapshots(ec2, { Filters })).flatMap(({ SnapshotId }) => SnapshotId ?? []);
}
