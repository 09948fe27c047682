import { DescribeInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { architectureOf } from "../../../../simulator/aws/ec2/instances/instance-types.ts";
import { refusing } from "../../../../simulator/aws/ec2/instances/refusals.ts";
import { code, Ec2Desk, plainImage, profileArn, subnetId } from "./support.ts";

let desk: Ec2Desk;

beforeEach(async () => {
  desk = await Ec2Desk.open();
});

afterEach(() => desk.close());

test("a launch has what it was asked for", async () => {
  const { InstanceId = "" } = await desk.run({
    IamInstanceProfile: { Name: "builder" },
    MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    SecurityGroupIds: ["sg-1"],
    BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: 20, VolumeType: "gp3", Encrypted: true } }],
    InstanceInitiatedShutdownBehavior: "terminate",
    UserData: Buffer.from("#!/bin/sh\n").toString("base64"),
    TagSpecifications: [
      { ResourceType: "instance", Tags: [{ Key: "Name", Value: "a" }] },
      { ResourceType: "volume", Tags: [{ Key: "b", Value: "1" }] },
    ],
  });
  expect(await desk.instance(InstanceId)).toMatchObject({
    Architecture: "x86_64",
    BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { DeleteOnTermination: true } }],
    IamInstanceProfile: { Arn: profileArn },
    ImageId: desk.baseImage,
    InstanceType: "t3.medium",
    LaunchTime: new Date("2026-01-01T00:00:00.000Z"),
    MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    RootDeviceType: "ebs",
    SecurityGroups: [{ GroupId: "sg-1" }],
    State: { Name: "pending", Code: 0 },
    SubnetId: subnetId,
    Tags: [{ Key: "Name", Value: "a" }],
    VpcId: "vpc-1",
  });
  const held = desk.account.ec2.instances.get(InstanceId);
  expect(held).toMatchObject({ userData: "#!/bin/sh\n", shutdownBehavior: "terminate", publicIp: undefined });
  expect(held?.volumes).toMatchObject([{ size: 20, type: "gp3", encrypted: true, Tags: [{ Key: "b", Value: "1" }] }]);
});

describe("a client token", () => {
  const token = { ClientToken: "a".repeat(64) };

  test("gives the same instance for the same parameters, and none for others", async () => {
    const { InstanceId } = await desk.run(token);
    expect(await desk.run(token)).toMatchObject({ InstanceId });
    await expect(desk.run({ ...token, InstanceType: "t3.large" })).rejects.toMatchObject(
      code("IdempotentParameterMismatch"),
    );
  });

  test("gives none once the instance has ended", async () => {
    const { InstanceId = "" } = await desk.run(token);
    await desk.client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    await expect(desk.run(token)).rejects.toMatchObject(code("IdempotentInstanceTerminated"));
  });

  test("means another instance in another Region", async () => {
    const image = desk.account.ec2.addOwn({ ...plainImage("there"), region: "eu-west-1" });
    const there = desk.clientFor({ place: "eu-west-1" });
    const { InstanceId } = await desk.run(token);
    const second = await desk.run({ ...token, ImageId: image, SubnetId: undefined }, there);
    expect(second.InstanceId).not.toBe(InstanceId);
  });

  test.each([
    ["65 characters", "a".repeat(65)],
    ["other than ASCII", "ü"],
  ])("has not %s", async (_, ClientToken) => {
    await expect(desk.run({ ClientToken })).rejects.toMatchObject(code("InvalidParameterValue"));
  });

  test("that was refused may be used again", async () => {
    desk.account.ec2.settings.refuseLaunch = refusing([{ code: "InsufficientInstanceCapacity", times: 1 }]);
    await expect(desk.run(token)).rejects.toMatchObject({ name: "InsufficientInstanceCapacity" });
    await expect(desk.run(token)).resolves.toMatchObject({ State: { Name: "pending" } });
  });
});

