import {
  CopyImageCommand,
  type CopyImageCommandInput,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  paginateDescribeImages,
  paginateDescribeSnapshots,
  RegisterImageCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import type { ImageInput } from "../../../simulator/aws/ec2/ec2.ts";
import { clientOf, open, region } from "./support.ts";

let account: Account;
let ec2: EC2Client;

beforeEach(async () => {
  account = await open();
  ec2 = new EC2Client(clientOf(account));
});

afterEach(async () => {
  ec2.destroy();
  await account.close();
});

const owner = "444455556666";
const share = (image: ImageInput) => account.ec2.share({ ...image, OwnerId: owner });
const pass = (minutes: number) => account.clock.sleepUntil(account.clock.now + minutes * 60_000);
const code = (name: string, status = 400) => ({ name, $metadata: { httpStatusCode: status } });

const copy = (SourceImageId: string, change: Partial<CopyImageCommandInput> = {}) =>
  ec2.send(new CopyImageCommand({ Name: "copy", SourceImageId, SourceRegion: region, Encrypted: true, ...change }));

describe("what a listing shows", () => {
  test("every field of an image, as the SDK reads it", async () => {
    const id = share({
      Name: `composer-api-1 (<&"'>)`,
      BootMode: "uefi-preferred",
      Description: 'a <b> & "c"',
      Tags: [{ Key: "k", Value: "ü & <x>" }],
      DeprecationTime: "2027-01-01T00:00:00.000Z",
      TpmSupport: "v2.0",
      ImdsSupport: "v2.0",
      SriovNetSupport: "simple",
    });
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id], IncludeDeprecated: true }));
    expect(Images).toEqual([
      {
        Architecture: "x86_64",
        BlockDeviceMappings: [
          {
            DeviceName: "/dev/sda1",
            Ebs: {
              DeleteOnTermination: true,
              Encrypted: false,
              SnapshotId: "snap-0000000000000000f",
              VolumeSize: 10,
              VolumeType: "gp2",
            },
          },
        ],
        BootMode: "uefi-preferred",
        CreationDate: "2026-01-01T00:00:00.000Z",
        DeprecationTime: "2027-01-01T00:00:00.000Z",
        Description: 'a <b> & "c"',
        EnaSupport: true,
        Hypervisor: "xen",
        ImageId: id,
        ImageType: "machine",
        ImdsSupport: "v2.0",
        Name: `composer-api-1 (<&"'>)`,
        OwnerId: owner,
        PlatformDetails: "Linux/UNIX",
        Public: false,
        RootDeviceName: "/dev/sda1",
        RootDeviceType: "ebs",
        SriovNetSupport: "simple",
        State: "available",
        Tags: [{ Key: "k", Value: "ü & <x>" }],
        TpmSupport: "v2.0",
        UsageOperation: "RunInstances",
        VirtualizationType: "hvm",
      },
    ]);
  });

  test("others' deprecated images and all disabled ones only when asked for", async () => {
    share({ Name: "old", DeprecationTime: "2026-01-01T00:00:00.000Z" });
    account.ec2.addOwn({ Name: "own-old", DeprecationTime: "2026-01-01T00:00:00.000Z" });
    account.ec2.addOwn({ Name: "off", State: "disabled" });
    const names = async (input: object) =>
      (await ec2.send(new DescribeImagesCommand(input))).Images?.map((image) => image.Name);
    expect(await names({})).toEqual(["own-old"]);
    expect(await names({ IncludeDeprecated: true })).toEqual(["old", "own-old"]);
    expect(await names({ IncludeDisabled: true })).toEqual(["own-old", "off"]);
  });

  test("owners, launch permissions and filters with wildcards", async () => {
    share({ Name: "composer-api-a", Tags: [{ Key: "Team", Value: "a*b" }] });
    share({ Name: "composer-api-b", Architecture: "arm64" });
    share({ Name: "public", Public: true });
    account.ec2.addOwn({ Name: "own" });
    const names = async (input: object) =>
      (await ec2.send(new DescribeImagesCommand(input))).Images?.map((image) => image.Name);
    const filter = (Name: string, ...Values: string[]) => names({ Filters: [{ Name, Values }] });
    expect(await names({ Owners: ["self"] })).toEqual(["own"]);
    expect(await names({ ExecutableUsers: ["self"] })).toEqual(["composer-api-a", "composer-api-b"]);
    expect(await names({ ExecutableUsers: ["all"] })).toEqual(["public"]);
    expect(await filter("name", "composer-*-?", "own")).toEqual(["composer-api-a", "composer-api-b", "own"]);
    expect(await filter("architecture", "arm64")).toEqual(["composer-api-b"]);
    expect(await filter("tag:Team", "a\\*b")).toEqual(["composer-api-a"]);
    expect(await filter("tag:Team", "a\\*")).toEqual([]);
    expect(await filter("tag-key", "Te*")).toEqual(["composer-api-a"]);
    await expect(filter("colour", "red")).rejects.toMatchObject(code("InvalidParameterValue"));
    await expect(filter("name", ...Array.from({ length: 201 }, String))).rejects.toMatchObject(
      code("FilterLimitExceeded"),
    );
  });

  test("pages, and no ids beside a page size", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => share({ Name: `image-${index}` }));
    const pages: number[] = [];
    for await (const page of paginateDescribeImages({ client: ec2, pageSize: 5 }, {})) {
      pages.push(page.Images?.length ?? 0);
    }
    expect(pages).toEqual([5, 5, 2]);
    await expect(ec2.send(new DescribeImagesCommand({ ImageIds: ids, MaxResults: 5 }))).rejects.toMatchObject(
      code("InvalidParameterCombination"),
    );
    await expect(ec2.send(new DescribeImagesCommand({ ImageIds: ["ami-12345678"] }))).rejects.toMatchObject(
      code("InvalidAMIID.NotFound"),
    );
    await expect(ec2.send(new DescribeImagesCommand({ ImageIds: ["x"] }))).rejects.toMatchObject(
      code("InvalidAMIID.Malformed"),
    );
  });

  test("a new image only after a while", async () => {
    account.ec2.settings.hiddenSeconds = 30;
    await copy(share({ Name: "source" }));
    const own = async () => (await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }))).Images?.length;
    expect(await own()).toBe(0);
    await pass(1);
    expect(await own()).toBe(1);
  });
});

