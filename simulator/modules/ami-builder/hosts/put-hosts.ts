import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { type Account, accountId, partition } from "../../../account.ts";
import { readStatements } from "../../../core/iam/policy.ts";
import type { DeclaredHost, DeclaredOwnImage } from "./fields.ts";

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 1_440 * millisecondsPerMinute;
/** Milliseconds after which an instance runs and its agent is in touch, or it has stopped. */
const settling = 5 * millisecondsPerMinute;

/** Where hosts are. */
export interface HostPlace {
  /** The default VPC's subnet when left out. */
  readonly subnetId: string | undefined;
}

/**
 * Puts a scenario's hosts into the account: those that are there already now, the others when their time comes. Nobody is told of those that
 * are there already, whose launch belongs to the past.
 */
export async function putHosts(account: Account, hosts: readonly DeclaredHost[], place: HostPlace): Promise<void> {
  if (hosts.length === 0) return;
  const { ec2, clock, events } = account;
  putProfile(account);
  const { deliveries } = events.settings;
  events.settings.deliveries = () => 0;
  const present = hosts.filter(({ at_minutes }) => at_minutes === 0);
  for (const host of present) launch(account, host, place);
  await clock.sleepUntil(clock.now + settling);
  for (const { id } of present.filter(({ state }) => state === "stopped")) {
    ec2.call("StopInstances", { InstanceIds: [id] }, account.region);
  }
  await clock.sleepUntil(clock.now + settling);
  events.settings.deliveries = deliveries;
  for (const host of hosts) {
    const { id, at_minutes, tags, tags_at_minutes, ends_at_minutes } = host;
    const later = (minutes: number, act: () => void) => {
      clock.setBackgroundTimer(act, minutes * millisecondsPerMinute);
    };
    if (at_minutes > 0) {
      later(at_minutes, () => {
        launch(account, host, place);
      });
    }
    if (tags_at_minutes !== undefined) {
      later(tags_at_minutes, () => {
        ec2.call("CreateTags", { Resources: [id], Tags: tagsOf(tags) }, account.region);
      });
    }
    if (ends_at_minutes !== undefined) {
      later(ends_at_minutes, () => {
        ec2.call("TerminateInstances", { InstanceIds: [id] }, account.region);
      });
    }
  }
}

/** Puts images into the account that somebody has made. */
export function putOwnImages({ ec2, clock, region: home }: Account, images: readonly DeclaredOwnImage[]): void {
  for (const { id, name, architecture, region = home, tags, age_days, disabled } of images) {
    ec2.addOwn({
      region,
      ...(id === undefined ? {} : { ImageId: id }),
      Name: name,
      Architecture: architecture,
      Tags: tagsOf(tags),
      CreationDate: new Date(clock.now - age_days * millisecondsPerDay).toISOString(),
      State: disabled ? "disabled" : "available",
    });
  }
}

function launch({ ec2, clock, region }: Account, host: DeclaredHost, { subnetId }: HostPlace): void {
  const { id, type, architecture, size, tags, tags_at_minutes, agent } = host;
  const imageId = ec2.share({
    region,
    Name: `base of ${id}`,
    OwnerId: "099720109477",
    Architecture: architecture,
    CreationDate: new Date(clock.now - millisecondsPerDay).toISOString(),
  });
  const input: RunInstancesCommandInput = {
    ImageId: imageId,
    InstanceType: type as Exclude<RunInstancesCommandInput["InstanceType"], undefined>,
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: host.public,
        ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
      },
    ],
    BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: size, VolumeType: "gp3" } }],
    ...(agent ? { IamInstanceProfile: { Name: profileName } } : {}),
    ...(tags_at_minutes === undefined && Object.keys(tags).length > 0
      ? { TagSpecifications: [{ ResourceType: "instance", Tags: tagsOf(tags) }] }
      : {}),
  };
  ec2.addInstance(id, input, region);
}

/** The profile of hosts whose agents may reach Systems Manager. */
const profileName = "hosts";

function putProfile({ ec2, roles }: Account): void {
  const roleArn = `arn:${partition}:iam::${accountId}:role/${profileName}`;
  const actions = ["ssm:UpdateInstanceInformation", "ssmmessages:*", "ec2messages:*"];
  roles.set(roleArn, {
    arn: roleArn,
    name: profileName,
    trust: [],
    policy: readStatements([{ Effect: "Allow", Action: actions, Resource: "*" }]),
  });
  ec2.profiles.set(profileName, {
    name: profileName,
    arn: `arn:${partition}:iam::${accountId}:instance-profile/${profileName}`,
    roleArn,
    isTrusted: true,
  });
}

function tagsOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
