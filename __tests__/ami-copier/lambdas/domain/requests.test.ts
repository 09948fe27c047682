import { describe, expect, test } from "vitest";
import { copyRequest } from "../../../../lambdas/ami-copier/domain/copy-request.ts";
import { registrationInput } from "../../../../lambdas/ami-copier/domain/registration.ts";
import { toTemporaryImage } from "../../../../lambdas/ami-copier/domain/temporary-image.ts";
import type { CopyItem, ReadyItem } from "../../../../lambdas/ami-copier/shapes.ts";

const item: CopyItem = {
  source_ami_id: "ami-12345678",
  source_ami_name: "src",
  ami_name: "target",
  uuid: null,
  tags: {},
  name_tag: null,
  description: "Encrypted gp3 copy of src",
  temp_ami_name: "ami-copier-temp-ami-12345678",
  copy_initiated_at: "2026-01-01T00:00:00.000Z",
  status: "pending",
};
const context = {
  executionId: "arn:aws:states:us-east-1:111122223333:execution:rhel-ami-copier:run",
  sourceRegion: "us-east-1",
  kmsKeyId: undefined,
  copyTimeoutHours: 3,
  userTags: {},
  now: new Date("2026-01-01T00:01:00Z"),
};
const installation = "rhel-ami-copier";

describe("copyRequest", () => {
  test("is the same for the same event, and has a token of 64 characters", () => {
    expect(copyRequest(item, context)).toEqual(copyRequest({ ...item }, { ...context }));
    expect(copyRequest(item, context).ClientToken).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["execution", item, { ...context, executionId: "arn:2" }],
    ["key", item, { ...context, kmsKeyId: "alias/key" }],
    ["Region", item, { ...context, sourceRegion: "eu-west-1" }],
    ["tags", item, { ...context, userTags: { a: "b" } }],
    ["timeout", item, { ...context, copyTimeoutHours: 4 }],
    ["name", { ...item, ami_name: "other" }, context],
  ])("another %s has another token", (_, changed, changedContext) => {
    expect(copyRequest(changed, changedContext).ClientToken).not.toBe(copyRequest(item, context).ClientToken);
  });

  test("encrypts, with the customer key only when there is one", () => {
    expect(copyRequest(item, context)).toMatchObject({ Encrypted: true, SourceImageId: "ami-12345678" });
    expect(copyRequest(item, context)).not.toHaveProperty("KmsKeyId");
    expect(copyRequest(item, { ...context, kmsKeyId: "k" }).KmsKeyId).toBe("k");
  });

  test("tags the image as temporary and its snapshots as final", () => {
    const { TagSpecifications = [] } = copyRequest(item, { ...context, userTags: { Team: "a" } });
    const valueOf = (type: string, key: string) =>
      TagSpecifications.find((spec) => spec.ResourceType === type)?.Tags?.find((tag) => tag.Key === key)?.Value;
    expect(valueOf("image", "CopiedBy")).toBe("ami-copier-lambda-temporary");
    expect(valueOf("image", "Team")).toBeUndefined();
    expect(valueOf("snapshot", "CopiedBy")).toBe("ami-copier-lambda");
    expect(valueOf("snapshot", "Team")).toBe("a");
    for (const type of ["image", "snapshot"]) {
      expect(valueOf(type, "CopyExecution")).toBe(context.executionId);
      expect(valueOf(type, "CopierInstallation")).toBe("rhel-ami-copier");
    }
  });
});

describe("the deadline", () => {
  const startedAt = (now: string) => copyRequest(item, { ...context, now: new Date(now) });
  const deadlineAt = (now: string) =>
    startedAt(now).TagSpecifications?.[0]?.Tags?.find(({ Key }) => Key === "CopyDeadline")?.Value;

  test.each([
    ["2025-12-31T23:59:59Z", "2026-01-01T04:00:00.000Z"],
    ["2026-01-01T00:00:00Z", "2026-01-01T04:00:00.000Z"],
    ["2026-01-01T01:00:00Z", "2026-01-01T04:00:00.000Z"],
    ["2026-01-01T01:00:01Z", "2026-01-01T05:00:00.000Z"],
    ["2026-01-01T05:30:00Z", "2026-01-01T09:00:00.000Z"],
  ])("of a copy planned at midnight and started at %s leaves it its whole time: %s", (now, deadline) => {
    expect(deadlineAt(now)).toBe(deadline);
  });

  test("and the whole request are the same for all tries of one hour", () => {
    expect(startedAt("2026-01-01T00:59:59Z")).toEqual(startedAt("2026-01-01T00:00:01Z"));
    expect(startedAt("2026-01-01T01:59:59Z")).toEqual(startedAt("2026-01-01T01:00:01Z"));
  });
});

describe("registrationInput", () => {
  const image = {
    ImageId: "ami-87654321",
    Architecture: "arm64" as const,
    BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId: "snap-1", VolumeSize: 10, Encrypted: true } }],
    BootMode: "uefi" as const,
    EnaSupport: true,
    ImdsSupport: undefined,
    RootDeviceName: "/dev/sda1",
    SriovNetSupport: "simple",
    TpmSupport: "v2.0" as const,
    Public: false,
    OwnerId: "1",
  };
  const ready: ReadyItem = {
    ...item,
    status: "copy_initiated",
    action: "finalize",
    temp_ami_id: "ami-87654321",
    temp_image: toTemporaryImage(image),
  };
  const config = { gp3Iops: undefined, gp3Throughput: undefined, imdsSupport: undefined };

  test("carries everything the image has", () => {
    expect(registrationInput(ready, "target", { config, userTags: {}, installation, uefiData: "data" })).toMatchObject({
      Name: "target",
      Description: "Encrypted gp3 copy of src",
      Architecture: "arm64",
      RootDeviceName: "/dev/sda1",
      VirtualizationType: "hvm",
      EnaSupport: true,
      SriovNetSupport: "simple",
      BootMode: "uefi",
      TpmSupport: "v2.0",
      UefiData: "data",
    });
  });

  test("IMDS is the source's unless it is configured", () => {
    const imdsOf = (configured: "v2.0" | undefined, source: string | undefined) =>
      registrationInput({ ...ready, temp_image: { ...ready.temp_image, ImdsSupport: source } }, "target", {
        config: { ...config, imdsSupport: configured },
        userTags: {},
        installation,
        uefiData: undefined,
      }).ImdsSupport;
    expect(imdsOf(undefined, undefined)).toBeUndefined();
    expect(imdsOf(undefined, "v2.0")).toBe("v2.0");
    expect(imdsOf("v2.0", undefined)).toBe("v2.0");
  });

  test("the image is born with all its tags", () => {
    const { TagSpecifications } = registrationInput(ready, "target", {
      config,
      userTags: { Team: "a" },
      installation,
      uefiData: undefined,
    });
    expect(TagSpecifications).toEqual([
      {
        ResourceType: "image",
        Tags: expect.arrayContaining([
          { Key: "Team", Value: "a" },
          { Key: "CopierInstallation", Value: "rhel-ami-copier" },
        ]) as unknown,
      },
    ]);
  });

  test("a description is cut to what EC2 takes", () => {
    const long = { ...ready, description: `é${"x".repeat(300)}` };
    const { Description } = registrationInput(long, "target", {
      config,
      userTags: {},
      installation,
      uefiData: undefined,
    });
    expect(Description).toBe(`?${"x".repeat(254)}`);
  });
});
