import {
  CopyImageCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DisableImageCommand,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  ModifyImageAttributeCommand,
  type ModifyImageAttributeCommandInput,
  RebootInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { region } from "../support.ts";
import { code, Ec2Desk, plainImage } from "./support.ts";

let desk: Ec2Desk;

beforeEach(async () => {
  desk = await Ec2Desk.open();
});

afterEach(() => desk.close());

const snapshots = async () =>
  (await desk.client.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] }))).Snapshots ?? [];

describe("an image of an instance", () => {
  const encrypted = {
    BlockDeviceMappings: [
      { DeviceName: "/dev/sda1", Ebs: { VolumeSize: 20, VolumeType: "gp3" as const, Encrypted: true } },
    ],
  };

  test("is pending, then available, with what the instance's volumes have", async () => {
    const InstanceId = await desk.running(encrypted);
    const id = await desk.createImage({
      InstanceId,
      Description: "d",
      TagSpecifications: [
        { ResourceType: "image", Tags: [{ Key: "a", Value: "1" }] },
        { ResourceType: "snapshot", Tags: [{ Key: "b", Value: "2" }] },
      ],
    });
    expect(await desk.image(id)).toMatchObject({ State: "pending", Name: "made", Tags: [{ Key: "a", Value: "1" }] });
    expect(await snapshots()).toMatchObject([
      { State: "pending", Encrypted: true, KmsKeyId: "alias/aws/ebs", VolumeSize: 20, Tags: [{ Key: "b" }] },
    ]);
    await desk.pass(300);
    expect(await desk.image(id)).toMatchObject({
      State: "available",
      Architecture: "x86_64",
      BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: 20, VolumeType: "gp3", Encrypted: true } }],
      CreationDate: "2026-01-01T00:00:20.000Z",
      Description: "d",
      RootDeviceName: "/dev/sda1",
      SourceInstanceId: InstanceId,
    });
    expect(await desk.image(id)).not.toHaveProperty("ImdsSupport");
    await expect(desk.run({ ImageId: id })).resolves.toBeDefined();
  });

  test("reboots an instance that runs, unless it must not", async () => {
    const InstanceId = await desk.running();
    const boots = () => desk.account.ec2.instances.get(InstanceId)?.boots.map(({ cause }) => cause);
    await desk.createImage({ InstanceId, Name: "without", NoReboot: true });
    await desk.pass(60);
    expect(boots()).toEqual(["launch"]);
    await desk.createImage({ InstanceId, Name: "with" });
    await desk.pass(60);
    expect(boots()).toEqual(["launch", "image"]);
  });

  test("is made of one that runs or is stopped, and of no other", async () => {
    const { InstanceId = "" } = await desk.run();
    await expect(desk.createImage({ InstanceId })).rejects.toMatchObject(code("IncorrectState"));
    await desk.pass(20);
    await desk.client.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
    await expect(desk.createImage({ InstanceId })).rejects.toMatchObject(code("IncorrectState"));
    await desk.pass(30);
    await expect(desk.createImage({ InstanceId })).resolves.toBeDefined();
    await expect(desk.createImage({ InstanceId: "i-0000000000000dead" })).rejects.toMatchObject(
      code("InvalidInstanceID.NotFound"),
    );
  });

  test.each([
    ["ab", "InvalidAMIName.Malformed"],
    ["x".repeat(129), "InvalidAMIName.Malformed"],
    ["a{b}", "InvalidAMIName.Malformed"],
  ])("has no name such as %s", async (Name, name) => {
    const InstanceId = await desk.running();
    await expect(desk.createImage({ InstanceId, Name })).rejects.toMatchObject(code(name));
  });

  test("has a name of its own, which is taken for a while after its deregistration by setting", async () => {
    const InstanceId = await desk.running();
    const ImageId = await desk.createImage({ InstanceId });
    await expect(desk.createImage({ InstanceId })).rejects.toMatchObject(code("InvalidAMIName.Duplicate"));
    desk.account.ec2.settings.nameHeldSeconds = 60;
    await desk.client.send(new DeregisterImageCommand({ ImageId }));
    await desk.pass(59);
    await expect(desk.createImage({ InstanceId })).rejects.toMatchObject(code("InvalidAMIName.Duplicate"));
    await desk.pass(1);
    await expect(desk.createImage({ InstanceId })).resolves.toBeDefined();
  });

  test("takes tags for images and snapshots alone", async () => {
    const InstanceId = await desk.running();
    const TagSpecifications = [{ ResourceType: "instance" as const, Tags: [{ Key: "a", Value: "1" }] }];
    await expect(desk.createImage({ InstanceId, TagSpecifications })).rejects.toMatchObject(
      code("InvalidParameterValue"),
    );
  });

  test.each([
    ["terminated", (InstanceIds: string[]) => desk.client.send(new TerminateInstancesCommand({ InstanceIds }))],
    ["rebooted", (InstanceIds: string[]) => desk.client.send(new RebootInstancesCommand({ InstanceIds }))],
  ])("fails when its instance is %s while it is pending, and not later", async (_, end) => {
    const InstanceId = await desk.running();
    const done = await desk.createImage({ InstanceId, Name: "done", NoReboot: true });
    await desk.pass(300);
    const pending = await desk.createImage({ InstanceId, Name: "pending", NoReboot: true });
    await desk.pass(60);
    await end([InstanceId]);
    await desk.pass(60);
    expect(await desk.image(done)).toMatchObject({ State: "available" });
    expect(await desk.image(pending)).toMatchObject({
      State: "failed",
      StateReason: { Code: "Client.InstanceTerminated" },
    });
    expect((await snapshots()).map(({ State }) => State)).toEqual(["completed", "error"]);
    await desk.client.send(new DeregisterImageCommand({ ImageId: pending, DeleteAssociatedSnapshots: true }));
    expect(await snapshots()).toHaveLength(1);
  });

  test("fails when its stopped instance is terminated", async () => {
    const InstanceId = await desk.running();
    await desk.client.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
    await desk.pass(30);
    const id = await desk.createImage({ InstanceId });
    await desk.client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(await desk.image(id)).toMatchObject({ State: "failed" });
  });

  test("is refused or fails by setting, and takes as long as that says", async () => {
    const { settings } = desk.account.ec2;
    const InstanceId = await desk.running();
    settings.refuseImage = ({ name }) => (name === "refused" ? "SnapshotLimitExceeded" : undefined);
    settings.imageProblem = ({ name }) => (name === "broken" ? "Client.InternalError: x" : undefined);
    settings.imageMinutes = 1;
    await expect(desk.createImage({ InstanceId, Name: "refused" })).rejects.toMatchObject(
      code("SnapshotLimitExceeded"),
    );
    const [broken, good] = [
      await desk.createImage({ InstanceId, Name: "broken" }),
      await desk.createImage({ InstanceId, Name: "good" }),
    ];
    await desk.pass(60);
    expect([(await desk.image(broken))?.State, (await desk.image(good))?.State]).toEqual(["failed", "available"]);
  });

  test("does not take of the quota of copies", async () => {
    desk.account.ec2.settings.snapshotCopyQuota = 1;
    await desk.createImage({ InstanceId: await desk.running() });
    const copy = { Name: "copy", SourceImageId: desk.baseImage, SourceRegion: region };
    await expect(desk.client.send(new CopyImageCommand(copy))).resolves.toBeDefined();
  });

  test("holds what is on the disk, and hands it on to copies and instances", async () => {
    const { machines } = desk.account.ec2.instances;
    machines.capture = ({ id }) => `root of ${id}`;
    const InstanceId = await desk.running();
    const made = await desk.createImage({ InstanceId });
    await desk.pass(300);
    const { ImageId } = await desk.client.send(
      new CopyImageCommand({ Name: "copy", SourceImageId: made, SourceRegion: region }),
    );
    await desk.pass(1_800);
    const launched = await desk.run({ ImageId });
    expect(desk.account.ec2.instances.get(launched.InstanceId ?? "")?.machine).toBe(`root of ${InstanceId}`);
  });
});

