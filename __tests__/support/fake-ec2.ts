import {
  type CopyImageCommandInput,
  type DeregisterImageCommandInput,
  type DescribeImagesCommandInput,
  EC2Client,
  type Image,
  type RegisterImageCommandInput,
  type SnapshotReturnCodes,
  type Tag,
} from "@aws-sdk/client-ec2";
import { ec2Error, require } from "./fake-ec2/errors.ts";
import { passes } from "./fake-ec2/filters.ts";
import { checkRegistration, checkTags, checkTexts } from "./fake-ec2/registration-rules.ts";

/** The account the copies are made in, and the one that shares images with it. */
export const ownAccount = "111122223333";
export const redHatAccount = "463606842039";
export const homeRegion = "us-east-1";

/** One call that reached the fake, whether it succeeded or not. */
export interface RecordedCall {
  readonly operation: string;
  readonly region: string;
  readonly input: object;
}

/** A snapshot as the tests look at it. */
export interface FakeSnapshot {
  readonly id: string;
  readonly region: string;
  readonly tags: readonly Tag[];
}

interface StoredImage {
  readonly region: string;
  readonly image: Image;
  readonly snapshots: readonly string[];
  readonly uefiData?: string | undefined;
  /** How many more listings leave the image out. */
  hidden: number;
  /** How many more listings show the image although it is deregistered. */
  lingering: number;
  shared: boolean;
  /** What a pending copy becomes, and when. */
  end?: { readonly at: number; readonly state: "available" | "failed"; readonly reason?: string };
}

/** A shared image to create. Anything DescribeImages shows can be set. */
export type SharedImage = Partial<Image> & { readonly uefiData?: string; readonly region?: string };

/**
 * EC2 in memory, as far as AMIs go, with AWS's own rules: names are unique until deregistration, a client token answers
 * once, listings lag, other people's deprecated and everybody's disabled images hide, a snapshot stays while an image
 * refers to it. Its clients are real EC2Clients, so the SDK's paginators take them; a middleware answers in place of the
 * network. Time passes only by `advance`.
 */
export class FakeEc2 {
  /** Minutes a copy is pending. */
  copyMinutes = 30;
  /** Snapshot copies that may be pending at a time. */
  snapshotCopyQuota = 20;
  /** Listings that do not show a new image yet. */
  hiddenListings = 0;
  /** Listings that still show an image after its deregistration. */
  lingeringListings = 0;
  /** UsageOperation that RegisterImage gives; undefined keeps the source's. */
  registeredUsageOperation: string | undefined;
  /** What DeregisterImage answers for a snapshot it was to delete; anything but success leaves the snapshot. */
  snapshotReturnCode: SnapshotReturnCodes = "success";
  /** Whether a call on a deregistered image is refused as not allowed: permissions may depend on tags that are gone. */
  hidesGoneImages = false;
  readonly calls: RecordedCall[] = [];

  readonly #images: StoredImage[] = [];
  readonly #snapshots = new Map<string, FakeSnapshot>();
  readonly #tokens = new Map<string, { readonly parameters: string; readonly imageId: string }>();
  readonly #copyFailures = new Map<string, string>();
  readonly #errors: { readonly operation: string; readonly code: string; readonly status: number }[] = [];
  #time = Date.parse("2026-01-01T00:00:00.000Z");
  #sequence = 0;
  #callsToCrash: { left: number; readonly after: boolean } | undefined;
  #crashed = false;

