import type { RebootInstancesCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../../core/aws-error.ts";
import type { Ec2Context } from "../context.ts";

/**
 * RebootInstances.
 *
 * @throws AwsError InvalidInstanceID.NotFound, IncorrectInstanceState
 */
export function rebootInstances(
  { instances, region }: Ec2Context,
  { InstanceIds = [] }: RebootInstancesCommandInput,
): object {
  const asked = InstanceIds.map((id) => instances.find(id, region));
  for (const instance of asked) {
    ensure(
      instances.stateOf(instance) === "running",
      "IncorrectInstanceState",
      `The instance '${instance.id}' is not in the 'running' state.`,
    );
  }
  for (const instance of asked) instances.reboot(instance);
  return {};
}
