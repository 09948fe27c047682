import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import type { AccessRequest } from "../../../core/iam/policy.ts";
import type { InstanceProfile } from "../instances/profiles.ts";
import { volumesOf } from "../instances/volumes.ts";
import { tagsFor } from "../store.ts";
import {
  arnOf,
  type Conditions,
  type Ec2Place,
  type Ec2Resources,
  onResource,
  requestTagConditions,
  tagAccess,
} from "./requests.ts";

const action = "ec2:RunInstances";

/**
 * What RunInstances needs to be allowed: on everything it makes and uses (service authorization reference of EC2; its keys that policies
 * here ask for), tagging what it makes, and handing the role of the profile to EC2. A spot request is not asked about unless it
 * is tagged (EC2 User Guide: example policies for spot instances).
 */
export function launchAccess(
  input: RunInstancesCommandInput,
  place: Ec2Place,
  resources: Ec2Resources,
  profiles: ReadonlyMap<string, InstanceProfile>,
): readonly AccessRequest[] {
  const { ImageId = "", NetworkInterfaces = [], TagSpecifications } = input;
  const [card] = NetworkInterfaces;
  const subnetId = card?.SubnetId ?? input.SubnetId;
  const groups = card?.Groups ?? input.SecurityGroupIds ?? [];
  const profile = findProfile(profiles, input.IamInstanceProfile);
  const made = (kind: string, id: string, conditions: Conditions): AccessRequest => {
    const tags = tagsFor(TagSpecifications, kind);
    return {
      action,
      resource: arnOf(id, place),
      conditions: { ...conditions, ...(tags.length === 0 ? {} : requestTagConditions(tags)) },
    };
  };
  return [
    onResource(action, ImageId, place, resources),
    made("instance", "i-*", instanceConditions(input, profile)),
    made("network-interface", "eni-*", {
      ...(subnetId === undefined ? {} : { "ec2:Subnet": [arnOf(subnetId, place)] }),
      ...(card?.AssociatePublicIpAddress === undefined
        ? {}
        : { "ec2:AssociatePublicIpAddress": [String(card.AssociatePublicIpAddress)] }),
    }),
    ...(tagsFor(TagSpecifications, "spot-instances-request").length === 0
      ? []
      : [made("spot-instances-request", "sir-*", {})]),
    // Whoever names no subnet or group gets the default VPC's.
    { action, resource: arnOf(subnetId ?? "subnet-*", place) },
    ...(groups.length === 0 ? ["sg-*"] : groups).map((id) => ({ action, resource: arnOf(id, place) })),
    ...volumeAccess(input, made, place, resources),
    ...(input.KeyName === undefined ? [] : [{ action, resource: keyPairArn(input.KeyName, place) }]),
    ...tagAccess("RunInstances", TagSpecifications, place),
    ...passRole(profile, place),
  ];
}

function keyPairArn(name: string, { partition, region, accountId }: Ec2Place): string {
  return `arn:${partition}:ec2:${region}:${accountId}:key-pair/${name}`;
}

function instanceConditions(input: RunInstancesCommandInput, profile: InstanceProfile | undefined): Conditions {
  const { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint } = input.MetadataOptions ?? {};
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ["ec2:InstanceType", input.InstanceType],
    ["ec2:InstanceProfile", profile?.arn],
    ["ec2:InstanceMarketType", input.InstanceMarketOptions?.MarketType ?? "on-demand"],
    ["ec2:MetadataHttpTokens", HttpTokens],
    ["ec2:MetadataHttpPutResponseHopLimit", HttpPutResponseHopLimit],
    ["ec2:MetadataHttpEndpoint", HttpEndpoint],
  ];
  return Object.fromEntries(given.flatMap(([key, value]) => (value === undefined ? [] : [[key, [String(value)]]])));
}

/** The volumes of the launch, and the snapshots they come from. A mapping that is wrong is refused for what it is. */
function volumeAccess(
  { ImageId = "", BlockDeviceMappings }: RunInstancesCommandInput,
  made: (kind: string, id: string, conditions: Conditions) => AccessRequest,
  place: Ec2Place,
  resources: Ec2Resources,
): readonly AccessRequest[] {
  const ofImage = resources.store.images.get(ImageId)?.image.BlockDeviceMappings;
  return volumesOf(ofImage, BlockDeviceMappings).flatMap(({ ebs }) => [
    made("volume", "vol-*", {
      "ec2:Encrypted": [String(ebs.Encrypted ?? false)],
      "ec2:VolumeType": [ebs.VolumeType ?? ""],
      "ec2:VolumeSize": [String(ebs.VolumeSize ?? "")],
      ...(ebs.SnapshotId === undefined ? {} : { "ec2:ParentSnapshot": [arnOf(ebs.SnapshotId, place)] }),
    }),
    ...(ebs.SnapshotId === undefined ? [] : [onResource(action, ebs.SnapshotId, place, resources)]),
  ]);
}

function passRole(profile: InstanceProfile | undefined, { partition }: Ec2Place): readonly AccessRequest[] {
  if (profile?.roleArn === undefined) return [];
  const service = partition === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
  return [{ action: "iam:PassRole", resource: profile.roleArn, conditions: { "iam:PassedToService": [service] } }];
}

function findProfile(
  profiles: ReadonlyMap<string, InstanceProfile>,
  asked: RunInstancesCommandInput["IamInstanceProfile"],
): InstanceProfile | undefined {
  return asked === undefined
    ? undefined
    : [...profiles.values()].find(({ name, arn }) => name === asked.Name || arn === asked.Arn);
}
