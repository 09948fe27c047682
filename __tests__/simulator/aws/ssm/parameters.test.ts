import { DescribeImageReferencesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  paginateGetParameterHistory,
  PutParameterCommand,
  type PutParameterCommandInput,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../../simulator/account.ts";
import { clientOf, open, region } from "../support.ts";
import { clientWith, parameterArn } from "./support.ts";

let account: Account;
let ssm: SSMClient;

beforeEach(async () => {
  account = await open();
  ssm = new SSMClient(clientOf(account));
});

afterEach(() => account.close());

const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}, client = ssm) =>
  client.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
const get = async (Name: string, client = ssm) => (await client.send(new GetParameterCommand({ Name }))).Parameter;
const valueOf = async (name: string) => (await get(name))?.Value;
const history = async (Name: string) => {
  const pages: (readonly (number | undefined)[])[] = [];
  for await (const { Parameters = [] } of paginateGetParameterHistory({ client: ssm }, { Name })) {
    pages.push(Parameters.map(({ Version }) => Version));
  }
  return pages;
};
const seconds = (count: number) => account.clock.sleepUntil(account.clock.now + count * 1_000);

describe("PutParameter", () => {
  test("creates a parameter, and a version of it when it may overwrite", async () => {
    expect(await put("/a/b", "1", { Description: "first" })).toMatchObject({ Version: 1, Tier: "Standard" });
    await expect(put("/a/b", "2")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    await seconds(1);
    expect(await put("/a/b", "2", { Overwrite: true, Type: undefined })).toMatchObject({ Version: 2 });
    expect(await get("/a/b")).toEqual({
      Name: "/a/b",
      Type: "String",
      Value: "2",
      Version: 2,
      LastModifiedDate: new Date("2026-01-01T00:00:01Z"),
      ARN: parameterArn("a/b"),
      DataType: "text",
    });
  });

  test.each([
    ["awsome", "ValidationException"],
    ["/SSM/x", "ValidationException"],
    ["/aws/service/x", "AccessDeniedException"],
    ["with space", "ValidationException"],
    ["a:1", "ValidationException"],
    ["a/b", "ValidationException"],
    ["/a/", "ValidationException"],
    [`/${"a/".repeat(15)}b`, "HierarchyLevelLimitExceededException"],
  ])("takes no parameter of the name %s", async (name, error) => {
    await expect(put(name, "1")).rejects.toMatchObject({ name: error });
  });

  test("takes no name with which its ARN is too long", async () => {
    const longest = 1_011 - parameterArn("").length;
    await put(`/${"a".repeat(longest)}`, "1");
    await expect(put(`/${"a".repeat(longest + 1)}`, "1")).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("removes spaces around a name", async () => {
    await put(" /a/b ", "1");
    expect(await valueOf("/a/b")).toBe("1");
  });

  test("limits a value to 4 KB, an advanced one to 8 KB", async () => {
    await put("fits", "x".repeat(4_096));
    await expect(put("long", "x".repeat(4_097))).rejects.toMatchObject({ name: "ValidationException" });
    await put("advanced", "x".repeat(4_097), { Tier: "Advanced" });
    await expect(put("longer", "é".repeat(4_097), { Tier: "Advanced" })).rejects.toMatchObject({
      name: "ValidationException",
    });
    expect(await put("clever", "x".repeat(4_097), { Tier: "Intelligent-Tiering" })).toMatchObject({ Tier: "Advanced" });
    await expect(put("nested", "{{ssm:fits}}")).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("keeps type and data type", async () => {
    await expect(put("p", "1", { Type: undefined })).rejects.toMatchObject({ name: "ValidationException" });
    await put("p", "1");
    await expect(put("p", "1,2", { Type: "StringList", Overwrite: true })).rejects.toMatchObject({
      name: "HierarchyTypeMismatchException",
    });
    await expect(put("p", "ami-1", { DataType: "aws:ec2:image", Overwrite: true })).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(put("q", "1", { DataType: "Text" })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(put("q", "1", { DataType: "aws:ec2:image", Type: "SecureString" })).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("tags a parameter that it creates, and none that it may overwrite", async () => {
    const Tags = [{ Key: "Owner", Value: "me" }];
    await expect(put("p", "1", { Tags, Overwrite: true })).rejects.toMatchObject({ name: "ValidationException" });
    await put("p", "1", { Tags });
    const resource = { ResourceType: "Parameter", ResourceId: "p" } as const;
    const list = async () => (await ssm.send(new ListTagsForResourceCommand(resource))).TagList;
    expect(await list()).toEqual(Tags);
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "Stage", Value: "test" }] }));
    await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["Owner"] }));
    expect(await list()).toEqual([{ Key: "Stage", Value: "test" }]);
    await expect(ssm.send(new ListTagsForResourceCommand({ ...resource, ResourceId: "none" }))).rejects.toMatchObject({
      name: "InvalidResourceId",
    });
  });

  test("is refused while somebody else changes the parameter", async () => {
    account.ssm.settings.isBeingUpdated = (name) => name === "busy";
    await expect(put("busy", "1")).rejects.toMatchObject({ name: "TooManyUpdates" });
    await put("idle", "1");
  });

  test("keeps 100 versions, and stops when the oldest has a label", async () => {
    const values = Array.from({ length: 100 }, (_, index) => ({ name: "p", value: String(index + 1) }));
    account.ssm.parameters.add(region, ...values);
    await put("p", "101", { Overwrite: true });
    const kept = Array.from({ length: 100 }, (_, index) => index + 2);
    expect(await history("p")).toEqual([kept.slice(0, 50), kept.slice(50)]);
    await ssm.send(new LabelParameterVersionCommand({ Name: "p", ParameterVersion: 2, Labels: ["stable"] }));
    await expect(put("p", "102", { Overwrite: true })).rejects.toMatchObject({
      name: "ParameterMaxVersionLimitExceeded",
      message: expect.stringContaining("Version 2, the oldest version, can't be deleted") as string,
    });
    await ssm.send(new LabelParameterVersionCommand({ Name: "p", Labels: ["stable"] }));
    expect(await put("p", "102", { Overwrite: true })).toMatchObject({ Version: 102 });
    expect(await valueOf("p:stable")).toBe("101");
  });
});

