import type { StartInstancesCommandInput, StartInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { ensure } from "../../../core/aws-error.ts";
import type { Ec2Context } from "../context.ts";
import { refusalOf } from "./refusals.ts";
import { stateChange } from "./view.ts";

/**
 * StartInstances. Those that start or run already are fine.
 *
 * @throws AwsError InvalidInstanceID.NotFound, IncorrectInstanceState, and the codes of a setting
 */
export function startInstances(
  { instances, region, settings }: Ec2Context,
  { InstanceIds = [] }: StartInstancesCommandInput,
): Pick<StartInstancesCommandOutput, "StartingInstances"> {
  const asked = InstanceIds.map((id) => instances.find(id, region));
  for (const instance of asked) {
    ensure(
      ["stopped", "pending", "running"].includes(instances.stateOf(instance)),
      "IncorrectInstanceState",
      `The instance '${instance.id}' is not in a state from which it can be started.`,
    );
  }
  const StartingInstances = asked.map((instance) => {
    const before = instances.stateOf(instance);
    if (before === "stopped") {
      const { type, subnet, lifecycle: market } = instance;
      const { id: subnetId, availabilityZone } = subnet;
      const code = settings.refuseLaunch({ region, type, subnetId, availabilityZone, market });
      if (code !== undefined) throw refusalOf(code);
      instances.start(instance);
    }
    return stateChange(instance, before, instances.stateOf(instance));
  });
  return { StartingInstances };
}
