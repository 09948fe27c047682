import type { Image, Snapshot } from "@aws-sdk/client-ec2";

/** An image with what no listing shows of it. */
export interface StoredImage {
  readonly region: string;
  readonly image: Image & { readonly ImageId: string };
  /** Those that it refers to. */
  snapshots: readonly string[];
  readonly uefiData: string | undefined;
  /** Accounts that the owner lets use it. */
  readonly sharedWith: Set<string>;
  /** ARNs of organizations and their units that the owner lets use it. */
  readonly sharedWithArns: Set<string>;
  /** What a pending image becomes, and when. */
  end: ImageEnd | undefined;
  /** From when on a registered image is available; until then it is pending. */
  readonly availableFrom: number;
  /** From when on listings show it. */
  visibleFrom: number;
  /** How many more listings leave it out. */
  hiddenListings: number;
  /** How many more listings show it although it is deregistered. */
  lingeringListings: number;
  /** When instances were launched from it, in milliseconds since 1970. */
  readonly launches: number[];
  /** What its disk holds; only hooks know what that is. */
  readonly machine: unknown;
  /** When a timer on its disk powers off what is launched from it, in milliseconds since 1970. */
  readonly powerOffAt: number | undefined;
}

/** How a copy, or an image of an instance, ends. Milliseconds. */
export interface ImageEnd {
  readonly startedAt: number;
  readonly at: number;
  readonly state: "available" | "failed";
  /** Code of the reason; `Client.InternalError` when left out. */
  readonly code?: string;
  readonly reason?: string;
  /** The instance that the image is made of, unless it is a copy. */
  readonly instanceId?: string;
  /** What the image has no longer when it has failed. */
  readonly loses?: { readonly name: boolean; readonly tags: boolean; readonly snapshots: boolean };
}

/** A snapshot with its Region. */
export interface StoredSnapshot {
  readonly region: string;
  readonly snapshot: Snapshot & { readonly SnapshotId: string };
  /** The making of it, if it does not stand from the start. */
  end: ImageEnd | undefined;
}

/** An image to store: what is left out is as of an image that is there and nobody else's. */
export function storedImage(
  fields: Pick<StoredImage, "region" | "image"> & Partial<StoredImage>,
  now: number,
): StoredImage {
  return {
    snapshots: [],
    uefiData: undefined,
    sharedWith: new Set(),
    sharedWithArns: new Set(),
    end: undefined,
    availableFrom: now,
    visibleFrom: now,
    hiddenListings: 0,
    lingeringListings: 0,
    launches: [],
    machine: undefined,
    powerOffAt: undefined,
    ...fields,
  };
}
