import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { Agent } from "node:http";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { clientOf, open, region, start } from "./support.ts";

let account: Account;
let s3: S3Client;
let buckets = 0;

beforeAll(async () => {
  account = await open();
  s3 = new S3Client(clientOf(account));
});

afterAll(() => account.close());

/** A bucket of its own for a test. */
function newBucket(more: object = {}): string {
  buckets += 1;
  const name = `bucket-${buckets}`;
  account.s3.putBucket({ name, region, ...more });
  return name;
}

const put = (Bucket: string, Key: string, Body: PutObjectCommandInput["Body"] = "text", more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Bucket: string, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const read = async (Bucket: string, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  (await get(Bucket, Key, more)).Body?.transformToString();
const md5 = (text: string) => `"${createHash("md5").update(text).digest("hex")}"`;

describe("an object", () => {
  test("comes back as it was put, with its type, metadata, ETag, checksum and moment", async () => {
    const Bucket = newBucket();
    const bytes = Buffer.from([0, 255, 128, 13, 10]);
    const { ETag } = await put(Bucket, "a/b c+ü.bin", bytes, {
      ContentType: "application/x-thing",
      CacheControl: "no-store",
      Metadata: { job: "19" },
    });
    expect(ETag).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
    const answer = await get(Bucket, "a/b c+ü.bin");
    expect(answer).toMatchObject({
      ETag,
      ContentType: "application/x-thing",
      CacheControl: "no-store",
      ContentLength: 5,
      Metadata: { job: "19" },
      LastModified: new Date(start),
      ServerSideEncryption: "AES256",
      ChecksumType: "FULL_OBJECT",
    });
    expect(answer.VersionId).toBeUndefined();
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a/b c+ü.bin" }));
    expect(head).toMatchObject({ ETag, ContentLength: 5, ContentType: "application/x-thing" });
  });

  test.each(["a/../b", "./a", "a//b", "/a", "a?b&c=d", "%41", "ä/😀", "a b/", "~!*'()"])(
    "has the key %s, and no other",
    async (Key) => {
      const Bucket = newBucket();
      await put(Bucket, Key, Key);
      expect(await read(Bucket, Key)).toBe(Key);
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents?.map((entry) => entry.Key)).toEqual([Key]);
    },
  );

  test("that is sent as a stream comes in chunks with its checksum behind, and out of them", async () => {
    const Bucket = newBucket();
    const size = 200_000;
    await put(Bucket, "big", Readable.from([Buffer.alloc(size, "x")]), { ContentLength: size });
    expect(account.s3.read(Bucket, "big").equals(Buffer.alloc(size, "x"))).toBe(true);
    const { ChecksumCRC32, ContentEncoding } = await get(Bucket, "big", { ChecksumMode: "ENABLED" });
    expect(ChecksumCRC32).toMatch(/^\S{8}$/);
    expect(ContentEncoding).toBeUndefined();
  });

  test.each(["CRC32", "SHA1", "SHA256"] as const)("has its %s checked", async (ChecksumAlgorithm) => {
    const Bucket = newBucket();
    await put(Bucket, "good", "text", { ChecksumAlgorithm });
    const wrong = put(Bucket, "bad", "text", { [`Checksum${ChecksumAlgorithm}`]: "AAAAAA==" });
    await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
    await expect(get(Bucket, "bad")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("with a checksum that is not simulated is refused", async () => {
    const wrong = put(newBucket(), "a", "text", { ChecksumCRC64NVME: "AAAAAAAAAAA=" });
    await expect(wrong).rejects.toMatchObject({ name: "NotImplemented" });
  });

  test.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
  ])("gives the range %s", async (Range, text, ContentRange) => {
    const Bucket = newBucket();
    await put(Bucket, "digits", "0123456789");
    const answer = await get(Bucket, "digits", { Range });
    expect(answer).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
    expect(await answer.Body?.transformToString()).toBe(text);
    await expect(get(Bucket, "digits", { Range: "bytes=10-" })).rejects.toMatchObject({ name: "InvalidRange" });
  });

  test("is given on conditions", async () => {
    const Bucket = newBucket();
    const { ETag = "" } = await put(Bucket, "a");
    expect(await read(Bucket, "a", { IfMatch: ETag })).toBe("text");
    expect(await read(Bucket, "a", { IfNoneMatch: '"other"' })).toBe("text");
    expect(await read(Bucket, "a", { IfUnmodifiedSince: new Date(start) })).toBe("text");
    await expect(get(Bucket, "a", { IfMatch: '"other"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
    await expect(get(Bucket, "a", { IfUnmodifiedSince: new Date(start - 1_000) })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    for (const condition of [{ IfNoneMatch: ETag }, { IfModifiedSince: new Date(start) }]) {
      await expect(get(Bucket, "a", condition)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    }
  });

  test("is copied with what belongs to it, or with other metadata", async () => {
    const [Bucket, other] = [newBucket(), newBucket()];
    await put(Bucket, "a b", "text", { ContentType: "text/plain", Metadata: { x: "1" } });
    const CopySource = `${Bucket}/a%20b`;
    const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ Bucket: other, Key: "copy", CopySource }));
    expect(CopyObjectResult?.ETag).toBe(md5("text"));
    expect(await get(other, "copy")).toMatchObject({ ContentType: "text/plain", Metadata: { x: "1" } });
    const replaced = { Bucket, Key: "a b", CopySource, MetadataDirective: "REPLACE", Metadata: { y: "2" } } as const;
    await s3.send(new CopyObjectCommand(replaced));
    expect((await get(Bucket, "a b")).Metadata).toEqual({ y: "2" });
    const same = s3.send(new CopyObjectCommand({ Bucket, Key: "a b", CopySource }));
    await expect(same).rejects.toMatchObject({ name: "InvalidRequest" });
  });
});

describe("a write on conditions", () => {
  test("that nothing is there, or that it is what it was", async () => {
    const Bucket = newBucket();
    const first = await put(Bucket, "record", "1", { IfNoneMatch: "*" });
    const taken = put(Bucket, "record", "2", { IfNoneMatch: "*" });
    await expect(taken).rejects.toMatchObject({ name: "PreconditionFailed", $metadata: { httpStatusCode: 412 } });
    const second = await put(Bucket, "record", "2", { IfMatch: first.ETag });
    await expect(put(Bucket, "record", "3", { IfMatch: first.ETag })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    expect(await get(Bucket, "record")).toMatchObject({ ETag: second.ETag });
    await expect(put(Bucket, "none", "1", { IfMatch: first.ETag })).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(put(Bucket, "record", "1", { IfNoneMatch: first.ETag })).rejects.toMatchObject({
      name: "NotImplemented",
    });
  });

  test("that another caller makes at the same moment is a conflict, later it fails", async () => {
    const Bucket = newBucket();
    account.s3.put(Bucket, "record", "another caller's");
    await expect(put(Bucket, "record", "mine", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "ConditionalRequestConflict",
      $metadata: { httpStatusCode: 409 },
    });
    await account.clock.sleepUntil(account.clock.now + 1_000);
    await expect(put(Bucket, "record", "mine", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    expect(await read(Bucket, "record")).toBe("another caller's");
  });

  test("may be in conflict with one that comes to nothing", async () => {
    const Bucket = newBucket();
    account.s3.settings.conflict = (bucket) => bucket === Bucket;
    await expect(put(Bucket, "record", "1", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "ConditionalRequestConflict",
    });
    account.s3.settings.conflict = () => false;
    await put(Bucket, "record", "1", { IfNoneMatch: "*" });
  });

  test("finds nothing where a delete marker is", async () => {
    const Bucket = newBucket({ versioning: "Enabled" });
    await put(Bucket, "record");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "record" }));
    await put(Bucket, "record", "again", { IfNoneMatch: "*" });
    expect(await read(Bucket, "record")).toBe("again");
  });
});

describe("what is not there", () => {
  test("is refused by S3's names", async () => {
    const Bucket = newBucket();
    await expect(get(Bucket, "none")).rejects.toMatchObject({ name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "none" }))).rejects.toMatchObject({ name: "NotFound" });
    await expect(get("nobodys", "a")).rejects.toMatchObject({ name: "NoSuchBucket" });
    await expect(s3.send(new HeadBucketCommand({ Bucket: "nobodys" }))).rejects.toMatchObject({ name: "NotFound" });
    await expect(put(Bucket, "k".repeat(1_025))).rejects.toMatchObject({ name: "KeyTooLongError" });
  });

  test("is deleted without a word", async () => {
    const Bucket = newBucket();
    await put(Bucket, "a");
    for (const Key of ["a", "a", "none"]) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(get(Bucket, "a")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("is an operation that is not simulated", async () => {
    const Bucket = newBucket();
    await put(Bucket, "a");
    await expect(s3.send(new GetObjectAclCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({
      name: "NotImplemented",
    });
  });
});

test("a bucket of another Region redirects, and says where it is", async () => {
  const Bucket = newBucket({ region: "eu-west-1" });
  await expect(get(Bucket, "a")).rejects.toMatchObject({ name: "PermanentRedirect" });
  const there = new S3Client({ ...clientOf(account), region: "eu-west-1" });
  expect(await there.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: "eu-west-1" });
  const following = new S3Client({ ...clientOf(account), followRegionRedirects: true });
  await following.send(new PutObjectCommand({ Bucket, Key: "a", Body: "text" }));
  expect(account.s3.read(Bucket, "a").toString()).toBe("text");
});

test("many keys are deleted at once", async () => {
  const Bucket = newBucket();
  for (const key of ["a", "b&<c>", "d"]) await put(Bucket, key);
  const Objects = [{ Key: "a" }, { Key: "b&<c>" }, { Key: "none" }];
  const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect([Deleted, Errors]).toEqual([Objects, undefined]);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["d"]);
});

describe("a listing", () => {
  const keys = ["Z", "a", "a/1", "a/2", "a/b/3", "b", "ä", "\u{1f600}"];

  test("has the keys by their bytes, page by page", async () => {
    const Bucket = newBucket();
    for (const key of [...keys].reverse()) await put(Bucket, key, key);
    const pages: (string | undefined)[][] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket })) {
      pages.push(Contents.map(({ Key }) => Key));
    }
    expect(pages).toEqual([keys.slice(0, 3), keys.slice(3, 6), keys.slice(6)]);
    const { Contents = [], KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "b" }));
    expect([KeyCount, Contents[0]]).toMatchObject([2, { Key: "ä", Size: 2, ETag: md5("ä"), StorageClass: "STANDARD" }]);
    const wrong = s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: "abc" }));
    await expect(wrong).rejects.toMatchObject({ name: "InvalidArgument" });
  });

  test("stops at a delimiter, and says each prefix once over all pages", async () => {
    const Bucket = newBucket();
    for (const key of keys) await put(Bucket, key);
    const found: string[] = [];
    let pages = 0;
    const input = { Bucket, Prefix: "a", Delimiter: "/" };
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, input)) {
      pages += 1;
      found.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix));
    }
    expect([pages, found]).toEqual([2, ["a", "a/"]]);
    const inside = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", Delimiter: "/" }));
    expect(inside.Contents?.map(({ Key }) => Key)).toEqual(["a/1", "a/2"]);
    expect(inside.CommonPrefixes).toEqual([{ Prefix: "a/b/" }]);
  });

  test("escapes keys that XML could not hold, when asked to", async () => {
    const Bucket = newBucket();
    await put(Bucket, "a b/\u0001");
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(["a%20b/%01"]);
  });

  test("of buckets has all of them", async () => {
    const name = newBucket();
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets).toContainEqual({ Name: name, BucketRegion: region });
  });
});

