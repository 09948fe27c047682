import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Account, accountId } from "../../../simulator/account.ts";
import { readResourceStatements, readStatements } from "../../../simulator/core/iam/policy.ts";
import { clientOf, open, region } from "./support.ts";

const Bucket = "golden";
const key = "arn:aws:kms:us-east-1:111122223333:key/good";
let account: Account;
let person: S3Client;
let callers = 0;

beforeAll(async () => {
  account = await open();
  person = new S3Client(clientOf(account));
});

afterAll(() => account.close());

beforeEach(() => {
  account.s3.putBucket({ name: Bucket, region });
  for (const name of ["builds/1", "builds/2", "logs/1"]) account.s3.put(Bucket, name, "text");
});

type Right = readonly [action: string | readonly string[], resource: string, condition?: object];

const statementsOf = (rights: readonly Right[], more: object = {}) =>
  rights.map(([Action, Resource, Condition = {}]) => ({ Effect: "Allow", Action, Resource, Condition, ...more }));

/** A client with a role that may do some things. */
function clientWith(...rights: readonly Right[]): S3Client {
  callers += 1;
  const accessKeyId = `ASIAROLE${callers}`;
  const caller = {
    name: "role",
    arn: `arn:aws:sts::${accountId}:assumed-role/role/session`,
    accessKeyId,
    secretAccessKey: "secret",
    policy: readStatements(statementsOf(rights)),
  };
  account.callers.set(accessKeyId, caller);
  return new S3Client({ ...clientOf(account), credentials: caller });
}

const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
const put = (client: S3Client, Key: string, Body = "text") => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const list = (client: S3Client, Prefix?: string) => client.send(new ListObjectsV2Command({ Bucket, Prefix }));
const denied = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

test("objects are read and written as far as policies name them", async () => {
  const client = clientWith(
    ["s3:GetObject", "arn:aws:s3:::golden/builds/*"],
    ["s3:PutObject", "arn:aws:s3:::golden/logs/*"],
  );
  await get(client, "builds/1");
  await put(client, "logs/2");
  await expect(get(client, "logs/1")).rejects.toMatchObject({
    ...denied,
    message: `User: arn:aws:sts::${accountId}:assumed-role/role/session is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::golden/logs/1`,
  });
  await expect(put(client, "builds/1")).rejects.toMatchObject(denied);
  await expect(list(client)).rejects.toMatchObject(denied);
});

test("a key that is not there is denied to who may not list", async () => {
  const read: Right = ["s3:GetObject", "arn:aws:s3:::golden/*"];
  const head = (client: S3Client) => client.send(new HeadObjectCommand({ Bucket, Key: "none" }));
  const [blind, seeing] = [clientWith(read), clientWith(read, ["s3:ListBucket", "arn:aws:s3:::golden"])];
  await expect(get(blind, "none")).rejects.toMatchObject(denied);
  await expect(head(blind)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  await expect(get(seeing, "none")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(head(seeing)).rejects.toMatchObject({ name: "NotFound" });
});

test("a listing may be allowed for a prefix", async () => {
  const condition = { StringLike: { "s3:prefix": "builds/*" } };
  const client = clientWith(["s3:ListBucket", "arn:aws:s3:::golden", condition]);
  expect((await list(client, "builds/")).KeyCount).toBe(2);
  await expect(list(client, "logs/")).rejects.toMatchObject(denied);
  await expect(list(client)).rejects.toMatchObject(denied);
});

test("of many keys those that may be deleted go", async () => {
  const client = clientWith(["s3:DeleteObject", "arn:aws:s3:::golden/builds/*"]);
  const Objects = [{ Key: "builds/1" }, { Key: "logs/1" }];
  const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(answer.Deleted).toEqual([{ Key: "builds/1" }]);
  expect(answer.Errors).toEqual([{ Key: "logs/1", Code: "AccessDenied", Message: "Access Denied" }]);
});

test("a bucket's policy allows what the role's does not say, unless it allows only the account", async () => {
  const allow = (AWS: string) => {
    const policy = statementsOf([["s3:GetObject", "arn:aws:s3:::golden/*"]], { Principal: { AWS } });
    account.s3.putBucket({ name: Bucket, region, policy: readResourceStatements(policy) });
  };
  const client = clientWith();
  allow(`arn:aws:iam::${accountId}:root`);
  await expect(get(client, "builds/1")).rejects.toMatchObject(denied);
  allow(`arn:aws:iam::${accountId}:role/role`);
  await get(client, "builds/1");
});

test("a bucket that encrypts with a key needs rights on the key", async () => {
  account.s3.putBucket({ name: Bucket, region, kmsKeyId: key });
  const objects: Right = [["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::golden/*"];
  const via = { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } };
  const writer = clientWith(objects, ["kms:GenerateDataKey", key, via]);
  const reader = clientWith(objects, ["kms:Decrypt", key, via]);
  await expect(put(reader, "secret")).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining("kms:GenerateDataKey") as string,
  });
  expect(await put(writer, "secret")).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key });
  await expect(get(writer, "secret")).rejects.toMatchObject(denied);
  await get(reader, "secret");
});

