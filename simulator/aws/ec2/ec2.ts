import type { Image, RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/aws-error.ts";
import { partitionOf } from "../arn.ts";
import { allRights, type CallerRights, type Ec2Context } from "./context.ts";
import { copyImage } from "./copy-image.ts";
import { createImage } from "./create-image.ts";
import { describeImageReferences } from "./describe-image-references.ts";
import { disableImage } from "./disable-image.ts";
import { enableImage } from "./enable-image.ts";
import { enableImageDeprecation } from "./enable-image-deprecation.ts";
import { modifyImageAttribute } from "./modify-image-attribute.ts";
import { createTags } from "./create-tags.ts";
import { deregisterImage } from "./deregister-image.ts";
import { describeImages } from "./describe-images.ts";
import { describeImageAttribute } from "./image-attribute.ts";
import { registerImage } from "./register-image.ts";
import { Instances } from "./instances/instances.ts";
import type { PlanClock } from "./instances/plans.ts";
import { describeInstances } from "./instances/describe-instances.ts";
import { rebootInstances } from "./instances/reboot-instances.ts";
import { putInstance, runInstances } from "./instances/run-instances.ts";
import { startInstances } from "./instances/start-instances.ts";
import { stopInstances } from "./instances/stop-instances.ts";
import { terminateInstances } from "./instances/terminate-instances.ts";
import type { InstanceProfile } from "./instances/profiles.ts";
import type { Subnet } from "./instances/subnets.ts";
import { defaultSettings, type Ec2Settings } from "./settings.ts";
import { deleteSnapshot, describeSnapshots } from "./snapshots.ts";
import { noReferrers } from "./referrers.ts";
import { Ec2Store } from "./store.ts";
import { storedImage, type StoredImage } from "./stored-image.ts";

const operations: Readonly<Record<string, (context: Ec2Context, input: never) => object>> = {
  CopyImage: copyImage,
  CreateImage: createImage,
  CreateTags: createTags,
  DeleteSnapshot: deleteSnapshot,
  DeregisterImage: deregisterImage,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImageReferences: describeImageReferences,
  DescribeImages: describeImages,
  DescribeInstances: describeInstances,
  DescribeSnapshots: describeSnapshots,
  DisableImage: disableImage,
  EnableImage: enableImage,
  EnableImageDeprecation: enableImageDeprecation,
  ModifyImageAttribute: modifyImageAttribute,
  RebootInstances: rebootInstances,
  RegisterImage: registerImage,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
};

/** The operations that EC2 answers here. */
export const ec2Operations = Object.keys(operations);

/** An image to put in. Anything DescribeImages shows can be set. */
export type ImageInput = Partial<Image> & { readonly uefiData?: string | undefined; readonly region?: string };

/** An image of another account to put in. */
export type ForeignImage = ImageInput & { readonly OwnerId: string };

/**
 * EC2 in memory, as far as images and instances go, with AWS's own rules: names are unique until deregistration, a client token answers
 * once, listings lag, other people's deprecated and everybody's disabled images hide, a snapshot stays while an image refers
 * to it. Inputs and outputs have the shapes of the AWS SDK; how they travel is not its business.
 */
export class Ec2 {
  readonly settings: Ec2Settings = { ...defaultSettings };
  readonly instances: Instances;
  /** By name. */
  readonly profiles = new Map<string, InstanceProfile>();
  /** Those that somebody has made, by id. */
  readonly subnets = new Map<string, Subnet>();
  /** What refers to images, beside instances. */
  readonly referrers = noReferrers();
  readonly accountId: string;
  readonly #store = new Ec2Store();
  readonly #region: string;
  readonly #clock: PlanClock;
  readonly #tokens: Ec2Context["tokens"] = new Map();

  /**
   * @param accountId the account that calls
   * @param region where images are put in unless they say otherwise
   */
  constructor(accountId: string, region: string, clock: PlanClock) {
    this.accountId = accountId;
    this.#region = region;
    this.#clock = clock;
    this.instances = new Instances(clock, this.settings);
    this.instances.observers.add({
      down: ({ id }, cause) => {
        if (cause === "reboot") this.store.failCreations(id, clock.now);
      },
      changed: ({ id }, state) => {
        if (state === "shutting-down") this.store.failCreations(id, clock.now);
      },
    });
  }

  /** All images and snapshots, as they are now. */
  get store(): Ec2Store {
    this.#store.settle(this.#clock.now);
    return this.#store;
  }

  /**
   * Answers one call.
   *
   * @param operation name of the API operation
   * @param input its parameters, as the SDK has them
   * @param region the Region that is called
   * @param rights what the caller may do beside the call itself
   * @returns the answer, as the SDK has it
   * @throws AwsError with the code AWS answers with
   */
  call(operation: string, input: object, region: string, rights: CallerRights = allRights): object {
    const run = operations[operation];
    if (run === undefined) {
      throw new AwsError("InvalidAction", `The action ${operation} is not valid for this web service.`);
    }
    if ((input as { DryRun?: boolean }).DryRun === true) {
      throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    }
    return run(this.#context(region, rights), input as never);
  }

  /** Creates an image of another account that is shared with this one; returns its id. */
  share({ uefiData, region = this.#region, ...image }: ForeignImage): string {
    return this.#put({ ...plainImage(this.#clock.now), ...image }, region, uefiData, image.Public !== true);
  }

  /** Withdraws the share of an image. */
  unshare(imageId: string): void {
    this.store.findImage(imageId).sharedWith.delete(this.accountId);
  }

  /** Shares an image again. */
  reshare(imageId: string): void {
    this.store.findImage(imageId).sharedWith.add(this.accountId);
  }

  /** Puts an image into the account by hand; returns its id. */
  addOwn({ uefiData, region = this.#region, ...image }: ImageInput): string {
    return this.#put({ ...plainImage(this.#clock.now), ...image, OwnerId: this.accountId }, region, uefiData, false);
  }

  /**
   * Puts an instance into the account by hand, under an id of its own: it is launched now.
   *
   * @param input as RunInstances takes it
   * @throws AwsError as RunInstances, but for the codes of a setting
   */
  addInstance(id: string, input: RunInstancesCommandInput, region: string = this.#region): void {
    putInstance(this.#context(region, allRights), id, input);
  }

  /** Changes an image by hand. */
  modify(imageId: string, change: Partial<Image>): void {
    const stored = this.store.findImage(imageId);
    Object.assign(stored.image, change);
    this.store.indexTags(stored.image);
    if (change.State !== undefined) {
      stored.end = undefined;
    }
  }

  /** The account's registered images in a Region. */
  ownImages(region: string = this.#region): readonly StoredImage[] {
    return [...this.store.images.values()].filter(
      (stored) =>
        stored.region === region && stored.image.OwnerId === this.accountId && stored.image.State !== "deregistered",
    );
  }

  #context(region: string, rights: CallerRights): Ec2Context {
    return {
      rights,
      store: this.store,
      settings: this.settings,
      accountId: this.accountId,
      region,
      now: this.#clock.now,
      tokens: this.#tokens,
      partition: partitionOf(region),
      instances: this.instances,
      profiles: this.profiles,
      subnets: this.subnets,
      referrers: this.referrers,
    };
  }

  #put(image: Partial<Image>, region: string, uefiData: string | undefined, shared: boolean): string {
    const ImageId = image.ImageId ?? this.store.newId("ami");
    const sharedWith = new Set(shared ? [this.accountId] : []);
    this.store.addImage(storedImage({ region, image: { ...image, ImageId }, uefiData, sharedWith }, this.#clock.now));
    return ImageId;
  }
}

/** What is not said of an image: Linux with one gp2 volume, no description. */
function plainImage(now: number): Partial<Image> {
  return {
    Architecture: "x86_64",
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/sda1",
        Ebs: {
          SnapshotId: "snap-0000000000000000f",
          VolumeSize: 10,
          VolumeType: "gp2",
          DeleteOnTermination: true,
          Encrypted: false,
        },
      },
    ],
    CreationDate: new Date(now).toISOString(),
    EnaSupport: true,
    Hypervisor: "xen",
    ImageType: "machine",
    PlatformDetails: "Linux/UNIX",
    Public: false,
    RootDeviceName: "/dev/sda1",
    RootDeviceType: "ebs",
    State: "available",
    UsageOperation: "RunInstances",
    VirtualizationType: "hvm",
  };
}
