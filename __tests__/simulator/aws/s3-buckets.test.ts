import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Account, accountId, partition } from "../../../simulator/account.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { install } from "../../../simulator/installation.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import { clientOf, open, region } from "./support.ts";

const folder = fileURLToPath(new URL("../terraform/fixtures/bucket", import.meta.url));
const Bucket = "golden-111122223333";
let account: Account;
let s3: S3Client;

beforeAll(async () => {
  account = await open();
  s3 = new S3Client(clientOf(account));
});

afterAll(() => account.close());

beforeEach(() => apply());

/** Applies the module with other inputs. */
async function apply(variables: Readonly<Record<string, unknown>> = {}) {
  const module = await evaluateModule(folder, variables, { accountId, partition, region }, awsTypes);
  const installation = await install(account, module);
  await installation.close();
  return module;
}

const versionsOf = async (Key: string) =>
  (await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }))).Versions?.length ?? 0;
const textOf = (key: string, bucket = Bucket) => account.s3.read(bucket, key).toString("utf8");

test("a module's bucket is there with its objects, as they are declared", async () => {
  const { Body, ...templates } = await s3.send(new GetObjectCommand({ Bucket, Key: "templates/templates.json" }));
  expect(await Body?.transformToString()).toBe('{"a":"1"}');
  expect(templates).toMatchObject({
    ContentType: "application/json",
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "arn:aws:kms:us-east-1:111122223333:key/good",
  });
  // With a key of KMS it is no MD5.
  expect(templates.ETag).not.toBe(`"${createHash("md5").update('{"a":"1"}').digest("hex")}"`);
  expect(account.s3.read(Bucket, "bytes")).toEqual(Buffer.from([0, 255]));
  expect(textOf("notes")).toBe(readFileSync(`${folder}/main.tf`, "utf8"));
});

test("another apply changes what is new, and leaves the rest", async () => {
  const before = await versionsOf("bytes");
  await apply({ templates: { a: "2" } });
  expect(textOf("templates/templates.json")).toBe('{"a":"2"}');
  expect(await versionsOf("bytes")).toBe(before);
});

test("another apply removes what is no object of the module any more, and nothing that others put", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "runs/1", Body: "by a function" }));
  await apply({ with_notes: false });
  expect(() => textOf("notes")).toThrow(/key does not exist/);
  expect(textOf("runs/1")).toBe("by a function");
  await apply();
  expect(textOf("notes")).toMatch(/^# A bucket/);
});

test("an object that somebody has deleted comes back with the next apply", async () => {
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "bytes" }));
  await apply();
  expect(account.s3.read(Bucket, "bytes")).toEqual(Buffer.from([0, 255]));
});

test("what the bucket's policy denies is denied to all, but nobody counts as calling without TLS", async () => {
  const remove = (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(remove("templates/templates.json")).rejects.toMatchObject({
    name: "AccessDenied",
    $metadata: { httpStatusCode: 403 },
  });
  await remove("bytes");
});

test("objects may lie in a bucket that exists, and must not in one that does not", async () => {
  await expect(apply({ existing_bucket: "nobodys" })).rejects.toThrow(/bucket nobodys of the object .* does not exist/);
  account.s3.putBucket({ name: "existing", region });
  const { outputs } = await apply({ existing_bucket: "existing" });
  expect(textOf("templates/templates.json", "existing")).toBe('{"a":"1"}');
  const md5 = (body: string | Buffer) => createHash("md5").update(body).digest("hex");
  expect(outputs["etags"]).toEqual([md5('{"a":"1"}'), md5(Buffer.from([0, 255]))]);
});
