import type { TerminateInstancesCommandInput, TerminateInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2Context } from "../context.ts";
import { stateChange } from "./view.ts";

/**
 * TerminateInstances. Those that are terminated already are fine, as long as EC2 knows them.
 *
 * @throws AwsError InvalidInstanceID.NotFound
 */
export function terminateInstances(
  { instances, region }: Ec2Context,
  { InstanceIds = [] }: TerminateInstancesCommandInput,
): Pick<TerminateInstancesCommandOutput, "TerminatingInstances"> {
  const asked = InstanceIds.map((id) => instances.find(id, region));
  const TerminatingInstances = asked.map((instance) => {
    const before = instances.stateOf(instance);
    instances.terminate(instance);
    return stateChange(instance, before, instances.stateOf(instance));
  });
  return { TerminatingInstances };
}
