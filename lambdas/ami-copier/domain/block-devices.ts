import type { BlockDeviceMapping } from "@aws-sdk/client-ec2";
import type { TemporaryMapping } from "../shapes.ts";

/** Limits of gp3: IOPS, MiB/s, IOPS for each GiB above the baseline, MiB/s for each IOPS. */
const gp3 = { minIops: 3_000, maxIops: 80_000, minThroughput: 125, maxThroughput: 2_000, iopsPerGib: 500 } as const;
const iopsPerThroughput = 4;
/** Limits of gp2: 3 IOPS for each GiB up to 16,000; 256 KiB for each IOPS up to 250 MiB/s. */
const gp2 = { iopsPerGib: 3, maxIops: 16_000, throughputPerGib: 0.75, maxThroughput: 250 } as const;

/** What the user wants of every volume; undefined means at least what the source volume had. */
export interface Performance {
  /** IOPS. */
  readonly gp3Iops: number | undefined;
  /** MiB/s. */
  readonly gp3Throughput: number | undefined;
}

type Volume = NonNullable<TemporaryMapping["Ebs"]>;

/**
 * Mappings of the final image: every EBS volume becomes gp3, and only fields that RegisterImage takes are passed on. It refuses Encrypted
 * beside a SnapshotId, for one (EC2 API Reference, RegisterImage).
 *
 * @param mappings mappings of the temporary image
 * @param performance what the user configured
 */
export function finalMappings(
  mappings: readonly TemporaryMapping[],
  performance: Performance,
): readonly BlockDeviceMapping[] {
  return mappings.map(({ DeviceName, VirtualName, NoDevice, Ebs }) => ({
    DeviceName,
    VirtualName,
    NoDevice,
    ...(Ebs === undefined ? {} : { Ebs: toGp3(Ebs, performance) }),
  }));
}

function toGp3(volume: Volume, performance: Performance): NonNullable<BlockDeviceMapping["Ebs"]> {
  const iops = gp3Iops(volume, performance.gp3Iops);
  return {
    SnapshotId: volume.SnapshotId,
    VolumeSize: volume.VolumeSize,
    DeleteOnTermination: volume.DeleteOnTermination,
    VolumeType: "gp3",
    Iops: iops,
    Throughput: gp3Throughput(volume, performance.gp3Throughput, iops),
    // Beside a snapshot EC2 refuses the field whatever its value: the snapshot says it. A volume without one has nothing else.
    ...(volume.SnapshotId === undefined ? { Encrypted: true } : {}),
  };
}

/** IOPS of the gp3 volume: as configured, else what the source volume sustained, within what gp3 can do at its size. */
function gp3Iops(volume: Volume, configured: number | undefined): number {
  const wanted = Math.max(gp3.minIops, configured ?? sourceIops(volume));
  const sizeLimit = volume.VolumeSize === undefined ? gp3.maxIops : volume.VolumeSize * gp3.iopsPerGib;
  return Math.min(wanted, gp3.maxIops, Math.max(gp3.minIops, sizeLimit));
}

/** MiB/s of the gp3 volume, within what its IOPS allow. */
function gp3Throughput(volume: Volume, configured: number | undefined, iops: number): number {
  const wanted = Math.max(gp3.minThroughput, configured ?? sourceThroughput(volume));
  return Math.min(wanted, gp3.maxThroughput, Math.floor(iops / iopsPerThroughput));
}

function sourceIops(volume: Volume): number {
  switch (volume.VolumeType ?? "gp2") {
    case "gp2":
      return Math.min(gp2.maxIops, (volume.VolumeSize ?? 0) * gp2.iopsPerGib);
    case "gp3":
    case "io1":
    case "io2":
      return volume.Iops ?? 0;
    default:
      return 0;
  }
}

function sourceThroughput(volume: Volume): number {
  switch (volume.VolumeType ?? "gp2") {
    case "gp2":
      return Math.min(gp2.maxThroughput, Math.ceil((volume.VolumeSize ?? 0) * gp2.throughputPerGib));
    case "gp3":
      return volume.Throughput ?? 0;
    case "io1":
    case "io2":
      return Math.ceil((volume.Iops ?? 0) / iopsPerThroughput);
    default:
      return 0;
  }
}
