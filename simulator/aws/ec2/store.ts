import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../core/aws-error.ts";
import type { StoredImage, StoredSnapshot } from "./stored-image.ts";

/** All images and snapshots, found by id, name and reference without a search. */
export class Ec2Store {
  readonly images = new Map<string, StoredImage>();
  readonly snapshots = new Map<string, StoredSnapshot>();
  /** Image ids by Region, owner and name, of images that are not deregistered. */
  readonly #names = new Map<string, string>();
  /** Names that deregistered images had, and until when nobody else gets them. */
  readonly #heldNames = new Map<string, { readonly imageId: string; readonly until: number }>();
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

  /**
   * Lets an image go: it refers to no snapshot any more, and its name is free.
   *
   * @param nameFreeFrom from when on another image may have the name, in milliseconds since 1970
   */
  deregister(stored: StoredImage, nameFreeFrom: number): void {
    const { image, region, snapshots } = stored;
    image.State = "deregistered";
    stored.end = undefined;
    const key = nameKey(region, image.OwnerId, image.Name);
    this.#names.delete(key);
    this.#heldNames.set(key, { imageId: image.ImageId, until: nameFreeFrom });
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

  /** Lets the images fail that are being made of an instance, and their snapshots. */
  failCreations(instanceId: string, now: number): void {
    for (const stored of [...this.images.values(), ...this.snapshots.values()]) {
      const { end } = stored;
      if (end?.instanceId !== instanceId || now >= end.at) continue;
      stored.end = {
        ...end,
        at: now,
        state: "failed",
        code: "Client.InstanceTerminated",
        reason: "Client.InstanceTerminated: The instance was terminated or rebooted during AMI creation",
      };
    }
  }

  /** Throws InvalidAMIName.Duplicate when an image of the owner has the name, in whatever state, or had it just now. */
  requireFreeName(region: string, owner: string, name: string | undefined, now: number): void {
    const key = nameKey(region, owner, name);
    const held = this.#heldNames.get(key);
    const holder = this.#names.get(key) ?? (held !== undefined && now < held.until ? held.imageId : undefined);
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
    const id = `${prefix}-${this.#sequence.toString(16).padStart(17, "0")}`;
    // Somebody may have put it in by hand.
    return this.images.has(id) || this.snapshots.has(id) || this.#references.has(id) ? this.newId(prefix) : id;
  }
}

function nameKey(region: string, owner: string | undefined, name: string | undefined): string {
  return JSON.stringify([region, owner, name]);
}

/** The tags of a creating call for one type of resource. */
export function tagsFor(specifications: readonly TagSpecification[] | undefined, type: string): Tag[] {
  return specifications?.find(({ ResourceType }) => ResourceType === type)?.Tags ?? [];
}
