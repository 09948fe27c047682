import type { Image, Instance, Snapshot } from "@aws-sdk/client-ec2";
import type { Settings } from "../../settings.ts";

/** Something that uses an image. */
export interface Use {
  /** What it is; a build in progress has the image for its base, or works on it. */
  readonly kind: "instance" | "launch template" | "parameter" | "recipe" | "Auto Scaling" | "build";
  /** Its id, name or ARN; of a parameter the name. */
  readonly id: string;
}

/** What a Region holds of an installation, as it was seen; whatever could not be seen is not here, since nothing is decided then. */
export interface RegionWorld {
  readonly region: string;
  /** Images of the installation, and those that it is told to adopt. */
  readonly images: readonly Image[];
  /** Instances of the installation. */
  readonly instances: readonly Instance[];
  /** Snapshots of the installation that no image of the account refers to. */
  readonly snapshots: readonly Snapshot[];
  /** ARNs of executions that are over. */
  readonly over: ReadonlySet<string>;
}

/** What is asked of EC2 about the images that may go, and about no others. */
export interface ImageLooks {
  /** Who uses them, by image id. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  /** Those that are shared with others. */
  readonly shared: ReadonlySet<string>;
}

/** Regions where the installation may have anything. */
export function cleanedRegions({ region, regional, capture_regions }: Settings): readonly string[] {
  return [...new Set([region, ...Object.keys(regional), ...capture_regions])];
}

const millisecondsPerDay = 24 * 3_600_000;

/** Whole and broken days from a moment to another; an unknown moment is no time ago. */
export function daysSince(moment: Date | string | undefined, now: Date): number {
  const at = moment === undefined ? Number.NaN : new Date(moment).getTime();
  return Number.isNaN(at) ? 0 : (now.getTime() - at) / millisecondsPerDay;
}