describe("a parameter that names an image", () => {
  const image = { DataType: "aws:ec2:image", Overwrite: true } as const;

  test("has its value 2 s after the answer", async () => {
    const id = account.ec2.addOwn({ Name: "golden" });
    expect(await put("/golden/latest", id, image)).toMatchObject({ Version: 1 });
    await seconds(1.9);
    await expect(get("/golden/latest")).rejects.toMatchObject({ name: "ParameterNotFound" });
    await seconds(0.1);
    expect(await get("/golden/latest")).toMatchObject({ Value: id, Version: 1, DataType: "aws:ec2:image" });
  });

  test("stays as it was if there is no such image, without an error", async () => {
    const id = account.ec2.addOwn({ Name: "golden" });
    const [elsewhere, pending] = [
      account.ec2.addOwn({ Name: "far", region: "eu-west-1" }),
      account.ec2.addOwn({ Name: "pending", State: "pending" }),
    ];
    await put("/golden/latest", id, image);
    await seconds(2);
    for (const wrong of ["ami-0123456789abcdef0", elsewhere, pending, "no image"]) {
      expect(await put("/golden/latest", wrong, image)).toMatchObject({ Version: 2 });
      await seconds(60);
      expect(await get("/golden/latest")).toMatchObject({ Value: id, Version: 1 });
    }
    await put("/golden/other", "ami-0123456789abcdef0", image);
    await seconds(60);
    await expect(get("/golden/other")).rejects.toMatchObject({ name: "ParameterNotFound" });
  });

  test("stays as it was if the caller may not describe images, without an error", async () => {
    const id = account.ec2.addOwn({ Name: "golden" });
    const everywhere = { Resource: "*" };
    const limited = clientWith(account, { Action: "ssm:PutParameter", ...everywhere });
    await put("/golden/latest", id, image, limited);
    await seconds(60);
    await expect(get("/golden/latest")).rejects.toMatchObject({ name: "ParameterNotFound" });
    const able = clientWith(account, { Action: ["ssm:PutParameter", "ec2:DescribeImages"], ...everywhere });
    await put("/golden/latest", id, image, able);
    await seconds(2);
    expect(await valueOf("/golden/latest")).toBe(id);
  });

  test("is among what refers to that image, as long as it names it", async () => {
    const [id, next] = [account.ec2.addOwn({ Name: "golden" }), account.ec2.addOwn({ Name: "next" })];
    await put("/golden/latest", id, image);
    await put("/golden/text", id);
    await seconds(2);
    const ec2 = new EC2Client(clientOf(account));
    const references = async () =>
      (await ec2.send(new DescribeImageReferencesCommand({ ImageIds: [id], IncludeAllResourceTypes: true })))
        .ImageReferences;
    expect(await references()).toMatchObject([
      { ImageId: id, ResourceType: "ssm:Parameter", Arn: parameterArn("golden/latest") },
    ]);
    await put("/golden/latest", next, image);
    await seconds(2);
    expect(await references()).toEqual([]);
  });

  test("has one value of two that create it at once", async () => {
    const [first, second] = [account.ec2.addOwn({ Name: "first" }), account.ec2.addOwn({ Name: "second" })];
    await put("p", first, { ...image, Overwrite: false });
    await put("p", second, { ...image, Overwrite: false });
    await seconds(3);
    expect(await get("p")).toMatchObject({ Value: first, Version: 1 });
  });
});

