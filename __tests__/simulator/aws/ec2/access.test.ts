import {
  CreateImageCommand,
  CreateTagsCommand,
  DeregisterImageCommand,
  DescribeImageReferencesCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  type RunInstancesCommandInput,
  StopInstancesCommand,
  type TagSpecification,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { code, Ec2Desk, plainImage, profileArn, roleArn } from "./support.ts";

let desk: Ec2Desk;

beforeEach(async () => {
  desk = await Ec2Desk.open();
});

afterEach(() => desk.close());

const denied = code("UnauthorizedOperation", 403);
const ofAccount = (resource: string) => `arn:aws:ec2:*:111122223333:${resource}`;
const ours = { "aws:RequestTag/AmiBuilder": "p" };
const allow = (Action: string | string[], Resource: string | string[], StringEquals: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Object.keys(StringEquals).length === 0 ? {} : { Condition: { StringEquals } }),
});

/** What a role that launches builders is allowed. */
const launching = {
  instance: allow("ec2:RunInstances", ofAccount("instance/*"), { ...ours, "ec2:MetadataHttpTokens": "required" }),
  made: allow("ec2:RunInstances", [ofAccount("volume/*"), ofAccount("network-interface/*")], ours),
  used: allow("ec2:RunInstances", [
    "arn:aws:ec2:*::image/*",
    "arn:aws:ec2:*::snapshot/*",
    ofAccount("subnet/*"),
    ofAccount("security-group/*"),
  ]),
  tags: allow("ec2:CreateTags", "*", { "ec2:CreateAction": "RunInstances" }),
  role: allow("iam:PassRole", roleArn, { "iam:PassedToService": "ec2.amazonaws.com" }),
};

const tagged = (...types: TagSpecification["ResourceType"][]) =>
  types.map((ResourceType) => ({ ResourceType, Tags: [{ Key: "AmiBuilder", Value: "p" }] }));
const builder: Partial<RunInstancesCommandInput> = {
  IamInstanceProfile: { Arn: profileArn },
  MetadataOptions: { HttpTokens: "required" },
  SecurityGroupIds: ["sg-1"],
  TagSpecifications: tagged("instance", "volume", "network-interface"),
};
const clientWith = (...policy: unknown[]) => desk.clientFor({ policy });

describe("a launch", () => {
  test("is allowed by what its conditions ask for", async () => {
    await expect(desk.run(builder, clientWith(...Object.values(launching)))).resolves.toBeDefined();
  });

  test.each(Object.keys(launching) as (keyof typeof launching)[])("needs the statement about %s", async (left) => {
    const policy = Object.entries(launching).flatMap(([name, statement]) => (name === left ? [] : [statement]));
    await expect(desk.run(builder, clientWith(...policy))).rejects.toMatchObject(denied);
    expect(desk.account.ec2.instances.all).toEqual([]);
  });

  test.each([
    ["without IMDSv2", { MetadataOptions: { HttpTokens: "optional" as const } }],
    ["with IMDSv2 unsaid", { MetadataOptions: undefined }],
    ["without tags on the volume", { TagSpecifications: tagged("instance", "network-interface") }],
    ["without tags on the network interface", { TagSpecifications: tagged("instance", "volume") }],
    [
      "with tags of somebody else",
      { TagSpecifications: [{ ResourceType: "instance" as const, Tags: [{ Key: "AmiBuilder", Value: "q" }] }] },
    ],
    ["with a key pair", { KeyName: "mine" }],
  ])("%s is denied", async (_, change) => {
    const client = clientWith(...Object.values(launching));
    await expect(desk.run({ ...builder, ...change }, client)).rejects.toMatchObject(denied);
  });

  test("may be held to a type and a profile", async () => {
    const held = allow("ec2:RunInstances", ofAccount("instance/*"), {
      "ec2:InstanceType": "t3.medium",
      "ec2:InstanceProfile": profileArn,
    });
    const client = clientWith(...Object.values({ ...launching, instance: held }));
    await expect(desk.run(builder, client)).resolves.toBeDefined();
    await expect(desk.run({ ...builder, InstanceType: "t3.large" }, client)).rejects.toMatchObject(denied);
    await expect(desk.run({ ...builder, IamInstanceProfile: undefined }, client)).rejects.toMatchObject(denied);
  });

  test("on spot needs a right on the request only to tag it", async () => {
    const statements = Object.values(launching);
    const spot = { ...builder, InstanceMarketOptions: { MarketType: "spot" as const } };
    await expect(desk.run(spot, clientWith(...statements))).resolves.toBeDefined();
    const tags = {
      ...spot,
      TagSpecifications: [...(spot.TagSpecifications ?? []), ...tagged("spot-instances-request")],
    };
    await expect(desk.run(tags, clientWith(...statements))).rejects.toMatchObject(denied);
    const request = allow("ec2:RunInstances", ofAccount("spot-instances-request/*"), ours);
    await expect(desk.run(tags, clientWith(...statements, request))).resolves.toBeDefined();
  });

  test("passes its role to EC2 alone", async () => {
    const role = allow("iam:PassRole", roleArn, { "iam:PassedToService": "lambda.amazonaws.com" });
    await expect(desk.run(builder, clientWith(...Object.values({ ...launching, role })))).rejects.toMatchObject(denied);
  });
});

