import {
  CopyImageCommand,
  type CopyImageCommandInput,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  paginateDescribeImages,
  RegisterImageCommand,
  type RegisterImageCommandInput,
} from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { FakeEc2, homeRegion, ProcessDied } from "../support/fake-ec2.ts";

/** The fake is worth its tests only as far as it refuses what AWS refuses. */
function setUp() {
  const world = new FakeEc2();
  const ec2 = world.client();
  const source = world.share({ uefiData: "data" });
  const copy = (change: Partial<CopyImageCommandInput> = {}) =>
    ec2.send(
      new CopyImageCommand({
        Name: "copy",
        SourceImageId: source,
        SourceRegion: homeRegion,
        ClientToken: "t",
        ...change,
      }),
    );
  const register = (change: Partial<RegisterImageCommandInput> = {}) =>
    ec2.send(new RegisterImageCommand({ Name: "final", BlockDeviceMappings: [], ...change }));
  const listNames = async (input: DescribeImagesCommandInput) =>
    ((await ec2.send(new DescribeImagesCommand(input))).Images ?? []).map((image) => image.Name);
  return { world, ec2, source, copy, register, listNames };
}

const code = (name: string) => ({ name });

describe("CopyImage", () => {
  test("a token answers with the same image, and not for other parameters", async () => {
    const { copy } = setUp();
    expect((await copy()).ImageId).toBe((await copy()).ImageId);
    await expect(copy({ Description: "other" })).rejects.toMatchObject(code("IdempotentParameterMismatch"));
  });

  test("a name is taken until its image is deregistered, failed or not", async () => {
    const { world, ec2, source, copy } = setUp();
    world.failCopiesOf(source, "broken");
    const { ImageId } = await copy();
    world.advance(60);
    expect(world.ownImages()[0]).toMatchObject({ State: "failed", StateReason: { Message: "broken" } });
    await expect(copy({ ClientToken: "u" })).rejects.toMatchObject(code("InvalidAMIName.Duplicate"));
    await ec2.send(new DeregisterImageCommand({ ImageId }));
    expect((await copy({ ClientToken: "u" })).ImageId).toBeDefined();
  });

  test("knows the quota, the name's alphabet and the limit of tags", async () => {
    const { world, copy } = setUp();
    await expect(copy({ Name: "{}" })).rejects.toMatchObject(code("InvalidAMIName.Malformed"));
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    await expect(copy({ TagSpecifications: [{ ResourceType: "image", Tags }] })).rejects.toMatchObject(
      code("TagLimitExceeded"),
    );
    world.settings.snapshotCopyQuota = 0;
    await expect(copy()).rejects.toMatchObject(code("ResourceLimitExceeded"));
  });
});

describe("RegisterImage", () => {
  test("refuses encryption fields beside a snapshot, and snapshots that are gone", async () => {
    const { world, copy, register } = setUp();
    await copy();
    const SnapshotId = world.snapshots()[0]?.id;
    for (const field of [{ Encrypted: false }, { KmsKeyId: "key" }]) {
      const BlockDeviceMappings = [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId, ...field } }];
      await expect(register({ BlockDeviceMappings })).rejects.toMatchObject(code("InvalidBlockDeviceMapping"));
    }
    const BlockDeviceMappings = [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId: "snap-gone" } }];
    await expect(register({ BlockDeviceMappings })).rejects.toMatchObject(code("InvalidSnapshot.NotFound"));
  });
});

describe("DescribeImages", () => {
  test("hides others' deprecated and everybody's disabled images unless asked", async () => {
    const { world, listNames } = setUp();
    world.share({ Name: "deprecated", DeprecationTime: "2025-01-01T00:00:00.000Z" });
    world.addOwn({ Name: "disabled", State: "disabled" });
    expect(await listNames({})).toHaveLength(1);
    expect(await listNames({ IncludeDeprecated: true })).toContain("deprecated");
    expect(await listNames({ IncludeDisabled: true })).toContain("disabled");
  });

  test("understands wildcards, escapes and tags in filters", async () => {
    const { world, listNames } = setUp();
    world.addOwn({ Name: "rhel-9*", Tags: [{ Key: "a", Value: "1" }] });
    world.addOwn({ Name: "rhel-95", Tags: [{ Key: "b", Value: "1" }] });
    const named = (Name: string, ...Values: string[]) => listNames({ Owners: ["self"], Filters: [{ Name, Values }] });
    expect(await named("name", "rhel-*")).toEqual(["rhel-9*", "rhel-95"]);
    expect(await named("name", "RHEL-*")).toEqual([]);
    expect(await named("name", "rhel-9?")).toEqual(["rhel-9*", "rhel-95"]);
    expect(await named("name", "rhel-9\\*")).toEqual(["rhel-9*"]);
    expect(await named("tag-key", "a")).toEqual(["rhel-9*"]);
    expect(await named("tag:b", "1", "2")).toEqual(["rhel-95"]);
    await expect(named("colour", "red")).rejects.toMatchObject(code("InvalidParameterValue"));
  });

  test("pages, and takes no ids beside a page size", async () => {
    const { world, ec2, listNames } = setUp();
    world.share();
    world.share();
    const pages = [];
    for await (const page of paginateDescribeImages({ client: ec2, pageSize: 2 }, {})) {
      pages.push(page.Images?.length);
    }
    expect(pages).toEqual([2, 1]);
    await expect(listNames({ MaxResults: 5, ImageIds: ["ami-1"] })).rejects.toMatchObject(
      code("InvalidParameterCombination"),
    );
  });

  test("lags behind, and shows no UEFI data", async () => {
    const { world, ec2, copy, listNames } = setUp();
    world.settings.hiddenListings = 1;
    const { ImageId } = await copy();
    expect(await listNames({ Owners: ["self"] })).toEqual([]);
    expect(await listNames({ Owners: ["self"] })).toEqual(["copy"]);
    expect(world.ownImages()[0]).not.toHaveProperty("UefiData");
    const attribute = await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: "uefiData" }));
    expect(attribute.UefiData?.Value).toBe("data");
  });
});

test("a snapshot stays while an image refers to it", async () => {
  const { world, ec2, copy, register } = setUp();
  const { ImageId } = await copy();
  world.advance(30);
  const SnapshotId = world.snapshots()[0]?.id;
  await register({ BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId } }] });
  await expect(ec2.send(new DeleteSnapshotCommand({ SnapshotId }))).rejects.toMatchObject(
    code("InvalidSnapshot.InUse"),
  );
  const answer = await ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
  expect(answer.DeleteSnapshotResults).toEqual([{ SnapshotId, ReturnCode: "skipped" }]);
  expect(world.snapshots()).toHaveLength(1);
});

test("a process that died stays dead until it is revived", async () => {
  const { world, copy, listNames } = setUp();
  world.failAfter(1);
  await expect(copy()).rejects.toThrow(ProcessDied);
  expect(world.ownImages()).toHaveLength(1);
  await expect(listNames({})).rejects.toThrow(ProcessDied);
  world.revive();
  expect(await listNames({})).toHaveLength(2);
});
