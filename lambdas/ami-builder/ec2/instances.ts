import {
  type DescribeInstancesCommandInput,
  type EC2Client,
  type Instance,
  paginateDescribeInstances,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError } from "../errors.ts";

/**
 * Lists instances by filters, in whatever state EC2 still shows them.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export function listInstances(
  ec2: EC2Client,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<readonly Instance[]> {
  const input: DescribeInstancesCommandInput = {
    Filters: Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] })),
  };
  return callAws("DescribeInstances", async () => {
    const instances: Instance[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2, pageSize: 1_000 }, input)) {
      instances.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
    }
    return instances;
  });
}

/**
 * Finds an instance.
 *
 * @returns undefined if there is none, or it ended an hour ago
 * @throws AwsTransientError, AwsRequestError
 */
export async function findInstance(ec2: EC2Client, id: string): Promise<Instance | undefined> {
  return (await listInstances(ec2, { "instance-id": [id] }))[0];
}

/**
 * Ends instances. Those that have ended already are fine.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function terminateInstances(ec2: EC2Client, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    try {
      await callAws("TerminateInstances", () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })));
    } catch (error) {
      if (!(error instanceof AwsRequestError && error.code === "InvalidInstanceID.NotFound")) throw error;
    }
  }
}