describe("an image of the account", () => {
  const own = (change = {}) => desk.account.ec2.addOwn({ ...plainImage("own"), ...change });
  const modify = (ImageId: string, change: Partial<ModifyImageAttributeCommandInput>) =>
    desk.client.send(new ModifyImageAttributeCommand({ ImageId, ...change }));
  const add = (ImageId: string, ...Add: object[]) => modify(ImageId, { LaunchPermission: { Add } });
  const permissions = async (ImageId: string) => {
    const asked = new DescribeImageAttributeCommand({ ImageId, Attribute: "launchPermission" });
    return (await desk.client.send(asked)).LaunchPermissions ?? [];
  };
  const organization = "arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5";
  const unit = "arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-cd34ef56";

  test("is shared with accounts, organizations and their units, and no longer", async () => {
    const id = own();
    const all = [{ UserId: "444455556666" }, { OrganizationArn: organization }, { OrganizationalUnitArn: unit }];
    await add(id, ...all);
    await add(id, ...all);
    expect(await permissions(id)).toEqual(all);
    await modify(id, { LaunchPermission: { Remove: all.slice(0, 2) } });
    expect(await permissions(id)).toEqual([{ OrganizationalUnitArn: unit }]);
    await add(id, { Group: "all" });
    expect(await desk.image(id)).toMatchObject({ Public: true });
  });

  test.each([
    ["a number that is no account's", { UserId: "1234" }, "InvalidAMIAttributeItemValue"],
    ["an ARN of something else", { OrganizationArn: "arn:aws:iam::111122223333:role/x" }, "InvalidParameterValue"],
  ])("is not shared with %s", async (_, permission, name) => {
    await expect(add(own(), permission)).rejects.toMatchObject(code(name));
  });

  test("is not shared when the account's default key encrypts it, and is with another", async () => {
    const with_ = (KmsKeyId: string) => {
      const Ebs = { SnapshotId: "snap-0000000000000000f", VolumeSize: 8, Encrypted: true, KmsKeyId };
      return own({ Name: KmsKeyId, BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs }] });
    };
    await expect(add(with_("alias/aws/ebs"), { UserId: "444455556666" })).rejects.toMatchObject(
      code("InvalidParameter"),
    );
    await expect(add(with_("alias/good"), { UserId: "444455556666" })).resolves.toBeDefined();
  });

  test("requires IMDSv2 for good", async () => {
    const id = own();
    await modify(id, { ImdsSupport: { Value: "v2.0" } });
    expect(await desk.image(id)).toMatchObject({ ImdsSupport: "v2.0" });
    await expect(modify(id, { ImdsSupport: { Value: "" } })).rejects.toMatchObject(code("InvalidParameterValue"));
    expect(await desk.run({ ImageId: id })).toMatchObject({ MetadataOptions: { HttpTokens: "required" } });
    await expect(modify(id, { ImdsSupport: { Value: "v2.0" }, Description: { Value: "d" } })).rejects.toMatchObject(
      code("InvalidParameterCombination"),
    );
  });

  test("disabled, is hidden, cannot be launched and loses its permissions, and comes back without them", async () => {
    const id = own();
    await add(id, { UserId: "444455556666" });
    await desk.client.send(new DisableImageCommand({ ImageId: id }));
    await desk.client.send(new DisableImageCommand({ ImageId: id }));
    const list = async (input: object) =>
      (await desk.client.send(new DescribeImagesCommand({ Owners: ["self"], ...input }))).Images?.map(
        ({ State }) => State,
      ) ?? [];
    expect([await list({}), await list({ IncludeDisabled: true })]).toEqual([[], ["disabled"]]);
    await expect(desk.run({ ImageId: id })).rejects.toMatchObject(code("InvalidAMIID.Unavailable"));
    expect(await permissions(id)).toEqual([]);
    await expect(add(id, { UserId: "444455556666" })).rejects.toMatchObject(code("InvalidAMIID.Unavailable"));
    await desk.client.send(new EnableImageCommand({ ImageId: id }));
    expect(await list({})).toEqual(["available"]);
    expect(await permissions(id)).toEqual([]);
  });

  test("is deprecated to the minute, not in the past and within ten years", async () => {
    const id = own();
    const deprecate = (DeprecateAt: Date) =>
      desk.client.send(new EnableImageDeprecationCommand({ ImageId: id, DeprecateAt }));
    await deprecate(new Date("2026-03-01T10:20:40.000Z"));
    expect(await desk.image(id)).toMatchObject({ DeprecationTime: "2026-03-01T10:21:00.000Z" });
    for (const refused of ["2025-12-31T23:59:59.000Z", "2036-01-01T00:01:00.000Z"]) {
      await expect(deprecate(new Date(refused))).rejects.toMatchObject(code("InvalidParameterValue"));
    }
  });

  test("is not deregistered while it is protected", async () => {
    const id = own({ DeregistrationProtection: "enabled-with-cooldown" });
    const deregister = () => desk.client.send(new DeregisterImageCommand({ ImageId: id }));
    await expect(deregister()).rejects.toMatchObject(code("OperationNotPermitted"));
    desk.account.ec2.modify(id, { DeregistrationProtection: "disabled" });
    await expect(deregister()).resolves.toBeDefined();
  });

  test("tells of its last launch a day late", async () => {
    const id = own();
    const last = async () => {
      const asked = new DescribeImageAttributeCommand({ ImageId: id, Attribute: "lastLaunchedTime" });
      return [(await desk.client.send(asked)).LastLaunchedTime?.Value ?? "", (await desk.image(id))?.LastLaunchedTime];
    };
    await desk.run({ ImageId: id });
    await desk.pass(3_600);
    await desk.run({ ImageId: id });
    await desk.pass(23 * 3_600 - 1);
    expect(await last()).toEqual(["", undefined]);
    await desk.pass(1);
    expect(await last()).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"]);
    await desk.pass(3_600);
    expect(await last()).toEqual(["2026-01-01T01:00:00.000Z", "2026-01-01T01:00:00.000Z"]);
  });

  test("of others shows in listings until its deprecation comes", async () => {
    const DeprecationTime = "2026-01-01T01:00:00.000Z";
    desk.account.ec2.share({ ...plainImage("canonical"), OwnerId: "099720109477", Public: true, DeprecationTime });
    const list = async () =>
      (
        await desk.client.send(
          new DescribeImagesCommand({ Owners: ["099720109477"], Filters: [{ Name: "name", Values: ["can*"] }] }),
        )
      ).Images?.length ?? 0;
    expect(await list()).toBe(1);
    await desk.pass(3_600);
    expect(await list()).toBe(0);
  });

  test("of AWS's own is found by the alias of its owner", async () => {
    const amazon = { ...plainImage("al2023"), OwnerId: "137112412989", ImageOwnerAlias: "amazon", Public: true };
    const id = desk.account.ec2.share(amazon);
    const list = async (input: object) =>
      (await desk.client.send(new DescribeImagesCommand(input))).Images?.map(({ ImageId }) => ImageId);
    expect(await list({ Owners: ["amazon", "444455556666"] })).toEqual([id]);
    expect(await list({ Filters: [{ Name: "owner-alias", Values: ["amazon"] }] })).toEqual([id]);
  });

  test("of one Region is nowhere else", async () => {
    const id = own();
    const there = desk.clientFor({ place: "eu-west-1" });
    await expect(there.send(new DisableImageCommand({ ImageId: id }))).rejects.toMatchObject(
      code("InvalidAMIID.NotFound"),
    );
    // The same name is free there.
    expect(desk.account.ec2.addOwn({ ...plainImage("own"), region: "eu-west-1" })).not.toBe(id);
  });
});

test("another account's image cannot be changed", async () => {
  const theirs = { ImageId: desk.baseImage };
  const disable = desk.client.send(new DisableImageCommand(theirs));
  await expect(disable).rejects.toMatchObject(code("AuthFailure"));
  const modify = desk.client.send(new ModifyImageAttributeCommand({ ...theirs, ImdsSupport: { Value: "v2.0" } }));
  await expect(modify).rejects.toMatchObject(code("AuthFailure"));
});