describe("a copy", () => {
  test("is pending, then available, with encrypted snapshots and the tags it was called with", async () => {
    const source = share({ Name: "source", uefiData: "dWVmaQ==" });
    const { ImageId } = await copy(source, {
      KmsKeyId: "alias/good",
      TagSpecifications: [
        { ResourceType: "image", Tags: [{ Key: "a", Value: "1" }] },
        { ResourceType: "snapshot", Tags: [{ Key: "b", Value: "2" }] },
      ],
    });
    const image = async () => (await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }))).Images?.[0];
    expect(await image()).toMatchObject({ State: "pending", SourceImageId: source, Tags: [{ Key: "a", Value: "1" }] });
    await pass(15);
    const half = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] }));
    expect(half.Snapshots).toMatchObject([
      { State: "pending", Progress: "50%", Encrypted: true, KmsKeyId: "alias/good" },
    ]);
    await pass(15);
    expect(await image()).toMatchObject({
      State: "available",
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, KmsKeyId: "alias/good", VolumeType: "gp2" } }],
    });
    const filter = [{ Name: "tag:b", Values: ["2"] }];
    for await (const page of paginateDescribeSnapshots({ client: ec2, pageSize: 5 }, { Filters: filter })) {
      expect(page.Snapshots).toMatchObject([{ State: "completed", Progress: "100%", VolumeSize: 10 }]);
    }
    expect(await image()).not.toHaveProperty("UefiData");
    const uefi = await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: "uefiData" }));
    expect(uefi.UefiData?.Value).toBe("dWVmaQ==");
  });

  test.each([
    ["a disabled key", "arn:aws:kms:us-east-1:111122223333:key/off"],
    ["a key that is not there", "nowhere"],
    ["a key that nobody may use", "closed"],
  ])("with %s is accepted, and fails later", async (_, KmsKeyId) => {
    const { ImageId = "" } = await copy(share({ Name: "source" }), { KmsKeyId });
    await pass(30);
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    expect(Images).toMatchObject([
      { State: "failed", StateReason: { Message: "Given key ID is not accessible" }, BlockDeviceMappings: [] },
    ]);
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({}));
    expect(Snapshots).toMatchObject([{ State: "error" }]);
    const paged = new DescribeSnapshotsCommand({ SnapshotIds: [Snapshots?.[0]?.SnapshotId ?? ""], MaxResults: 5 });
    await expect(ec2.send(paged)).rejects.toMatchObject(code("InvalidParameterCombination"));
  });

  test("with a token is made once, and not with other parameters", async () => {
    const source = share({ Name: "source" });
    const first = await copy(source, { ClientToken: "t" });
    expect((await copy(source, { ClientToken: "t" })).ImageId).toBe(first.ImageId);
    await expect(copy(source, { ClientToken: "t", Description: "other" })).rejects.toMatchObject(
      code("IdempotentParameterMismatch"),
    );
  });

  test("needs a free and well-formed name, a shared source and a slot of the quota", async () => {
    const source = share({ Name: "source" });
    await copy(source);
    await expect(copy(source)).rejects.toMatchObject(code("InvalidAMIName.Duplicate"));
    await expect(copy(source, { Name: "{}" })).rejects.toMatchObject(code("InvalidAMIName.Malformed"));
    await expect(copy(source, { Name: "ab" })).rejects.toMatchObject(code("InvalidAMIName.Malformed"));
    await expect(copy(source, { Name: "x".repeat(129) })).rejects.toMatchObject(code("InvalidAMIName.Malformed"));
    account.ec2.unshare(source);
    await expect(copy(source, { Name: "other" })).rejects.toMatchObject(code("InvalidAMIID.NotFound"));
    const many = Array.from({ length: 20 }, (_, index) => share({ Name: `source-${index}` }));
    for (const [index, id] of many.slice(1).entries()) await copy(id, { Name: `copy-${index}` });
    await expect(copy(many[0] ?? "", { Name: "one too many" })).rejects.toMatchObject(code("ResourceLimitExceeded"));
  });

  test("keeps what it has when it fails, unless EC2 takes it away", async () => {
    const Tags = [{ Key: "a", Value: "1" }];
    const tagged = {
      TagSpecifications: [
        { ResourceType: "image" as const, Tags },
        { ResourceType: "snapshot" as const, Tags },
      ],
    };
    const { settings } = account.ec2;
    settings.copyProblem = () => "broken";
    const list = async () => (await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }))).Images?.at(-1);
    const snapshots = async () =>
      (await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] }))).Snapshots?.length;

    await copy(share({ Name: "source" }), tagged);
    await pass(30);
    expect(await list()).toMatchObject({ State: "failed", Name: "copy", Tags });
    await ec2.send(new DeregisterImageCommand({ ImageId: (await list())?.ImageId, DeleteAssociatedSnapshots: true }));
    expect(await snapshots()).toBe(0);

    Object.assign(settings, {
      failedCopiesLoseName: true,
      failedCopiesLoseTags: true,
      failedCopiesHideSnapshots: true,
    });
    const source = share({ Name: "another" });
    const { ImageId } = await copy(source, tagged);
    expect(await list()).toMatchObject({ State: "pending", Name: "copy", Tags });
    await pass(30);
    const lost = await list();
    expect([lost?.ImageId, lost?.State, lost?.Name, lost?.Tags ?? []]).toEqual([ImageId, "failed", undefined, []]);
    // The name is free, and the snapshots, which keep their tags, are in nobody's way.
    await copy(source);
    await ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
    const { Snapshots = [] } = await ec2.send(
      new DescribeSnapshotsCommand({ Filters: [{ Name: "tag:a", Values: ["1"] }] }),
    );
    expect(Snapshots).toHaveLength(1);
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId: Snapshots[0]?.SnapshotId }));
  });

  test("beyond the quota is refused, or taken and fails soon, as EC2 does that day", async () => {
    const { settings } = account.ec2;
    settings.snapshotCopyQuota = 0;
    const source = share({ Name: "source" });
    await expect(copy(source)).rejects.toMatchObject(code("ResourceLimitExceeded"));
    settings.quotaMode = "fail";
    const { ImageId = "" } = await copy(source);
    await pass(1);
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    expect(Images).toMatchObject([
      { State: "failed", StateReason: { Message: expect.stringContaining("Too many snapshot copies") as string } },
    ]);
  });

  test("takes at most 50 tags", async () => {
    const source = share({ Name: "source" });
    const tags = (count: number) => [
      {
        ResourceType: "image" as const,
        Tags: Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: "" })),
      },
    ];
    await expect(copy(source, { TagSpecifications: tags(51) })).rejects.toMatchObject(code("TagLimitExceeded"));
    const { ImageId = "" } = await copy(source, { TagSpecifications: tags(50) });
    const add = ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key: "one more", Value: "" }] }));
    await expect(add).rejects.toMatchObject(code("TagLimitExceeded"));
  });
});

