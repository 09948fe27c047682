import { type EC2Client, type Filter, type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";

const pageSize = 1_000;

/**
 * Lists instances, page by page. Ids have to come as a filter: EC2 takes no MaxResults beside InstanceIds, and answers with an error when one
 * of them is not to be seen (EC2 API Reference, DescribeInstances).
 *
 * @throws AwsTransientError, AwsRequestError
 */
export function describeInstances(ec2: EC2Client, filters: readonly Filter[]): Promise<readonly Instance[]> {
  return callAws("DescribeInstances", async () => {
    const instances: Instance[] = [];
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize }, { Filters: [...filters] })) {
      instances.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
    }
    return instances;
  });
}

/**
 * One instance.
 *
 * @returns undefined if EC2 does not show it: it ended an hour ago, or is seconds old
 * @throws AwsTransientError, AwsRequestError
 */
export async function describeInstance(ec2: EC2Client, instanceId: string): Promise<Instance | undefined> {
  const instances = await describeInstances(ec2, [{ Name: "instance-id", Values: [instanceId] }]);
  return instances.find(({ InstanceId }) => InstanceId === instanceId);
}