describe("a bucket with versions", () => {
  test("keeps what is overwritten and deleted", async () => {
    const Bucket = newBucket({ versioning: "Enabled" });
    const first = await put(Bucket, "a", "1");
    const second = await put(Bucket, "a", "2");
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    expect(deleted).toMatchObject({ DeleteMarker: true });
    await expect(get(Bucket, "a")).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(await read(Bucket, "a", { VersionId: first.VersionId })).toBe("1");
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    const all = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(all.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [second.VersionId, false],
      [first.VersionId, false],
    ]);
    expect(all.DeleteMarkers).toMatchObject([{ Key: "a", VersionId: deleted.VersionId, IsLatest: true }]);
    const marker = get(Bucket, "a", { VersionId: deleted.VersionId });
    await expect(marker).rejects.toMatchObject({ name: "MethodNotAllowed" });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: deleted.VersionId }));
    expect(await read(Bucket, "a")).toBe("2");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: second.VersionId }));
    expect(await read(Bucket, "a")).toBe("1");
    await expect(get(Bucket, "a", { VersionId: "none" })).rejects.toMatchObject({ name: "NoSuchVersion" });
  });

  test("lists them by page", async () => {
    const Bucket = newBucket({ versioning: "Enabled" });
    const ids: (string | undefined)[] = [];
    for (const key of ["b", "a", "a"]) ids.unshift((await put(Bucket, key)).VersionId);
    const seen: (string | undefined)[] = [];
    let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (marker !== undefined) {
      const page: Awaited<ReturnType<typeof list>> = await list(Bucket, marker);
      seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      marker = page.IsTruncated === true ? ({ KeyMarker, VersionIdMarker } as typeof marker) : undefined;
    }
    expect(seen).toEqual(ids);
  });

  const list = (Bucket: string, marker: object) =>
    s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...marker }));

  test("has one version without a name once they are suspended", async () => {
    const Bucket = newBucket({ versioning: "Enabled" });
    const { VersionId } = await put(Bucket, "a", "1");
    account.s3.putBucket({ name: Bucket, region, versioning: "Suspended" });
    for (const text of ["2", "3"]) await put(Bucket, "a", text);
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map((version) => version.VersionId)).toEqual(["null", VersionId]);
    expect(await read(Bucket, "a")).toBe("3");
  });
});

test("a bucket may stand before the host, where that has a name", async () => {
  const Bucket = newBucket();
  const client = new S3Client({
    ...clientOf(account),
    endpoint: account.url.replace("127.0.0.1", "localhost"),
    requestHandler: {
      httpAgent: new Agent({
        lookup: (_host, _options, found) => {
          found(null, [{ address: "127.0.0.1", family: 4 }]);
        },
      }),
    },
  });
  await client.send(new PutObjectCommand({ Bucket, Key: "a/b", Body: "there" }));
  expect(account.s3.read(Bucket, "a/b").toString()).toBe("there");
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["a/b"]);
});
