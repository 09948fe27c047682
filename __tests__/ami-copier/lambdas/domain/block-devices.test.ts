import { describe, expect, test } from "vitest";
import { finalMappings } from "../../../../lambdas/ami-copier/domain/block-devices.ts";

const unset = { gp3Iops: undefined, gp3Throughput: undefined };
const ebs = { SnapshotId: "snap-1", VolumeSize: 10, VolumeType: "gp2", DeleteOnTermination: true };

function convert(volume: object, performance: Parameters<typeof finalMappings>[1] = unset) {
  return finalMappings([{ DeviceName: "/dev/sda1", Ebs: { ...ebs, ...volume } }], performance)[0]?.Ebs;
}

describe("performance of the gp3 volume, no less than the source had", () => {
  test.each([
    ["a small gp2 volume", { VolumeSize: 10 }, 3_000, 125],
    ["a missing volume type", { VolumeType: undefined, VolumeSize: 2_000 }, 6_000, 250],
    ["gp2 between the two throughputs", { VolumeSize: 200 }, 3_000, 150],
    ["gp2 at 334 GiB", { VolumeSize: 334 }, 3_000, 250],
    ["gp2 over 1,000 GiB", { VolumeSize: 1_001 }, 3_003, 250],
    ["gp2 at its limit", { VolumeSize: 16_000 }, 16_000, 250],
    ["gp2 with an Iops of 100", { VolumeSize: 10, Iops: 100 }, 3_000, 125],
    ["gp3 as it is", { VolumeType: "gp3", VolumeSize: 100, Iops: 5_000, Throughput: 500 }, 5_000, 500],
    ["gp3 with defaults", { VolumeType: "gp3", VolumeSize: 8 }, 3_000, 125],
    ["io1", { VolumeType: "io1", VolumeSize: 100, Iops: 4_002 }, 4_002, 1_000],
    ["io2 with more IOPS for each GiB than gp3", { VolumeType: "io2", VolumeSize: 20, Iops: 20_000 }, 10_000, 2_000],
    ["io2 over gp3's limit", { VolumeType: "io2", VolumeSize: 1_000, Iops: 256_000 }, 80_000, 2_000],
    ["an old magnetic volume", { VolumeType: "standard", VolumeSize: 500 }, 3_000, 125],
    ["a volume of unknown size", { VolumeType: "io2", VolumeSize: undefined, Iops: 9_000 }, 9_000, 2_000],
  ])("%s", (_, volume, Iops, Throughput) => {
    expect(convert(volume)).toMatchObject({ VolumeType: "gp3", Iops, Throughput });
  });

  test("what is configured wins, within gp3's rules", () => {
    expect(convert({ VolumeSize: 100 }, { gp3Iops: 6_000, gp3Throughput: 700 })).toMatchObject({
      Iops: 6_000,
      Throughput: 700,
    });
    expect(convert({ VolumeSize: 10 }, { gp3Iops: 16_000, gp3Throughput: 2_000 })).toMatchObject({
      Iops: 5_000,
      Throughput: 1_250,
    });
    expect(convert({ VolumeSize: 2_000 }, { gp3Iops: 3_000, gp3Throughput: undefined })).toMatchObject({ Iops: 3_000 });
  });
});

describe("fields that RegisterImage takes", () => {
  test("passes on the allowed ones only", () => {
    const strange = { ...ebs, Encrypted: true, KmsKeyId: "key", VolumeInitializationRate: 100, OutpostArn: "arn" };
    expect(Object.keys(convert(strange) ?? {}).sort()).toEqual(
      ["SnapshotId", "VolumeSize", "VolumeType", "DeleteOnTermination", "Iops", "Throughput"].sort(),
    );
  });

  test("keeps other mappings and their order", () => {
    const mappings = [
      { DeviceName: "/dev/sdb", VirtualName: "ephemeral0" },
      { DeviceName: "/dev/sda1", Ebs: ebs },
      { DeviceName: "/dev/sdc", NoDevice: "" },
    ];
    expect(finalMappings(mappings, unset)).toEqual([
      { DeviceName: "/dev/sdb", VirtualName: "ephemeral0" },
      expect.objectContaining({ DeviceName: "/dev/sda1" }),
      { DeviceName: "/dev/sdc", NoDevice: "" },
    ]);
  });

  test("an empty volume has no snapshot to be encrypted by", () => {
    expect(convert({ SnapshotId: undefined })).toMatchObject({ Encrypted: true });
  });
});
