import type { SnapshotReturnCodes } from "@aws-sdk/client-ec2";
import type { LaunchAttempt } from "./instances/refusals.ts";

/** An image that somebody wants of an instance. */
export interface NewImage {
  readonly region: string;
  readonly instanceId: string;
  readonly name: string;
}

/** How this EC2 behaves where AWS's behaviour depends on the day or on the account. It may be changed at any time. */
export interface Ec2Settings {
  /** Minutes a copy is pending. */
  copyMinutes: number;
  /** Minutes after which a copy fails that cannot succeed; undefined means as long as a good one takes. */
  failMinutes: number | undefined;
  /** Snapshot copies that may be pending at a time in a Region (EC2 API reference: CopyImage). */
  snapshotCopyQuota: number;
  /** What EC2 does with a copy beyond that: it refuses the call, or takes it and lets the copy fail. */
  quotaMode: "refuse" | "fail";
  /** Seconds that a registered image is pending. */
  pendingSeconds: number;
  /** Seconds that listings do not show a new image. */
  hiddenSeconds: number;
  /** Listings that leave a new image out, whatever the time. */
  hiddenListings: number;
  /** Listings that still show an image after its deregistration. */
  lingeringListings: number;
  /** UsageOperation that RegisterImage gives; undefined keeps the source's. */
  registeredUsageOperation: string | undefined;
  /** What DeregisterImage answers for a snapshot it was to delete; anything but success leaves the snapshot. */
  snapshotReturnCode: SnapshotReturnCodes;
  /** Whether a call on a deregistered image or a deleted snapshot is refused as not allowed: permissions may depend on tags that are gone. */
  hidesGoneResources: boolean;
  /** Whether a copy loses its name when it fails; another image may have it then. */
  failedCopiesLoseName: boolean;
  /** Whether a copy loses its tags when it fails, but not those of its snapshots. */
  failedCopiesLoseTags: boolean;
  /** Whether EC2 does not know any more which snapshots are a copy's when it fails: DeregisterImage deletes none. */
  failedCopiesHideSnapshots: boolean;
  /** Why a copy of an image will fail; undefined lets it succeed. AWS accepts the call all the same, and the image turns out failed. */
  copyProblem: (sourceImageId: string, kmsKeyId: string | undefined, region: string) => string | undefined;
  /** Seconds that the name of a deregistered image is still taken. */
  nameHeldSeconds: number;
  /** Minutes that an image of an instance is pending. */
  imageMinutes: number;
  /** Code of the error that CreateImage is refused with, such as `SnapshotLimitExceeded`. */
  refuseImage: (image: NewImage) => string | undefined;
  /** Why an image of an instance will fail; undefined lets it succeed. */
  imageProblem: (image: NewImage) => string | undefined;
  /** Whether each Region has a default VPC. */
  hasDefaultVpc: boolean;
  /** Code of the error that a launch is refused with, such as `InsufficientInstanceCapacity`; see `refusing`. */
  refuseLaunch: (attempt: LaunchAttempt) => string | undefined;
  /** Why a key cannot encrypt volumes; the instance ends at once then. */
  keyProblem: (kmsKeyId: string, region: string) => string | undefined;
  /** Whether a stop of an instance does not end unless it is forced. */
  stopHangs: (instanceId: string) => boolean;
  /** Seconds from a launch or a start until the instance runs. */
  pendingInstanceSeconds: number;
  /** Seconds from a stop until the instance is stopped. */
  stoppingSeconds: number;
  /** Seconds from a termination until the instance is terminated. */
  shuttingDownSeconds: number;
  /** Seconds that a machine is down while it reboots. */
  rebootSeconds: number;
  /** Seconds that a terminated instance is shown; EC2 says about an hour (User Guide: Terminate instances). */
  terminatedVisibleSeconds: number;
  /** Seconds that EC2 does not know the id of a new instance (API reference: Eventual consistency). */
  hiddenInstanceSeconds: number;
}

/** EC2 on a good day. */
export const defaultSettings: Readonly<Ec2Settings> = {
  copyMinutes: 30,
  failMinutes: undefined,
  snapshotCopyQuota: 20,
  quotaMode: "refuse",
  pendingSeconds: 0,
  hiddenSeconds: 0,
  hiddenListings: 0,
  lingeringListings: 0,
  registeredUsageOperation: undefined,
  snapshotReturnCode: "success",
  hidesGoneResources: false,
  failedCopiesLoseName: false,
  failedCopiesLoseTags: false,
  failedCopiesHideSnapshots: false,
  copyProblem: () => undefined,
  nameHeldSeconds: 0,
  imageMinutes: 5,
  refuseImage: () => undefined,
  imageProblem: () => undefined,
  hasDefaultVpc: true,
  refuseLaunch: () => undefined,
  keyProblem: () => undefined,
  stopHangs: () => false,
  pendingInstanceSeconds: 20,
  stoppingSeconds: 30,
  shuttingDownSeconds: 30,
  rebootSeconds: 20,
  terminatedVisibleSeconds: 3_600,
  hiddenInstanceSeconds: 0,
};