describe("what is there", () => {
  const own = { "aws:ResourceTag/AmiBuilder": "p" };
  test("an instance is stopped and terminated by its tags", async () => {
    const [mine, others] = [await desk.running(builder), await desk.running()];
    const actions = ["ec2:StopInstances", "ec2:TerminateInstances"];
    const client = clientWith(allow(actions, ofAccount("instance/*"), own));
    const stop = (id: string) => client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    const terminate = (...InstanceIds: string[]) => client.send(new TerminateInstancesCommand({ InstanceIds }));
    await expect(stop(others)).rejects.toMatchObject(denied);
    await expect(stop(mine)).resolves.toBeDefined();
    await expect(terminate(mine, others)).rejects.toMatchObject(denied);
    await expect(terminate(mine)).resolves.toBeDefined();
  });

  test("an image is made of an instance by its tags, and tags in that call alone", async () => {
    const [mine, others] = [await desk.running(builder), await desk.running()];
    const made = allow("ec2:CreateImage", ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]);
    const byTag = allow("ec2:CreateImage", ofAccount("instance/*"), own);
    const tags = allow("ec2:CreateTags", "*", { "ec2:CreateAction": "CreateImage" });
    const create = (client: EC2Client, InstanceId: string, Name: string) =>
      client.send(new CreateImageCommand({ InstanceId, Name, TagSpecifications: tagged("image", "snapshot") }));
    const client = clientWith(made, byTag, tags);
    await expect(create(client, mine, "mine")).resolves.toBeDefined();
    await expect(create(client, others, "others")).rejects.toMatchObject(denied);
    await expect(create(clientWith(made, byTag), mine, "untagged")).rejects.toMatchObject(denied);
    await expect(create(clientWith(byTag, tags), mine, "no image")).rejects.toMatchObject(denied);
    const retag = new CreateTagsCommand({ Resources: [mine], Tags: [{ Key: "a", Value: "1" }] });
    await expect(client.send(retag)).rejects.toMatchObject(denied);
  });

  test("an image is changed and removed by its tags", async () => {
    const Tags = [{ Key: "AmiBuilder", Value: "p" }];
    const [mine, others] = [
      desk.account.ec2.addOwn({ ...plainImage("mine"), Tags }),
      desk.account.ec2.addOwn(plainImage("others")),
    ];
    const actions = ["ec2:ModifyImageAttribute", "ec2:DeregisterImage"];
    const client = clientWith(allow(actions, "arn:aws:ec2:*::image/*", own));
    const modify = (ImageId: string) =>
      client.send(new ModifyImageAttributeCommand({ ImageId, ImdsSupport: { Value: "v2.0" } }));
    const deregister = (ImageId: string) => client.send(new DeregisterImageCommand({ ImageId }));
    await expect(modify(others)).rejects.toMatchObject(denied);
    await expect(deregister(others)).rejects.toMatchObject(denied);
    await expect(modify(mine)).resolves.toBeDefined();
    await expect(deregister(mine)).resolves.toBeDefined();
  });
});

test("references are read on the caller's behalf, each type by its own rights", async () => {
  const call = allow("ec2:DescribeImageReferences", "*");
  const reads = (actions: string[], via = "ec2-images.amazonaws.com") => ({
    Effect: "Allow",
    Action: actions,
    Resource: "*",
    Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": via } },
  });
  const all = [
    "ec2:DescribeInstances",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeLaunchTemplateVersions",
    "ssm:DescribeParameters",
    "ssm:GetParameters",
    "imagebuilder:ListImageRecipes",
    "imagebuilder:ListContainerRecipes",
    "imagebuilder:GetContainerRecipe",
  ];
  const ask = (policy: unknown[], input: object = { IncludeAllResourceTypes: true }) =>
    clientWith(...policy).send(new DescribeImageReferencesCommand({ ImageIds: [desk.baseImage], ...input }));
  await expect(ask([call, reads(all)])).resolves.toBeDefined();
  for (const left of all) {
    await expect(ask([call, reads(all.filter((action) => action !== left))])).rejects.toMatchObject(denied);
  }
  await expect(ask([call, reads(all, "cloudformation.amazonaws.com")])).rejects.toMatchObject(denied);
  const instances = { ResourceTypes: [{ ResourceType: "ec2:Instance" }] };
  await expect(ask([call, reads(["ec2:DescribeInstances"])], instances)).resolves.toBeDefined();
});