describe("a launch is refused", () => {
  test.each([
    ["an image that is not there", { ImageId: "ami-0000000000000dead" }, "InvalidAMIID.NotFound"],
    ["no image id", { ImageId: "x" }, "InvalidAMIID.Malformed"],
    ["a type of another architecture", { InstanceType: "t4g.medium" as const }, "InvalidParameterValue"],
    ["an unknown profile", { IamInstanceProfile: { Name: "other" } }, "InvalidParameterValue"],
    ["an unknown subnet", { SubnetId: "subnet-2" }, "InvalidSubnetID.NotFound"],
    [
      "a network interface beside a subnet",
      { NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnetId }] },
      "InvalidParameterCombination",
    ],
    [
      "a volume smaller than its snapshot",
      { BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: 7 } }] },
      "InvalidBlockDeviceMapping",
    ],
    [
      "a key without encryption",
      { BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { KmsKeyId: "alias/good" } }] },
      "InvalidParameterDependency",
    ],
    [
      "a tag key twice",
      {
        TagSpecifications: [
          {
            ResourceType: "instance" as const,
            Tags: [
              { Key: "a", Value: "1" },
              { Key: "a", Value: "2" },
            ],
          },
        ],
      },
      "InvalidParameterValue",
    ],
    [
      "a tag of AWS's",
      { TagSpecifications: [{ ResourceType: "volume" as const, Tags: [{ Key: "aws:x", Value: "1" }] }] },
      "InvalidParameterValue",
    ],
    [
      "tags on an image",
      { TagSpecifications: [{ ResourceType: "image" as const, Tags: [{ Key: "a", Value: "1" }] }] },
      "InvalidParameterValue",
    ],
  ])("with %s", async (_, change, name) => {
    await expect(desk.run(change)).rejects.toMatchObject(code(name));
    expect(desk.account.ec2.instances.all).toEqual([]);
  });

  test.each(["pending", "disabled", "failed"] as const)("from an image that is %s", async (State) => {
    const ImageId = desk.account.ec2.addOwn({ ...plainImage("own"), State });
    await expect(desk.run({ ImageId })).rejects.toMatchObject(code("InvalidAMIID.Unavailable"));
  });

  test("from an image of another Region, or one that is not shared", async () => {
    const there = desk.account.ec2.addOwn({ ...plainImage("there"), region: "eu-west-1" });
    await expect(desk.run({ ImageId: there })).rejects.toMatchObject(code("InvalidAMIID.NotFound"));
    const theirs = desk.account.ec2.share({ ...plainImage("theirs"), OwnerId: "444455556666" });
    await expect(desk.run({ ImageId: theirs })).resolves.toBeDefined();
    desk.account.ec2.unshare(theirs);
    await expect(desk.run({ ImageId: theirs })).rejects.toMatchObject(code("InvalidAMIID.NotFound"));
  });

  test("without a subnet where there is no default VPC", async () => {
    await expect(desk.run({ SubnetId: undefined })).resolves.toMatchObject({
      PublicIpAddress: expect.stringMatching(/^198\.18\./) as string,
    });
    desk.account.ec2.settings.hasDefaultVpc = false;
    await expect(desk.run({ SubnetId: undefined })).rejects.toMatchObject(code("VPCIdNotSpecified"));
  });

  test("with a profile that EC2 does not know yet", async () => {
    const { profiles } = desk.account.ec2;
    const late = { name: "late", arn: "arn:aws:iam::111122223333:instance-profile/late", roleArn: undefined };
    profiles.set("late", { ...late, isTrusted: false, knownFrom: desk.account.clock.now + 60_000 });
    const launch = () => desk.run({ IamInstanceProfile: { Arn: late.arn } });
    await expect(launch()).rejects.toThrow("Invalid IAM Instance Profile ARN");
    await desk.pass(60);
    await expect(launch()).resolves.toBeDefined();
  });

  test("for want of capacity, as a server error, by type, subnet and number; for quotas, as the caller's", async () => {
    desk.account.ec2.settings.refuseLaunch = refusing([
      { code: "InsufficientInstanceCapacity", type: "t3.medium", subnetId, times: 1 },
      { code: "MaxSpotInstanceCountExceeded", market: "spot" },
      { code: "VcpuLimitExceeded", type: "m6i.large" },
    ]);
    await expect(desk.run()).rejects.toMatchObject(code("InsufficientInstanceCapacity", 500));
    await expect(desk.run()).resolves.toBeDefined();
    const spot = { InstanceMarketOptions: { MarketType: "spot" as const } };
    await expect(desk.run({ ...spot, InstanceType: "t3.large" })).rejects.toMatchObject(
      code("MaxSpotInstanceCountExceeded"),
    );
    await expect(desk.run({ InstanceType: "m6i.large" })).rejects.toMatchObject(code("VcpuLimitExceeded"));
  });
});