describe("a registration", () => {
  async function copied() {
    const { ImageId = "" } = await copy(share({ Name: "source", PlatformDetails: "Red Hat Enterprise Linux" }));
    await pass(30);
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    const SnapshotId = Images?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? "";
    const register = (ebs: object = {}, more: object = {}) =>
      ec2.send(
        new RegisterImageCommand({
          Name: "final",
          RootDeviceName: "/dev/sda1",
          BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId, VolumeType: "gp3", ...ebs } }],
          ...more,
        }),
      );
    return { ImageId, SnapshotId, register };
  }

  test("takes the encryption of its snapshot, and refuses to be told", async () => {
    const { register } = await copied();
    await expect(register({ Encrypted: true })).rejects.toMatchObject(code("InvalidBlockDeviceMapping"));
    await expect(register({ KmsKeyId: "alias/good" })).rejects.toMatchObject(code("InvalidBlockDeviceMapping"));
    const { ImageId = "" } = await register(
      {},
      { TagSpecifications: [{ ResourceType: "image", Tags: [{ Key: "a", Value: "1" }] }] },
    );
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    expect(Images).toMatchObject([
      {
        State: "available",
        PlatformDetails: "Red Hat Enterprise Linux",
        Tags: [{ Key: "a", Value: "1" }],
        BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: "gp3", VolumeSize: 10 } }],
      },
    ]);
    await expect(register()).rejects.toMatchObject(code("InvalidAMIName.Duplicate"));
    await expect(register({ SnapshotId: "snap-1" }, { Name: "other" })).rejects.toMatchObject(
      code("InvalidSnapshot.NotFound"),
    );
  });

  test("is pending for a while where EC2 takes its time", async () => {
    const { register } = await copied();
    account.ec2.settings.pendingSeconds = 20;
    const { ImageId = "" } = await register();
    const state = async () =>
      (await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))).Images?.map((image) => image.State);
    expect(await state()).toEqual(["pending"]);
    await pass(1);
    expect(await state()).toEqual(["available"]);
  });

  test("keeps its snapshots from being deleted", async () => {
    const { ImageId: temporary, SnapshotId, register } = await copied();
    const { ImageId } = await register();
    const skipped = await ec2.send(new DeregisterImageCommand({ ImageId: temporary, DeleteAssociatedSnapshots: true }));
    expect(skipped).toMatchObject({ Return: true, DeleteSnapshotResults: [{ SnapshotId, ReturnCode: "skipped" }] });
    await expect(ec2.send(new DeleteSnapshotCommand({ SnapshotId }))).rejects.toMatchObject(
      code("InvalidSnapshot.InUse"),
    );
    await ec2.send(new DeregisterImageCommand({ ImageId }));
    await expect(ec2.send(new DeregisterImageCommand({ ImageId }))).rejects.toMatchObject(
      code("InvalidAMIID.Unavailable"),
    );
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    await expect(ec2.send(new DeleteSnapshotCommand({ SnapshotId }))).rejects.toMatchObject(
      code("InvalidSnapshot.NotFound"),
    );
  });
});

