import type { ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../core/aws-error.ts";
import { compareTexts } from "../../terraform/values.ts";
import type { S3Context } from "./context.ts";
import { encoder, makePage, pageSize } from "./listing.ts";

/** ListObjectsV2. A continuation token is the last key or prefix of the page before. */
export function listObjectsV2({ s3, caller }: S3Context, input: ListObjectsV2CommandInput): object {
  const { Bucket, Prefix = "", Delimiter, MaxKeys, ContinuationToken, StartAfter, EncodingType } = input;
  const bucket = s3.bucket(Bucket, caller.region);
  const encode = encoder(EncodingType);
  const token = ContinuationToken === undefined ? undefined : readToken(ContinuationToken);
  const after = token ?? StartAfter ?? "";
  const objects = bucket.keys
    .filter((key) => compareTexts(key, after) > 0)
    .flatMap((key) => {
      const version = bucket.find(key);
      return version?.object === undefined ? [] : [{ key, version, object: version.object }];
    });
  const { items, prefixes, last } = makePage(objects, ({ key }) => key, input, token);
  return {
    Name: Bucket,
    Prefix: encode(Prefix),
    ...(Delimiter === undefined ? {} : { Delimiter: encode(Delimiter) }),
    ...(StartAfter === undefined ? {} : { StartAfter: encode(StartAfter) }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    MaxKeys: pageSize(MaxKeys),
    KeyCount: items.length + prefixes.length,
    IsTruncated: last !== undefined,
    ...(last === undefined ? {} : { NextContinuationToken: makeToken(typeof last === "string" ? last : last.key) }),
    Contents: items.map(({ key, version, object }) => ({
      Key: encode(key),
      LastModified: wholeSecond(version.lastModified),
      ETag: object.etag,
      ...(object.checksum === undefined
        ? {}
        : { ChecksumAlgorithm: [object.checksum.field.slice("Checksum".length)], ChecksumType: object.checksum.type }),
      Size: object.body.length,
      StorageClass: "STANDARD",
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** S3 keeps whole seconds. */
export function wholeSecond(moment: number): Date {
  return new Date(Math.floor(moment / 1_000) * 1_000);
}

const tokenMark = "after:";

function makeToken(last: string): string {
  return Buffer.from(`${tokenMark}${last}`).toString("base64");
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!text.startsWith(tokenMark))
    throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
  return text.slice(tokenMark.length);
}
