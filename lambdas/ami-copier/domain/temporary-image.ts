import type { Image } from "@aws-sdk/client-ec2";
import type { TemporaryImage, TemporaryMapping } from "../shapes.ts";

/**
 * Cuts a described image down to the fields its registration needs: what AWS adds tomorrow must not reach RegisterImage.
 *
 * @param image a temporary image as DescribeImages gives it; one that is not available yet may lack most fields
 */
export function toTemporaryImage(image: Image): TemporaryImage {
  return {
    ImageId: image.ImageId ?? "",
    Architecture: image.Architecture,
    BlockDeviceMappings: (image.BlockDeviceMappings ?? []).map(toMapping),
    BootMode: image.BootMode,
    EnaSupport: image.EnaSupport,
    ImdsSupport: image.ImdsSupport,
    PlatformDetails: image.PlatformDetails,
    RootDeviceName: image.RootDeviceName,
    SriovNetSupport: image.SriovNetSupport,
    State: image.State,
    TpmSupport: image.TpmSupport,
    UsageOperation: image.UsageOperation,
    VirtualizationType: image.VirtualizationType,
  };
}

function toMapping(mapping: NonNullable<Image["BlockDeviceMappings"]>[number]): TemporaryMapping {
  const { DeviceName, VirtualName, NoDevice, Ebs } = mapping;
  if (Ebs === undefined) {
    return { DeviceName, VirtualName, NoDevice };
  }
  const { SnapshotId, VolumeSize, VolumeType, DeleteOnTermination, Iops, Throughput } = Ebs;
  return {
    DeviceName,
    VirtualName,
    NoDevice,
    Ebs: { SnapshotId, VolumeSize, VolumeType, DeleteOnTermination, Iops, Throughput },
  };
}