test("tags are added and overwritten, on images and snapshots at once", async () => {
  const id = account.ec2.addOwn({ Name: "own", Tags: [{ Key: "a", Value: "1" }] });
  await ec2.send(
    new CreateTagsCommand({
      Resources: [id],
      Tags: [
        { Key: "a", Value: "2" },
        { Key: "b", Value: "3" },
      ],
    }),
  );
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
  expect(Images?.[0]?.Tags).toEqual([
    { Key: "a", Value: "2" },
    { Key: "b", Value: "3" },
  ]);
  const reserved = ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "aws:x", Value: "" }] }));
  await expect(reserved).rejects.toMatchObject(code("InvalidParameterValue"));
});

test("a dry run changes nothing, whatever the operation", async () => {
  const source = share({ Name: "source" });
  const own = account.ec2.addOwn({ Name: "own" });
  const DryRun = true;
  const calls = [
    () => ec2.send(new DescribeImagesCommand({ DryRun })),
    () => ec2.send(new DescribeImageAttributeCommand({ DryRun, ImageId: own, Attribute: "uefiData" })),
    () => copy(source, { DryRun }),
    () => ec2.send(new RegisterImageCommand({ DryRun, Name: "name" })),
    () => ec2.send(new DeregisterImageCommand({ DryRun, ImageId: own })),
    () => ec2.send(new DescribeSnapshotsCommand({ DryRun })),
    () => ec2.send(new DeleteSnapshotCommand({ DryRun, SnapshotId: "snap-1" })),
    () => ec2.send(new CreateTagsCommand({ DryRun, Resources: [own], Tags: [{ Key: "a", Value: "b" }] })),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject(code("DryRunOperation", 412));
  }
  expect(account.ec2.ownImages().map(({ image }) => [image.ImageId, image.Tags])).toEqual([[own, undefined]]);
});