  /** A client in a Region. */
  client(region: string = homeRegion): EC2Client {
    const client = new EC2Client({ region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
    client.middlewareStack.add(
      (_next, context) => (args) =>
        new Promise((resolve) => {
          const operation = String(context["commandName"]).replace(/Command$/, "");
          const answer = this.#answer(operation, region, structuredClone(args.input));
          resolve({ output: { ...answer, $metadata: {} } as never, response: {} });
        }),
      { step: "initialize", priority: "high", name: "fakeEc2" },
    );
    return client;
  }

  readonly now = (): Date => new Date(this.#time);

  /** Lets time pass. */
  advance(minutes: number): void {
    this.#time += minutes * 60_000;
  }

  /** Creates an image of Red Hat's that is shared with the account; returns its id. */
  share({ uefiData, region = homeRegion, ...image }: SharedImage = {}): string {
    const name = image.Name ?? `composer-api-${this.#uuid()}`;
    return this.#store(
      { ...sourceImage(this.now()), ...image, Name: name, OwnerId: image.OwnerId ?? redHatAccount },
      { region, uefiData, shared: image.Public !== true },
    );
  }

  /** Withdraws the share of an image. */
  unshare(imageId: string): void {
    this.#find(imageId).shared = false;
  }

  /** Puts an image into the account by hand, for example one the Python original made; returns its id. */
  addOwn(image: Partial<Image>, region: string = homeRegion): string {
    return this.#store({ ...sourceImage(this.now()), Name: "by-hand", ...image, OwnerId: ownAccount }, { region });
  }

  /** Changes an image of the account by hand. */
  modify(imageId: string, change: Partial<Image>): void {
    const stored = this.#find(imageId);
    Object.assign(stored.image, change);
    if (change.State !== undefined) {
      delete stored.end;
    }
  }

  /** Removes an image of the account by hand, with its snapshots. */
  remove(imageId: string): void {
    this.#deregister({ ImageId: imageId, DeleteAssociatedSnapshots: true });
  }

  /** Lets copies of an image started from now on fail after their time. */
  failCopiesOf(sourceImageId: string, reason: string): void {
    this.#copyFailures.set(sourceImageId, reason);
  }

  /** The next call of an operation answers with an error, without effect. Repeat it for more calls. */
  failNext(operation: string, code: string, status = 400): void {
    this.#errors.push({ operation, code, status });
  }

  /** The process dies before the n-th call from now (1 is the next) reaches AWS. */
  failBefore(n: number): void {
    this.#callsToCrash = { left: n, after: false };
  }

  /** The process dies after the n-th call from now took effect, before its answer arrives. */
  failAfter(n: number): void {
    this.#callsToCrash = { left: n, after: true };
  }

  /** Whether a planned death has happened. From then on every call fails, until `revive`. */
  get crashed(): boolean {
    return this.#crashed;
  }

  /** Starts a new process after a death; a death that was planned and did not come is forgotten. */
  revive(): void {
    this.#crashed = false;
    this.#callsToCrash = undefined;
  }

  /** Inputs of the calls of one operation, in order. */
  callsTo(operation: string): readonly object[] {
    return this.calls.filter((call) => call.operation === operation).map((call) => call.input);
  }

  /** The account's registered images, in whatever state. */
  ownImages(region: string = homeRegion): readonly Image[] {
    return this.#living(region)
      .filter(({ image }) => image.OwnerId === ownAccount)
      .map((stored) => this.#describe(stored));
  }

  /** The account's snapshots. */
  snapshots(): readonly FakeSnapshot[] {
    return [...this.#snapshots.values()];
  }

  #answer(operation: string, region: string, input: object): object {
    this.calls.push({ operation, region, input });
    const crash = this.#callsToCrash;
    if (crash !== undefined) {
      crash.left -= 1;
    }
    const dies = crash?.left === 0;
    if (this.#crashed || (dies && !crash.after)) {
      this.#crashed = true;
      throw new Error("the process died");
    }
    const error = this.#takeError(operation);
    if (error !== undefined) {
      throw ec2Error(error.code, `injected ${error.code}`, error.status);
    }
    try {
      return this.#dispatch(operation, region, input);
    } finally {
      if (dies) {
        this.#crashed = true;
        throw new Error("the process died");
      }
    }
  }

  #dispatch(operation: string, region: string, input: object): object {
    switch (operation) {
      case "DescribeImages":
        return this.#describeImages(region, input);
      case "CopyImage":
        return this.#copyImage(region, input as CopyImageCommandInput);
      case "RegisterImage":
        return this.#registerImage(region, input as RegisterImageCommandInput);
      case "DeregisterImage":
        return this.#deregister(input as DeregisterImageCommandInput);
      case "DescribeImageAttribute":
        return { UefiData: { Value: this.#requireOwn((input as { ImageId?: string }).ImageId).uefiData } };
      case "DeleteSnapshot":
        return this.#deleteSnapshot((input as { SnapshotId?: string }).SnapshotId ?? "");
      default:
        throw ec2Error("InvalidAction", `the fake knows no ${operation}`);
    }
  }

  #describeImages(region: string, input: DescribeImagesCommandInput): object {
    const paged = input.MaxResults !== undefined || input.NextToken !== undefined;
    require(!paged || input.ImageIds === undefined, "InvalidParameterCombination", "MaxResults beside ImageIds");
    const first = Number(input.NextToken ?? 0);
    const matching = this.#images.filter((stored) => stored.region === region && this.#isListed(stored, input));
    const visible = first > 0 ? matching : matching.filter(takeVisible);
    const end = first + (input.MaxResults ?? visible.length);
    return {
      Images: visible.slice(first, end).map((stored) => this.#describe(stored)),
      ...(end < visible.length ? { NextToken: String(end) } : {}),
    };
  }

  #isListed(stored: StoredImage, input: DescribeImagesCommandInput): boolean {
    const image = this.#describe(stored);
    const own = image.OwnerId === ownAccount;
    const owners = (input.Owners ?? []).map((owner) => (owner === "self" ? ownAccount : owner));
    return (
      (own || stored.shared || image.Public === true) &&
      (owners.length === 0 || owners.includes(image.OwnerId ?? "")) &&
      (input.ExecutableUsers?.includes("self") !== true || stored.shared) &&
      (image.State !== "disabled" || input.IncludeDisabled === true) &&
      (own || image.DeprecationTime === undefined || input.IncludeDeprecated === true) &&
      (image.State !== "deregistered" || stored.lingering > 0) &&
      passes(image, input.Filters ?? [])
    );
  }

  #copyImage(region: string, input: CopyImageCommandInput): object {
    const { ClientToken = "", ...parameters } = input;
    const key = `${region} ${ClientToken}`;
    const known = this.#tokens.get(key);
    if (known !== undefined) {
      require(known.parameters === JSON.stringify(parameters), "IdempotentParameterMismatch");
      return { ImageId: known.imageId };
    }
    require(ClientToken.length <= 64, "InvalidParameterValue", "ClientToken");
    checkTexts(input.Name, input.Description);
    checkTags(input.TagSpecifications, ["image", "snapshot"]);
    const source = this.#images.find(
      ({ image, ...stored }) =>
        image.ImageId === input.SourceImageId && stored.region === input.SourceRegion && stored.shared,
    );
    require(source !== undefined, "InvalidAMIID.NotFound");
    this.#requireFreeName(region, input.Name ?? "");
    const mappings = source.image.BlockDeviceMappings ?? [];
    const pending = this.#living(region).filter((stored) => this.#describe(stored).State === "pending");
    const copying = pending.reduce((sum, stored) => sum + stored.snapshots.length, 0);
    const needed = mappings.filter(({ Ebs }) => Ebs?.SnapshotId !== undefined).length;
    require(copying + needed <=
      this.snapshotCopyQuota, "ResourceLimitExceeded", "Too many snapshot copies in progress.");
    const snapshots: string[] = [];
    const copiedMappings = mappings.map((mapping) => {
      if (mapping.Ebs?.SnapshotId === undefined) {
        return mapping;
      }
      const SnapshotId = this.#createSnapshot(region, tagsFor(input, "snapshot"));
      snapshots.push(SnapshotId);
      return {
        ...mapping,
        Ebs: { ...mapping.Ebs, SnapshotId, Encrypted: true, KmsKeyId: input.KmsKeyId ?? "aws/ebs" },
      };
    });
    const failure = this.#copyFailures.get(input.SourceImageId ?? "");
    const imageId = this.#store(
      {
        ...source.image,
        ImageId: undefined,
        Name: input.Name,
        Description: input.Description,
        OwnerId: ownAccount,
        CreationDate: this.now().toISOString(),
        State: "pending",
        BlockDeviceMappings: copiedMappings,
        Tags: tagsFor(input, "image"),
        SourceImageId: input.SourceImageId,
      },
      {
        region,
        uefiData: source.uefiData,
        snapshots,
        hidden: this.hiddenListings,
        end: {
          at: this.#time + this.copyMinutes * 60_000,
          state: failure === undefined ? "available" : "failed",
          ...(failure === undefined ? {} : { reason: failure }),
        },
      },
    );
    this.#tokens.set(key, { parameters: JSON.stringify(parameters), imageId });
    return { ImageId: imageId };
  }