test("an instance whose volumes cannot be encrypted ends at once", async () => {
  const { InstanceId = "" } = await desk.run({
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/sda1",
        Ebs: { Encrypted: true, KmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/off" },
      },
    ],
  });
  await desk.pass(30);
  expect(await desk.instance(InstanceId)).toMatchObject({
    State: { Name: "terminated" },
    StateReason: { Code: "Client.InternalError" },
  });
});

test("a new id shows late by setting, also where it is asked for", async () => {
  desk.account.ec2.settings.hiddenInstanceSeconds = 10;
  const { InstanceId = "" } = await desk.run();
  await expect(desk.state(InstanceId)).rejects.toMatchObject(code("InvalidInstanceID.NotFound"));
  await desk.pass(10);
  expect(await desk.state(InstanceId)).toBe("pending");
});

describe("a listing of instances", () => {
  test("filters, and comes in pages", async () => {
    const own = await desk.run({
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "AmiBuilder", Value: "p" }] }],
    });
    for (const InstanceType of ["t3.large", "t3.large", "t3.large", "t3.large", "t3.large"] as const) {
      await desk.run({ InstanceType });
    }
    const list = async (input: object) => {
      const { Reservations = [], NextToken } = await desk.client.send(new DescribeInstancesCommand(input));
      return { ids: Reservations.flatMap(({ Instances = [] }) => Instances.map((each) => each.InstanceId)), NextToken };
    };
    const filter = async (Name: string, ...Values: string[]) => (await list({ Filters: [{ Name, Values }] })).ids;
    expect(await filter("tag:AmiBuilder", "p")).toEqual([own.InstanceId]);
    expect(await filter("instance-state-name", "running", "stopped")).toEqual([]);
    expect(await filter("instance-type", "t3.l*")).toHaveLength(5);
    const first = await list({ MaxResults: 5 });
    expect(first.ids).toHaveLength(5);
    expect((await list({ MaxResults: 5, NextToken: first.NextToken })).ids).toHaveLength(1);
    await expect(list({ MaxResults: 4 })).rejects.toMatchObject(code("InvalidParameterValue"));
    await expect(list({ InstanceIds: [own.InstanceId], MaxResults: 5 })).rejects.toMatchObject(
      code("InvalidParameterCombination"),
    );
  });

  test("is of one Region", async () => {
    const { InstanceId } = await desk.run();
    const there = desk.clientFor({ place: "eu-west-1" });
    await expect(there.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId ?? ""] }))).rejects.toMatchObject(
      code("InvalidInstanceID.NotFound"),
    );
    expect((await there.send(new DescribeInstancesCommand({}))).Reservations ?? []).toEqual([]);
  });
});

test.each([
  ["t4g.medium", "arm64"],
  ["m7gd.2xlarge", "arm64"],
  ["is4gen.large", "arm64"],
  ["a1.large", "arm64"],
  ["g4dn.xlarge", "x86_64"],
  ["m6i.large", "x86_64"],
  ["u-6tb1.metal", "x86_64"],
])("%s is %s", (type, architecture) => {
  expect(architectureOf(type)).toBe(architecture);
});
