import type { BlockDeviceMapping, Image, RunInstancesCommandInput, TagSpecification } from "@aws-sdk/client-ec2";
import { type InstanceRole, tagKeys } from "../contract.ts";
import type { Candidate, Prepared } from "../prepared.ts";

/** What decides a launch beside the prepared build. */
export interface LaunchInput {
  readonly prepared: Prepared;
  readonly role: InstanceRole;
  readonly candidate: Candidate;
  /** The image that is booted. */
  readonly image: Image;
  readonly token: string;
  /** The script that the instance's first boot runs, not encoded. */
  readonly userData: string;
}

/** Types of what a launch makes, and tags in the very call: nothing of the module is ever there without them. */
const taggedTypes = ["instance", "volume", "network-interface"] as const;

/**
 * The call that launches one instance: without a way in and a key, of the second version of the metadata service, ending itself when it is
 * powered off. Equal input gives an equal call, which its token demands.
 *
 * @returns input of RunInstances
 */
export function launchRequest({
  prepared,
  role,
  candidate,
  image,
  token,
  userData,
}: LaunchInput): RunInstancesCommandInput {
  const { instance } = prepared;
  return {
    ClientToken: token,
    ImageId: image.ImageId,
    MinCount: 1,
    MaxCount: 1,
    InstanceType: candidate.type as RunInstancesCommandInput["InstanceType"],
    IamInstanceProfile: { Name: instance.instance_profile_name },
    InstanceInitiatedShutdownBehavior: "terminate",
    MetadataOptions: { HttpEndpoint: "enabled", HttpTokens: "required", HttpPutResponseHopLimit: instance.hop_limit },
    BlockDeviceMappings: [...launchMappings(image, instance)],
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        ...(candidate.subnet_id === null ? {} : { SubnetId: candidate.subnet_id }),
        Groups: [...instance.security_group_ids],
        AssociatePublicIpAddress: instance.associate_public_ip_address,
        DeleteOnTermination: true,
      },
    ],
    ...(candidate.spot
      ? {
          InstanceMarketOptions: {
            MarketType: "spot" as const,
            SpotOptions: { SpotInstanceType: "one-time" as const, InstanceInterruptionBehavior: "terminate" as const },
          },
        }
      : {}),
    TagSpecifications: tagSpecifications(taggedTypes, {
      ...instance.tags,
      [tagKeys.name]: instanceName(prepared, role),
      [tagKeys.role]: role,
    }),
    UserData: Buffer.from(userData).toString("base64"),
  };
}

/**
 * The volumes of an instance: those of its image, each of type gp3, encrypted, and ending with it. The root is as large as asked for, unless
 * the image needs more.
 *
 * @param image the image that is booted
 * @param instance how instances are launched
 */
export function launchMappings(
  { BlockDeviceMappings = [], RootDeviceName }: Image,
  { volume_size_gb, encrypted, kms_key_id }: Prepared["instance"],
): readonly BlockDeviceMapping[] {
  return BlockDeviceMappings.flatMap(({ DeviceName, Ebs }) => {
    if (Ebs === undefined) return [];
    const size = Ebs.VolumeSize ?? 0;
    const root = DeviceName === RootDeviceName && volume_size_gb !== null && volume_size_gb > size;
    return {
      DeviceName,
      Ebs: {
        VolumeType: "gp3" as const,
        DeleteOnTermination: true,
        ...(root ? { VolumeSize: volume_size_gb } : {}),
        ...(encrypted ? { Encrypted: true, ...(kms_key_id === null ? {} : { KmsKeyId: kms_key_id }) } : {}),
      },
    };
  });
}

/** The same tags on everything that a call makes. */
export function tagSpecifications(
  types: readonly TagSpecification["ResourceType"][],
  tags: Readonly<Record<string, string>>,
): TagSpecification[] {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return types.map((ResourceType) => ({ ResourceType, Tags: list }));
}

/** At most 255 characters, as any tag's value. */
function instanceName({ template, architecture, id, kind }: Prepared, role: InstanceRole): string {
  return [template === "" ? kind : template, architecture, role, id].join(" ").slice(0, 255);
}
