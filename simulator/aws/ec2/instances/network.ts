import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../../core/aws-error.ts";
import type { Ec2Context } from "../context.ts";
import { defaultSubnets, type Subnet } from "./subnets.ts";

/** Where a launch goes. */
export interface LaunchNetwork {
  readonly subnet: Subnet;
  readonly hasPublicAddress: boolean;
  readonly securityGroupIds: readonly string[];
}

/**
 * The network of a launch: of its one network interface, or of the call itself, or the default VPC's.
 *
 * @throws AwsError InvalidParameterCombination, InvalidSubnetID.NotFound, VPCIdNotSpecified
 */
export function networkOf(context: Ec2Context, input: RunInstancesCommandInput): LaunchNetwork {
  const { NetworkInterfaces = [], SubnetId, SecurityGroupIds = [] } = input;
  ensure(NetworkInterfaces.length <= 1, "InvalidParameterValue", "more than one network interface is not simulated");
  const [card] = NetworkInterfaces;
  if (card !== undefined) {
    ensure(
      SubnetId === undefined,
      "InvalidParameterCombination",
      "Network interfaces and an instance-level subnet ID may not be specified on the same request",
    );
    ensure(
      SecurityGroupIds.length === 0,
      "InvalidParameterCombination",
      "Network interfaces and an instance-level security groups may not be specified on the same request",
    );
  }
  const subnet = subnetOf(context, card?.SubnetId ?? SubnetId);
  return {
    subnet,
    hasPublicAddress: card?.AssociatePublicIpAddress ?? subnet.givesPublicAddresses,
    securityGroupIds: card?.Groups ?? SecurityGroupIds,
  };
}

/**
 * The subnets of a Region: what somebody has made, and the default VPC's.
 */
export function subnetsOf({ subnets, settings, accountId, region }: Ec2Context): readonly Subnet[] {
  const made = [...subnets.values()].filter((subnet) => subnet.region === region);
  return settings.hasDefaultVpc ? [...made, ...defaultSubnets(accountId, region)] : made;
}

function subnetOf(context: Ec2Context, id: string | undefined): Subnet {
  const known = subnetsOf(context);
  if (id === undefined) {
    const subnet = known.find(({ isDefault }) => isDefault);
    ensure(
      subnet !== undefined,
      "VPCIdNotSpecified",
      "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.",
    );
    return subnet;
  }
  const subnet = known.find((candidate) => candidate.id === id);
  ensure(subnet !== undefined, "InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
  return subnet;
}
