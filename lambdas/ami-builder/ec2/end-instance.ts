import { type EC2Client, StopInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { isInstanceUnknown, isUnauthorized } from "../../shared/ec2/error-codes.ts";
import { describeInstance } from "./describe-instances.ts";

const overStates: readonly (string | undefined)[] = [undefined, "shutting-down", "terminated"];

/**
 * Stops an instance; one that is stopping or stopped stays so.
 *
 * @param force whether its operating system is not asked
 * @throws AwsTransientError, AwsRequestError
 */
export async function stopInstance(ec2: EC2Client, instanceId: string, force: boolean): Promise<void> {
  await callAws("StopInstances", () =>
    ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId], ...(force ? { Force: true } : {}) })),
  );
}

/**
 * Ends an instance. One that has ended is fine, also when EC2 no longer knows it: it has no tags then either, which the function's permission
 * goes by, so that the call is refused and a look decides.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function terminateInstance(ec2: EC2Client, instanceId: string): Promise<void> {
  try {
    await callAws("TerminateInstances", () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] })));
  } catch (error) {
    if (!isInstanceUnknown(error) && !isUnauthorized(error)) throw error;
    const instance = await describeInstance(ec2, instanceId);
    if (!overStates.includes(instance?.State?.Name)) throw error;
  }
}
