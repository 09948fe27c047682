import type { Image, Snapshot, Tag, TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../core/aws-error.ts";

/** An image with what no listing shows of it. */
export interface StoredImage {
  readonly region: string;
  readonly image: Image & { readonly ImageId: string };
  /** Those that it refers to. */
  snapshots: readonly string[];
  readonly uefiData: string | undefined;
  /** Accounts that the owner lets use it. */
  readonly sharedWith: Set<string>;
  /** What a pending copy becomes, and when. */
  end: CopyEnd | undefined;
  /** From when on a registered image is available; until then it is pending. */
  readonly availableFrom: number;
  /** From when on listings show it. */
  visibleFrom: number;
  /** How many more listings leave it out. */
  hiddenListings: number;
  /** How many more listings show it although it is deregistered. */
  lingeringListings: number;
}

/** How a copy ends. Milliseconds. */
export interface CopyEnd {
  readonly startedAt: number;
  readonly at: number;
  readonly state: "available" | "failed";
  readonly reason?: string;
  /** What the image has no longer when it has failed. */
  readonly loses?: { readonly name: boolean; readonly tags: boolean; readonly snapshots: boolean };
}

/** A snapshot with its Region. */
export interface StoredSnapshot {
  readonly region: string;
  readonly snapshot: Snapshot & { readonly SnapshotId: string };
  /** The copy it is made by. */
  readonly end: CopyEnd | undefined;
}

/** All images and snapshots, found by id, name and reference without a search. */
export class Ec2Store {
  readonly images = new Map<string, StoredImage>();
  readonly snapshots = new Map<string, StoredSnapshot>();
  /** Image ids by Region, owner and name, of images that are not deregistered. */
  readonly #names = new Map<string, string>();
  /** Ids of the images that are not deregistered, by snapshot. */
  readonly #references = new Map<string, Set<string>>();
  /** Ids of images by tag; a tag that an image has lost may still be here. */
  readonly #tagged = new Map<string, Set<string>>();
  /** The image each snapshot was first used by. */
  readonly #origins = new Map<string, StoredImage>();
  /** Copies that will fail and lose something then. */
  readonly #losing = new Set<StoredImage>();
  #sequence = 0;

  /** Puts an image in; its name must be free. */
  addImage(stored: StoredImage): void {
    const { image, region, snapshots } = stored;
    this.images.set(image.ImageId, stored);
    this.#names.set(nameKey(region, image.OwnerId, image.Name), image.ImageId);
    this.indexTags(image);
    if (stored.end?.loses !== undefined) this.#losing.add(stored);
    for (const id of snapshots) {
      this.#references.set(id, (this.#references.get(id) ?? new Set()).add(image.ImageId));
      if (!this.#origins.has(id)) this.#origins.set(id, stored);
    }
  }

  /** Takes from copies that have failed by now what they lose. */
  settle(now: number): void {
    for (const stored of this.#losing) {
      const { image, region, end } = stored;
      if (end !== undefined && now < end.at) continue;
      this.#losing.delete(stored);
      if (end?.loses?.name === true) {
        this.#names.delete(nameKey(region, image.OwnerId, image.Name));
        image.Name = undefined;
      }
      if (end?.loses?.tags === true) image.Tags = [];
      if (end?.loses?.snapshots === true) {
        this.#forgetReferences(image.ImageId, stored.snapshots);
        stored.snapshots = [];
      }
    }
  }

  /** Takes note of an image's tags; to be called whenever they change. */
  indexTags({ ImageId, Tags = [] }: StoredImage["image"]): void {
    for (const { Key, Value } of Tags) {
      const key = JSON.stringify([Key, Value]);
      this.#tagged.set(key, (this.#tagged.get(key) ?? new Set()).add(ImageId));
    }
  }

  /** The images that can have a tag with one of these values. */
  imagesTagged(tag: string, values: readonly string[]): readonly StoredImage[] {
    const ids = new Set(values.flatMap((value) => [...(this.#tagged.get(JSON.stringify([tag, value])) ?? [])]));
    return [...ids].flatMap((id) => this.images.get(id) ?? []);
  }

  /** Lets an image go: its name is free, and it refers to no snapshot any more. */
  deregister(stored: StoredImage): void {
    const { image, region, snapshots } = stored;
    image.State = "deregistered";
    stored.end = undefined;
    this.#names.delete(nameKey(region, image.OwnerId, image.Name));
    this.#forgetReferences(image.ImageId, snapshots);
  }

  #forgetReferences(imageId: string, snapshots: readonly string[]): void {
    for (const id of snapshots) {
      this.#references.get(id)?.delete(imageId);
    }
  }

  /**
   * @param imageId an image of any account
   * @throws AwsError InvalidAMIID.Malformed, InvalidAMIID.NotFound
   */
  findImage(imageId: string | undefined, region?: string): StoredImage {
    ensure(/^ami-[0-9a-f]+$/.test(imageId ?? ""), "InvalidAMIID.Malformed", `Invalid id: "${imageId ?? ""}"`);
    const stored = this.images.get(imageId ?? "");
    if (stored === undefined || (region !== undefined && stored.region !== region)) {
      throw new AwsError("InvalidAMIID.NotFound", `The image id '[${imageId ?? ""}]' does not exist`);
    }
    return stored;
  }

  /** Throws InvalidAMIName.Duplicate when an image of the owner has the name, in whatever state. */
  requireFreeName(region: string, owner: string, name: string | undefined): void {
    const holder = this.#names.get(nameKey(region, owner, name));
    ensure(
      holder === undefined,
      "InvalidAMIName.Duplicate",
      `AMI name ${name ?? ""} is already in use by AMI ${holder ?? ""}`,
    );
  }

  /** Whether an image that is not deregistered refers to the snapshot. */
  isReferred(snapshotId: string): boolean {
    return (this.#references.get(snapshotId)?.size ?? 0) > 0;
  }

  /** The image a snapshot was made for, deregistered or not. */
  findOrigin(snapshotId: string): StoredImage | undefined {
    return this.#origins.get(snapshotId);
  }

  /** A new id, the same in every run. */
  newId(prefix: "ami" | "eni" | "i" | "r" | "snap" | "vol"): string {
    this.#sequence += 1;
    return `${prefix}-${this.#sequence.toString(16).padStart(17, "0")}`;
  }
}

function nameKey(region: string, owner: string | undefined, name: string | undefined): string {
  return JSON.stringify([region, owner, name]);
}

/** The tags of a creating call for one type of resource. */
export function tagsFor(specifications: readonly TagSpecification[] | undefined, type: "image" | "snapshot"): Tag[] {
  return specifications?.find(({ ResourceType }) => ResourceType === type)?.Tags ?? [];
}