test("a service of the account puts objects with a role's rights", () => {
  const policy = readStatements(statementsOf([["s3:PutObject", "arn:aws:s3:::golden/logs/*"]]));
  const role = { arn: `arn:aws:iam::${accountId}:role/instance`, name: "instance", trust: [], policy };
  account.s3.put(Bucket, "logs/x/stdout", "output", { role, session: "i-0abc" });
  expect(account.s3.read(Bucket, "logs/x/stdout").toString()).toBe("output");
  expect(() => account.s3.put(Bucket, "builds/x", "output", { role, session: "i-0abc" })).toThrow(
    /assumed-role\/instance\/i-0abc is not authorized to perform: s3:PutObject/,
  );
  expect(() => account.s3.put("nobodys", "logs/x", "output", { role })).toThrow(/bucket does not exist/);
});

test("a state machine reads and writes objects, their content as text", async () => {
  const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:copier`;
  const task = (operation: string, Parameters: object, more: object) => ({
    Type: "Task",
    Resource: `arn:aws:states:::aws-sdk:s3:${operation}`,
    Parameters: { Bucket, ...Parameters },
    ...more,
  });
  account.stateMachines.put({
    arn: stateMachineArn,
    name: "copier",
    roleArn: `arn:aws:iam::${accountId}:role/copier`,
    policy: readStatements(statementsOf([["s3:*", "*"]])),
    definition: {
      StartAt: "Put",
      States: {
        Put: task("putObject", { Key: "state", "Body.$": "$" }, { Next: "Get" }),
        Get: task("getObject", { Key: "state" }, { ResultSelector: { "text.$": "$.Body" }, Next: "Claim" }),
        Claim: task("putObject", { Key: "state", Body: "x", IfNoneMatch: "*" }, { Catch: [refused], End: true }),
        Gone: task("getObject", { Key: "none" }, { End: true }),
      },
    },
  });
  const { ended } = account.stateMachines.start({ stateMachineArn, name: "one", input: { a: 1 } });
  expect(await ended).toMatchObject({ status: "FAILED", error: "S3.NoSuchKeyException" });
  expect(account.s3.read(Bucket, "state").toString()).toBe('{"a":1}');
});

/** The model of S3 lists no such error, so that it comes under the general one. */
const refused = { ErrorEquals: ["S3.S3Exception"], Next: "Gone" };

describe("an upload in parts", () => {
  const mebibytes = (count: number, text: string) => Buffer.alloc(count * 1_024 * 1_024, text);
  const begin = async (Key: string, more: object = {}) =>
    (await person.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "text/plain", ...more }))).UploadId;
  const upload = (Key: string, UploadId: string | undefined, PartNumber: number, Body: Buffer) =>
    person.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));

  test("is one object once it is complete", async () => {
    const UploadId = await begin("big", { ChecksumAlgorithm: "CRC32" });
    const bodies = [mebibytes(5, "a"), Buffer.from("end")];
    const Parts = [];
    for (const [index, body] of bodies.entries()) {
      const { ETag, ChecksumCRC32 } = await upload("big", UploadId, index + 1, body);
      Parts.push({ ETag, ChecksumCRC32, PartNumber: index + 1 });
    }
    const listed = await person.send(new ListPartsCommand({ Bucket, Key: "big", UploadId }));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * 1_024 * 1_024],
      [2, 3],
    ]);
    await expect(get(person, "big")).rejects.toMatchObject({ name: "NoSuchKey" });
    const complete = { Bucket, Key: "big", UploadId, MultipartUpload: { Parts } };
    const wrong = { ...complete, MultipartUpload: { Parts: [...Parts].reverse() } };
    await expect(person.send(new CompleteMultipartUploadCommand(wrong))).rejects.toMatchObject({
      name: "InvalidPartOrder",
    });
    const { ETag } = await person.send(new CompleteMultipartUploadCommand(complete));
    const sums = Buffer.concat(bodies.map((body) => createHash("md5").update(body).digest()));
    expect(ETag).toBe(`"${createHash("md5").update(sums).digest("hex")}-2"`);
    const { Body, ContentType } = await get(person, "big");
    expect(ContentType).toBe("text/plain");
    expect(Buffer.concat(bodies).equals(Buffer.from((await Body?.transformToByteArray()) ?? []))).toBe(true);
    const again = person.send(new CompleteMultipartUploadCommand(complete));
    await expect(again).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  test("has parts of 5 MiB but for the last", async () => {
    const UploadId = await begin("small");
    const { ETag } = await upload("small", UploadId, 1, Buffer.from("a"));
    const last = await upload("small", UploadId, 2, Buffer.from("b"));
    const complete = (Parts: object[]) =>
      person.send(new CompleteMultipartUploadCommand({ Bucket, Key: "small", UploadId, MultipartUpload: { Parts } }));
    const parts = [
      { PartNumber: 1, ETag },
      { PartNumber: 2, ETag: last.ETag },
    ];
    await expect(complete(parts)).rejects.toMatchObject({ name: "EntityTooSmall" });
    await expect(complete([{ PartNumber: 1, ETag: '"other"' }])).rejects.toMatchObject({ name: "InvalidPart" });
    await complete(parts.slice(1));
    expect(account.s3.read(Bucket, "small").toString()).toBe("b");
  });

  test("is listed until it is aborted", async () => {
    const UploadId = await begin("left");
    const open = async () => (await person.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
    expect(await open()).toMatchObject([{ Key: "left", UploadId }]);
    await person.send(new AbortMultipartUploadCommand({ Bucket, Key: "left", UploadId }));
    expect(await open()).toEqual([]);
  });
});