describe("reading", () => {
  test("finds a version by its number and by its label, by name and by ARN", async () => {
    await put("/a/b", "1");
    await put("/a/b", "2", { Overwrite: true });
    const label = new LabelParameterVersionCommand({
      Name: "/a/b",
      ParameterVersion: 1,
      Labels: ["old", "1st", "awsome"],
    });
    expect(await ssm.send(label)).toMatchObject({ InvalidLabels: ["1st", "awsome"], ParameterVersion: 1 });
    for (const [name, value] of [
      ["/a/b:1", "1"],
      ["/a/b:old", "1"],
      [parameterArn("a/b"), "2"],
      [`${parameterArn("a/b")}:old`, "1"],
    ] as const) {
      expect(await valueOf(name)).toBe(value);
    }
    expect(await get("/a/b:old")).toMatchObject({ Selector: ":old", Version: 1 });
    await expect(get("/a/b:3")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    await expect(get("/a/b:none")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    await expect(
      ssm.send(new LabelParameterVersionCommand({ Name: "/a/b", ParameterVersion: 9, Labels: ["x"] })),
    ).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    const many = Array.from({ length: 10 }, (_, index) => `label-${index}`);
    await expect(
      ssm.send(new LabelParameterVersionCommand({ Name: "/a/b", ParameterVersion: 1, Labels: many })),
    ).rejects.toMatchObject({ name: "ParameterVersionLabelLimitExceeded" });
  });

  test("shows a SecureString decrypted on request alone", async () => {
    await put("secret", "word", { Type: "SecureString" });
    expect(await valueOf("secret")).not.toBe("word");
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "secret", WithDecryption: true }));
    expect(Parameter?.Value).toBe("word");
  });

  test("lists up to ten by name, and says which are not there", async () => {
    await put("p", "1");
    const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names: ["p", "q", "p:7"] }));
    expect(Parameters).toMatchObject([{ Name: "p", Value: "1" }]);
    expect(InvalidParameters).toEqual(["q", "p:7"]);
    const Names = Array.from({ length: 11 }, (_, index) => `p${index}`);
    await expect(ssm.send(new GetParametersCommand({ Names }))).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("lists a path, one level or all, in pages of ten", async () => {
    for (let count = 10; count < 21; count += 1) await put(`/golden/${count}`, "1");
    await put("/golden/deep/x", "1");
    await put("/goldener", "1");
    const list = async (more: object) => {
      const { Parameters = [], NextToken } = await ssm.send(
        new GetParametersByPathCommand({ Path: "/golden", ...more }),
      );
      return { count: Parameters.length, last: Parameters.at(-1)?.Name, NextToken };
    };
    const first = await list({});
    expect(first).toMatchObject({ count: 10, last: "/golden/19" });
    expect(await list({ NextToken: first.NextToken })).toEqual({ count: 1, last: "/golden/20", NextToken: undefined });
    expect(await list({ Recursive: true, NextToken: first.NextToken })).toMatchObject({ last: "/golden/deep/x" });
    await expect(list({ Path: "golden" })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(list({ MaxResults: 11 })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(list({ NextToken: "x" })).rejects.toMatchObject({ name: "InvalidNextToken" });
  });

  test("knows each parameter in its Region alone", async () => {
    await put("p", "here");
    const there = new SSMClient({ ...clientOf(account), region: "eu-west-1" });
    await expect(get("p", there)).rejects.toMatchObject({ name: "ParameterNotFound" });
    await put("p", "there", {}, there);
    expect([await valueOf("p"), (await get("p", there))?.Value]).toEqual(["here", "there"]);
  });
});