  #registerImage(region: string, input: RegisterImageCommandInput): object {
    checkTexts(input.Name, input.Description);
    checkTags(input.TagSpecifications, ["image"]);
    checkRegistration(input);
    this.#requireFreeName(region, input.Name ?? "");
    const snapshots = (input.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
    for (const id of snapshots) {
      require(this.#snapshots.get(id)?.region === region, "InvalidSnapshot.NotFound", id);
    }
    const origin = this.#images.find((stored) => stored.snapshots.some((id) => snapshots.includes(id)));
    const { UefiData, ...fields } = input;
    delete fields.TagSpecifications;
    const imageId = this.#store(
      {
        ...(fields as Partial<Image>),
        OwnerId: ownAccount,
        State: "available",
        CreationDate: this.now().toISOString(),
        RootDeviceType: "ebs",
        PlatformDetails: origin?.image.PlatformDetails,
        UsageOperation: this.registeredUsageOperation ?? origin?.image.UsageOperation,
        Tags: tagsFor(input, "image"),
      },
      { region, uefiData: UefiData, snapshots, hidden: this.hiddenListings },
    );
    return { ImageId: imageId };
  }

  #deregister(input: DeregisterImageCommandInput): object {
    const stored = this.#requireOwn(input.ImageId);
    stored.image.State = "deregistered";
    delete stored.end;
    stored.lingering = this.lingeringListings;
    if (input.DeleteAssociatedSnapshots !== true) {
      return { Return: true };
    }
    const DeleteSnapshotResults = stored.snapshots.map((SnapshotId) => {
      if (this.#isReferred(SnapshotId)) {
        return { SnapshotId, ReturnCode: "skipped" };
      }
      if (this.snapshotReturnCode === "success") {
        this.#snapshots.delete(SnapshotId);
      }
      return { SnapshotId, ReturnCode: this.snapshotReturnCode };
    });
    return { Return: true, DeleteSnapshotResults };
  }

  #deleteSnapshot(id: string): object {
    require(this.#snapshots.has(id), "InvalidSnapshot.NotFound");
    require(!this.#isReferred(id), "InvalidSnapshot.InUse");
    this.#snapshots.delete(id);
    return {};
  }

  /** The image as DescribeImages shows it now. An image that is no finished copy shows no mappings. */
  #describe({ image, end }: StoredImage): Image {
    if (end === undefined) {
      return image;
    }
    if (this.#time < end.at) {
      return { ...image, State: "pending", BlockDeviceMappings: [] };
    }
    return end.state === "available"
      ? { ...image, State: "available" }
      : { ...image, State: "failed", BlockDeviceMappings: [], StateReason: { Message: end.reason } };
  }

  #store(image: Partial<Image>, details: Partial<StoredImage> & { readonly region: string }): string {
    const ImageId = image.ImageId ?? `ami-${this.#hex()}`;
    this.#images.push({
      snapshots: [],
      hidden: 0,
      lingering: 0,
      shared: false,
      ...details,
      image: { ...image, ImageId },
    });
    return ImageId;
  }

  #find(imageId: string | undefined): StoredImage {
    const stored = this.#images.find(({ image }) => image.ImageId === imageId);
    require(stored !== undefined, "InvalidAMIID.NotFound");
    return stored;
  }

  #requireOwn(imageId: string | undefined): StoredImage {
    const stored = this.#find(imageId);
    require(stored.image.OwnerId === ownAccount, "AuthFailure");
    const code = this.hidesGoneImages ? "UnauthorizedOperation" : "InvalidAMIID.Unavailable";
    require(stored.image.State !== "deregistered", code);
    return stored;
  }

  #requireFreeName(region: string, name: string): void {
    const holder = this.#living(region).find(({ image }) => image.OwnerId === ownAccount && image.Name === name);
    require(holder === undefined, "InvalidAMIName.Duplicate", `AMI name ${name} is already in use`);
  }

  #living(region: string): readonly StoredImage[] {
    return this.#images.filter((stored) => stored.region === region && stored.image.State !== "deregistered");
  }

  #isReferred(snapshotId: string): boolean {
    return this.#images.some(
      ({ image, snapshots }) => image.State !== "deregistered" && snapshots.includes(snapshotId),
    );
  }

  #createSnapshot(region: string, tags: readonly Tag[]): string {
    const id = `snap-${this.#hex()}`;
    this.#snapshots.set(id, { id, region, tags });
    return id;
  }

  #takeError(operation: string) {
    const index = this.#errors.findIndex((error) => error.operation === operation);
    return index === -1 ? undefined : this.#errors.splice(index, 1)[0];
  }

  #hex(): string {
    this.#sequence += 1;
    return this.#sequence.toString(16).padStart(17, "0");
  }

  #uuid(): string {
    this.#sequence += 1;
    return `00000000-0000-4000-8000-${this.#sequence.toString(16).padStart(12, "0")}`;
  }
}

/** Counts a listing against images that do not show yet, or that still show. */
function takeVisible(stored: StoredImage): boolean {
  if (stored.hidden > 0) {
    stored.hidden -= 1;
    return false;
  }
  stored.lingering = Math.max(0, stored.lingering - 1);
  return true;
}

function tagsFor(input: CopyImageCommandInput | RegisterImageCommandInput, type: "image" | "snapshot"): Tag[] {
  return input.TagSpecifications?.find(({ ResourceType }) => ResourceType === type)?.Tags ?? [];
}

/** An image as Image Builder registers it: one gp2 volume, no description. */
function sourceImage(now: Date): Partial<Image> {
  return {
    Architecture: "x86_64",
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/sda1",
        Ebs: { SnapshotId: "snap-0000000000000000f", VolumeSize: 10, VolumeType: "gp2", DeleteOnTermination: true },
      },
    ],
    BootMode: "uefi-preferred",
    CreationDate: now.toISOString(),
    EnaSupport: true,
    PlatformDetails: "Red Hat BYOL Linux",
    Public: false,
    RootDeviceName: "/dev/sda1",
    RootDeviceType: "ebs",
    State: "available",
    UsageOperation: "RunInstances:00g0",
    VirtualizationType: "hvm",
  };
}
