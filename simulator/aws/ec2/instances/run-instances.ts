import type { Reservation, RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { type Ec2Context, mayUse } from "../context.ts";
import { checkTags } from "../rules.ts";
import { tagsFor } from "../store.ts";
import type { StoredImage } from "../stored-image.ts";
import { onceByToken } from "../tokens.ts";
import { viewImage } from "../view.ts";
import { readExpiry } from "./expiry.ts";
import type { Instance, InstanceLaunch } from "./instance.ts";
import { checkArchitecture } from "./instance-types.ts";
import { networkOf } from "./network.ts";
import type { InstanceProfile } from "./profiles.ts";
import { reasons } from "./reasons.ts";
import { refusalOf } from "./refusals.ts";
import { reservationOf } from "./view.ts";
import { volumesOf } from "./volumes.ts";

const taggable = ["instance", "volume", "network-interface", "spot-instances-request"];

/**
 * RunInstances: launches one instance.
 *
 * @throws AwsError IdempotentParameterMismatch, IdempotentInstanceTerminated, InvalidAMIID.NotFound, InvalidAMIID.Unavailable,
 * InvalidParameterValue, InvalidBlockDeviceMapping, VPCIdNotSpecified, the codes of a setting, and others
 */
export function runInstances(context: Ec2Context, input: RunInstancesCommandInput): Reservation {
  const { ClientToken: token, ...parameters } = input;
  const { id, isNew } = onceByToken(context, "RunInstances", { token, parameters }, () => launch(context, input).id);
  const instance = context.instances.get(id);
  if (instance === undefined) throw new Error(`${id} was launched and is not there`);
  ensure(
    isNew || !["shutting-down", "terminated"].includes(context.instances.stateOf(instance)),
    "IdempotentInstanceTerminated",
    "The client token was used for an instance that has been terminated.",
  );
  return reservationOf(instance, context);
}

/** Launches an instance by hand, under an id of its own: as RunInstances, but for what might refuse it by a setting. */
export function putInstance(context: Ec2Context, id: string, input: RunInstancesCommandInput): Instance {
  return context.instances.launch(id, prepare(context, input));
}

function launch(context: Ec2Context, input: RunInstancesCommandInput): Instance {
  const { instances, store, settings, region } = context;
  const launched = prepare(context, input);
  const { type, subnet, lifecycle } = launched;
  const code = settings.refuseLaunch({
    region,
    type,
    subnetId: subnet.id,
    availabilityZone: subnet.availabilityZone,
    market: lifecycle,
  });
  if (code !== undefined) throw refusalOf(code);
  const instance = instances.launch(store.newId("i"), launched);
  store.findImage(launched.imageId).launches.push(context.now);
  // EC2 finds out about a key only when it makes the volumes (EBS User Guide: an instance ends at once).
  const keys = launched.volumes.flatMap(({ kmsKeyId }) =>
    kmsKeyId === undefined || kmsKeyId === awsKey ? [] : kmsKeyId,
  );
  if (keys.some((key) => !context.rights.mayEncryptWith(key) || settings.keyProblem(key, region) !== undefined)) {
    instances.terminate(instance, reasons.notEncrypted);
  }
  return instance;
}

/** The key that encrypts where none is named. */
const awsKey = "alias/aws/ebs";

function prepare(context: Ec2Context, input: RunInstancesCommandInput): InstanceLaunch {
  ensure(
    input.MinCount === 1 && input.MaxCount === 1,
    "InvalidParameterValue",
    "MinCount and MaxCount other than 1 are not simulated",
  );
  checkTags(input.TagSpecifications, taggable);
  const { image, machine, powerOffAt } = findImage(context, input.ImageId);
  const type = input.InstanceType ?? "m1.small";
  checkArchitecture(type, image.Architecture ?? "");
  const network = networkOf(context, input);
  const userData = input.UserData === undefined ? undefined : Buffer.from(input.UserData, "base64").toString("utf8");
  const volumes = volumesOf(image.BlockDeviceMappings, input.BlockDeviceMappings).map(({ deviceName, ebs }) => ({
    id: context.store.newId("vol"),
    deviceName,
    snapshotId: ebs.SnapshotId,
    size: ebs.VolumeSize ?? 8,
    type: ebs.VolumeType ?? "gp2",
    iops: ebs.Iops,
    throughput: ebs.Throughput,
    encrypted: ebs.Encrypted ?? false,
    kmsKeyId: ebs.Encrypted === true ? (ebs.KmsKeyId ?? awsKey) : undefined,
    deleteOnTermination: ebs.DeleteOnTermination ?? true,
    Tags: [...tagsFor(input.TagSpecifications, "volume")],
  }));
  return {
    ...network,
    region: context.region,
    imageId: image.ImageId,
    architecture: image.Architecture ?? "",
    rootDeviceName: image.RootDeviceName ?? "",
    type,
    profile: findProfile(context, input.IamInstanceProfile),
    keyName: input.KeyName,
    userData,
    metadataOptions: {
      HttpEndpoint: "enabled",
      HttpTokens: image.ImdsSupport === "v2.0" ? "required" : "optional",
      HttpPutResponseHopLimit: image.ImdsSupport === "v2.0" ? 2 : 1,
      ...input.MetadataOptions,
    },
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? "stop",
    lifecycle: marketOf(input),
    volumes,
    networkInterface: { id: context.store.newId("eni"), Tags: tagsFor(input.TagSpecifications, "network-interface") },
    tags: tagsFor(input.TagSpecifications, "instance"),
    powerOffAt: readExpiry(userData) ?? powerOffAt,
    machine,
  };
}

function findImage(context: Ec2Context, id: string | undefined): StoredImage {
  const stored = context.store.findImage(id, context.region);
  if (!mayUse(context, stored)) {
    throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id ?? ""}]' does not exist`);
  }
  ensure(
    viewImage(stored, context.now).State === "available",
    "InvalidAMIID.Unavailable",
    `The image ID '${id ?? ""}' is not available`,
  );
  return stored;
}

function findProfile(
  { profiles, now }: Ec2Context,
  asked: RunInstancesCommandInput["IamInstanceProfile"],
): InstanceProfile | undefined {
  if (asked === undefined) return undefined;
  const { Name, Arn } = asked;
  const profile = [...profiles.values()].find(({ name, arn }) => (Arn === undefined ? name === Name : arn === Arn));
  const [field, word, value] = Arn === undefined ? ["name", "name", Name] : ["arn", "ARN", Arn];
  ensure(
    profile !== undefined && (profile.knownFrom ?? 0) <= now,
    "InvalidParameterValue",
    `Value (${value ?? ""}) for parameter iamInstanceProfile.${field} is invalid. Invalid IAM Instance Profile ${word}`,
  );
  return profile;
}

function marketOf({ InstanceMarketOptions: options }: RunInstancesCommandInput): "on-demand" | "spot" {
  if (options?.MarketType !== "spot") return "on-demand";
  ensure(
    options.SpotOptions?.SpotInstanceType !== "persistent",
    "InvalidParameterValue",
    "Persistent Spot requests are not simulated",
  );
  return "spot";
}