describe("deleting", () => {
  test("removes a parameter, and says if there is none", async () => {
    await put("p", "1");
    await ssm.send(new DeleteParameterCommand({ Name: "p" }));
    await expect(get("p")).rejects.toMatchObject({ name: "ParameterNotFound" });
    await expect(ssm.send(new DeleteParameterCommand({ Name: "p" }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
    await put("q", "1");
    expect(await ssm.send(new DeleteParametersCommand({ Names: ["p", "q"] }))).toMatchObject({
      DeletedParameters: ["q"],
      InvalidParameters: ["p"],
    });
    expect(await put("q", "again")).toMatchObject({ Version: 1 });
  });
});

describe("a parameter that AWS publishes", () => {
  const name = "/aws/service/debian/release/12/latest/amd64";

  beforeEach(() => {
    account.ssm.parameters.add(region, { name, value: "ami-1" });
  });

  test("is read by everybody who may, under an ARN of no account", async () => {
    const ARN = `arn:aws:ssm:${region}::parameter${name}`;
    const client = clientWith(account, { Action: "ssm:GetParameter", Resource: ARN });
    expect(await get(name, client)).toMatchObject({ Name: name, Value: "ami-1", ARN });
    expect(await get(ARN, client)).toMatchObject({ Name: name });
    const other = clientWith(account, { Action: "ssm:GetParameter", Resource: parameterArn("*") });
    await expect(get(name, other)).rejects.toMatchObject({ name: "AccessDeniedException" });
    const there = new SSMClient({ ...clientOf(account), region: "eu-west-1" });
    await expect(get(name, there)).rejects.toMatchObject({ name: "ParameterNotFound" });
  });

  test("gets a new value from AWS, and nothing from anybody else", async () => {
    account.ssm.parameters.add(region, { name, value: "ami-2" });
    expect(await get(name)).toMatchObject({ Value: "ami-2", Version: 2 });
    await expect(put(name, "ami-3", { Overwrite: true })).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(ssm.send(new DeleteParameterCommand({ Name: name }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
  });
});

describe("access", () => {
  test("is by the ARN of each parameter", async () => {
    const Resource = [parameterArn("golden/*"), parameterArn("golden")];
    const client = clientWith(account, { Action: ["ssm:*"], Resource });
    await put("/golden/a", "1", {}, client);
    await put("/other", "1");
    await client.send(new GetParametersByPathCommand({ Path: "/golden/" }));
    for (const call of [
      put("/other", "2", { Overwrite: true }, client),
      get("/other:1", client),
      client.send(new GetParametersCommand({ Names: ["/golden/a", "/other"] })),
      client.send(new GetParametersByPathCommand({ Path: "/" })),
      client.send(new DeleteParametersCommand({ Names: ["/other"] })),
      client.send(new LabelParameterVersionCommand({ Name: "/other", Labels: ["x"] })),
    ]) {
      await expect(call).rejects.toMatchObject({ name: "AccessDeniedException" });
    }
  });

  test("to a parameter's tags is a right of its own, also while it is created", async () => {
    const Tags = [{ Key: "Owner", Value: "me" }];
    const without = clientWith(account, { Action: "ssm:PutParameter", Resource: "*" });
    await expect(put("p", "1", { Tags }, without)).rejects.toMatchObject({ name: "AccessDeniedException" });
    const Condition = { StringEquals: { "aws:RequestTag/Owner": "me" } };
    const able = clientWith(account, {
      Action: ["ssm:PutParameter", "ssm:AddTagsToResource"],
      Resource: "*",
      Condition,
    });
    await put("p", "1", { Tags }, able);
    const owner = clientWith(account, {
      Action: "ssm:DeleteParameter",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/Owner": "me" } },
    });
    await put("q", "1");
    await expect(owner.send(new DeleteParameterCommand({ Name: "q" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    await owner.send(new DeleteParameterCommand({ Name: "p" }));
  });
});
