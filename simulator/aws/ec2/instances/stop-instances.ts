import type { StopInstancesCommandInput, StopInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { ensure } from "../../../core/aws-error.ts";
import type { Ec2Context } from "../context.ts";
import { stateChange } from "./view.ts";

/**
 * StopInstances. Those that stop or are stopped already are fine. All of them change or none.
 *
 * @throws AwsError InvalidInstanceID.NotFound, IncorrectInstanceState, UnsupportedOperation for a one-time spot instance
 */
export function stopInstances(
  { instances, region }: Ec2Context,
  { InstanceIds = [], Force = false }: StopInstancesCommandInput,
): Pick<StopInstancesCommandOutput, "StoppingInstances"> {
  const asked = InstanceIds.map((id) => instances.find(id, region));
  for (const instance of asked) {
    ensure(
      ["running", "stopping", "stopped"].includes(instances.stateOf(instance)),
      "IncorrectInstanceState",
      `This instance '${instance.id}' is not in a state from which it can be stopped.`,
    );
    ensure(
      instance.lifecycle !== "spot",
      "UnsupportedOperation",
      `You can't stop the Spot Instance '${instance.id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
    );
  }
  const StoppingInstances = asked.map((instance) => {
    const before = instances.stateOf(instance);
    if (before === "running" || (before === "stopping" && Force)) instances.stop(instance, { isForced: Force });
    return stateChange(instance, before, instances.stateOf(instance));
  });
  return { StoppingInstances };
}
