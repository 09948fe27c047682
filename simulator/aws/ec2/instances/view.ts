import type { Instance as InstanceDescription, InstanceStateChange, Reservation } from "@aws-sdk/client-ec2";
import type { Ec2Context } from "../context.ts";
import { type Instance, type InstanceState, stateOf } from "./instance.ts";

/** Codes of the states (EC2 API reference: InstanceState). */
const codes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** An instance as DescribeInstances shows it at a moment. A terminated one has no network and no volumes any more. */
export function viewInstance(
  instance: Instance,
  { now, region }: Pick<Ec2Context, "now" | "region">,
): InstanceDescription {
  const state = stateOf(instance, now);
  const { privateIp, publicIp, profile, subnet } = instance;
  const isGone = state === "terminated";
  const hasPublicAddress = publicIp !== undefined && (state === "pending" || state === "running");
  return {
    AmiLaunchIndex: 0,
    Architecture: instance.architecture as InstanceDescription["Architecture"],
    BlockDeviceMappings: isGone
      ? []
      : instance.volumes.map(({ id, deviceName, deleteOnTermination }) => ({
          DeviceName: deviceName,
          Ebs: {
            VolumeId: id,
            Status: "attached",
            DeleteOnTermination: deleteOnTermination,
            AttachTime: new Date(instance.launchedAt),
          },
        })),
    ...(profile === undefined ? {} : { IamInstanceProfile: { Arn: profile.arn, Id: `AIPA${profile.name}` } }),
    ImageId: instance.imageId,
    InstanceId: instance.id,
    ...(instance.lifecycle === "spot" ? { InstanceLifecycle: "spot" } : {}),
    InstanceType: instance.type as InstanceDescription["InstanceType"],
    ...(instance.keyName === undefined ? {} : { KeyName: instance.keyName }),
    LaunchTime: new Date(instance.launchedAt),
    MetadataOptions: { State: "applied", ...instance.metadataOptions },
    Placement: { AvailabilityZone: subnet.availabilityZone, Tenancy: "default" },
    PrivateDnsName: isGone ? "" : `ip-${privateIp.replaceAll(".", "-")}.${region}.compute.internal`,
    ...(isGone
      ? {}
      : {
          PrivateIpAddress: privateIp,
          SubnetId: subnet.id,
          VpcId: subnet.vpcId,
          NetworkInterfaces: [{ NetworkInterfaceId: instance.networkInterface.id, SubnetId: subnet.id }],
        }),
    PublicDnsName: hasPublicAddress ? `ec2-${publicIp.replaceAll(".", "-")}.${region}.compute.amazonaws.com` : "",
    ...(hasPublicAddress ? { PublicIpAddress: publicIp } : {}),
    RootDeviceName: instance.rootDeviceName,
    RootDeviceType: "ebs",
    SecurityGroups: instance.securityGroupIds.map((GroupId) => ({ GroupId })),
    State: stateView(state),
    ...(instance.stateReason === undefined ? {} : { StateReason: instance.stateReason }),
    Tags: instance.Tags,
    VirtualizationType: "hvm",
  };
}

/** An instance in the reservation that it was launched in. */
export function reservationOf(instance: Instance, context: Ec2Context): Reservation {
  return {
    ReservationId: instance.id.replace(/^i-/, "r-"),
    OwnerId: context.accountId,
    Instances: [viewInstance(instance, context)],
  };
}

/** What a call that changes an instance's state answers with. */
export function stateChange({ id }: Instance, before: InstanceState, now: InstanceState): InstanceStateChange {
  return { InstanceId: id, PreviousState: stateView(before), CurrentState: stateView(now) };
}

function stateView(state: InstanceState) {
  return { Code: codes[state], Name: state };
}
