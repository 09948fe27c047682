import type { InstanceMetadataOptionsRequest, StateReason, Tag } from "@aws-sdk/client-ec2";
import type { InstanceProfile } from "./profiles.ts";
import type { Subnet } from "./subnets.ts";

/** The states of an instance (EC2 User Guide: instance lifecycle). */
export type InstanceState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";

/** A state, and from when on it holds, in milliseconds since 1970. */
export interface InstancePhase {
  readonly state: InstanceState;
  readonly from: number;
}

/** A start of the operating system. */
export interface Boot {
  /** When it was up, in milliseconds since 1970. */
  readonly at: number;
  /** `image` is the reboot of CreateImage. */
  readonly cause: "launch" | "start" | "reboot" | "image";
}

/** Why an operating system goes down. */
export type DownCause = "reboot" | "image" | "stop" | "terminate";

/** A volume of an instance. */
export interface Volume {
  readonly id: string;
  readonly deviceName: string;
  readonly snapshotId: string | undefined;
  /** GiB. */
  readonly size: number;
  readonly type: string;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly deleteOnTermination: boolean;
  Tags: Tag[];
}

/** A network interface of an instance. */
export interface NetworkInterface {
  readonly id: string;
  Tags: Tag[];
}

/** What an instance is launched with. */
export interface InstanceLaunch {
  readonly region: string;
  readonly imageId: string;
  readonly architecture: string;
  readonly rootDeviceName: string;
  /** Such as `t3.medium`. */
  readonly type: string;
  readonly subnet: Subnet;
  readonly hasPublicAddress: boolean;
  readonly securityGroupIds: readonly string[];
  readonly profile: InstanceProfile | undefined;
  readonly keyName: string | undefined;
  /** As text, not in base64. */
  readonly userData: string | undefined;
  readonly metadataOptions: InstanceMetadataOptionsRequest;
  readonly shutdownBehavior: "stop" | "terminate";
  readonly lifecycle: "on-demand" | "spot";
  readonly volumes: readonly Volume[];
  readonly networkInterface: NetworkInterface;
  readonly tags: readonly Tag[];
  /** When a timer on the disk powers the machine off, in milliseconds since 1970. */
  readonly powerOffAt: number | undefined;
  /** What is on the disk; only hooks know what that is. */
  readonly machine: unknown;
}

/** An instance as it is now. All moments are milliseconds since 1970. */
export interface Instance extends Omit<InstanceLaunch, "tags"> {
  readonly id: string;
  readonly privateIp: string;
  readonly publicIp: string | undefined;
  Tags: Tag[];
  /** Counts the changes of its tags. */
  tagVersion: number;
  /** Of the launch, or of the last start. */
  launchedAt: number;
  /** The starts of the operating system so far. */
  boots: readonly Boot[];
  /** In the order of time; the last ones may be still to come. */
  phases: readonly InstancePhase[];
  /** Whether the operating system is up, which it is not while it reboots. */
  isUp: boolean;
  stateReason: StateReason | undefined;
  /** From when on EC2 knows its id. */
  readonly visibleFrom: number;
  /** From when on EC2 has forgotten it. */
  visibleUntil: number;
  powerOffAt: number | undefined;
  machine: unknown;
}

/** The state of an instance at a moment. */
export function stateOf({ phases }: Instance, now: number): InstanceState {
  return phases.findLast(({ from }) => from <= now)?.state ?? "pending";
}

/** Whether an instance has a way to AWS's services: a NAT of its subnet, or an Internet gateway and an address of its own. */
export function hasRoute({ subnet, publicIp }: Instance): boolean {
  return subnet.route === "nat" || (subnet.route === "internet-gateway" && publicIp !== undefined);
}
