import type { BlockDeviceMapping, CreateImageCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import type { Ec2Context } from "./context.ts";
import type { Instance, Volume } from "./instances/instance.ts";
import { refusalOf } from "./instances/refusals.ts";
import { checkTags, checkTexts } from "./rules.ts";
import { tagsFor } from "./store.ts";
import { type ImageEnd, storedImage } from "./stored-image.ts";

const millisecondsPerMinute = 60_000;

/**
 * CreateImage: makes an image of an instance that runs or is stopped. Mappings, sizes and encryption come from its volumes. What
 * is on the disk is taken as it is now; an instance that runs reboots before that, unless it must not.
 *
 * @throws AwsError InvalidInstanceID.NotFound, IncorrectState, InvalidAMIName.Malformed, InvalidAMIName.Duplicate, and the codes of
 * a setting
 */
export function createImage(context: Ec2Context, input: CreateImageCommandInput): { ImageId: string } {
  const { store, instances, settings, region, accountId, now } = context;
  const { InstanceId = "", Name = "" } = input;
  checkTexts(Name, input.Description);
  checkTags(input.TagSpecifications, ["image", "snapshot"]);
  const instance = instances.find(InstanceId, region);
  const state = instances.stateOf(instance);
  // The code is from memory.
  ensure(
    state === "running" || state === "stopped",
    "IncorrectState",
    `Instance '${InstanceId}' is not in a state from which an image can be created: ${state}`,
  );
  store.requireFreeName(region, accountId, Name, now);
  const code = settings.refuseImage({ region, instanceId: InstanceId, name: Name });
  if (code !== undefined) throw refusalOf(code);
  const end = endOf(context, instance, Name);
  const mappings = instance.volumes.map((volume) => snapshotOf(context, input, volume, end));
  // The instance remembers the image it runs, whatever has become of that.
  const source = store.images.get(instance.imageId);
  const machine = instances.machines.capture(instance);
  const image = {
    Architecture: source?.image.Architecture,
    BootMode: source?.image.BootMode,
    TpmSupport: source?.image.TpmSupport,
    EnaSupport: true,
    Hypervisor: "xen" as const,
    ImageType: "machine" as const,
    PlatformDetails: source?.image.PlatformDetails ?? "Linux/UNIX",
    UsageOperation: source?.image.UsageOperation ?? "RunInstances",
    RootDeviceName: instance.rootDeviceName,
    RootDeviceType: "ebs" as const,
    VirtualizationType: "hvm" as const,
    ImageId: store.newId("ami"),
    ImageLocation: `${accountId}/${Name}`,
    Name,
    Description: input.Description,
    OwnerId: accountId,
    CreationDate: new Date(now).toISOString(),
    Public: false,
    State: "pending" as const,
    BlockDeviceMappings: mappings,
    SourceInstanceId: InstanceId,
    SourceImageId: instance.imageId,
    SourceImageRegion: region,
    Tags: tagsFor(input.TagSpecifications, "image"),
  };
  store.addImage(
    storedImage(
      {
        region,
        image,
        snapshots: mappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
        uefiData: source?.uefiData,
        end,
        visibleFrom: now + settings.hiddenSeconds * 1_000,
        hiddenListings: settings.hiddenListings,
        machine,
        powerOffAt: instance.powerOffAt,
      },
      now,
    ),
  );
  if (state === "running" && input.NoReboot !== true) instances.reboot(instance, "image");
  return { ImageId: image.ImageId };
}

function endOf({ settings, region, now }: Ec2Context, { id: instanceId }: Instance, name: string): ImageEnd {
  const span = { startedAt: now, at: now + settings.imageMinutes * millisecondsPerMinute, instanceId };
  const reason = settings.imageProblem({ region, instanceId, name });
  return reason === undefined ? { ...span, state: "available" } : { ...span, state: "failed", reason };
}

function snapshotOf(
  { store, region, accountId, now }: Ec2Context,
  input: CreateImageCommandInput,
  volume: Volume,
  end: ImageEnd,
): BlockDeviceMapping {
  const SnapshotId = store.newId("snap");
  const { encrypted: Encrypted, kmsKeyId } = volume;
  const key = kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId };
  store.snapshots.set(SnapshotId, {
    region,
    snapshot: {
      SnapshotId,
      Encrypted,
      ...key,
      OwnerId: accountId,
      StartTime: new Date(now),
      VolumeId: volume.id,
      VolumeSize: volume.size,
      Description: `Created by CreateImage(${input.InstanceId ?? ""})`,
      Tags: tagsFor(input.TagSpecifications, "snapshot"),
    },
    end,
  });
  // The one thing of a volume's mapping that the call may change.
  const asked = input.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === volume.deviceName)?.Ebs;
  return {
    DeviceName: volume.deviceName,
    Ebs: {
      SnapshotId,
      VolumeSize: volume.size,
      VolumeType: volume.type as "gp3",
      DeleteOnTermination: asked?.DeleteOnTermination ?? volume.deleteOnTermination,
      Encrypted,
      ...key,
      ...(volume.iops === undefined ? {} : { Iops: volume.iops }),
      ...(volume.throughput === undefined ? {} : { Throughput: volume.throughput }),
    },
  };
}
