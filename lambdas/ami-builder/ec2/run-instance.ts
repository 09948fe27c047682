import { type EC2Client, type Instance, RunInstancesCommand, type RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsTransientError } from "../errors.ts";

/**
 * Launches one instance. The same token gives the same instance, however often it is asked for.
 *
 * @throws AwsTransientError, and AwsRequestError with EC2's code, also where there is no room
 */
export async function runInstance(
  ec2: EC2Client,
  input: RunInstancesCommandInput,
): Promise<Instance & { readonly InstanceId: string }> {
  const { Instances = [] } = await callAws("RunInstances", () => ec2.send(new RunInstancesCommand(input)));
  const instance = Instances[0];
  if (instance?.InstanceId === undefined) {
    throw new AwsTransientError("RunInstances: EC2 answered without an instance.");
  }
  return { ...instance, InstanceId: instance.InstanceId };
}
