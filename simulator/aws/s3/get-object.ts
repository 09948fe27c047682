import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../core/aws-error.ts";
import { mayList } from "./access.ts";
import type { ObjectVersion, StoredObject } from "./bucket.ts";
import { sumFields } from "./checksums.ts";
import type { S3Context } from "./context.ts";
import { noSuchKey, notSimulated, preconditionFailed } from "./errors.ts";
import { namesEtag } from "./plain-object.ts";
import { readRange } from "./range.ts";
import { encryptionFields, versionField } from "./write.ts";

/** GetObject. What a state machine gets of the body is text. */
export function getObject(context: S3Context, input: GetObjectCommandInput): object {
  const { part, head } = readPart(context, input);
  return { Body: Object.assign(part, { toJSON: () => part.toString("utf8") }), ...head };
}

/** HeadObject: the answer of GetObject without the body. */
export function headObject(context: S3Context, input: GetObjectCommandInput): object {
  return readPart(context, input).head;
}

function readPart(context: S3Context, input: GetObjectCommandInput): { readonly part: Buffer; readonly head: object } {
  const { version, object } = findObject(context, input);
  requireReadConditions(input, version, object);
  if (input.PartNumber !== undefined) throw notSimulated("PartNumber of GetObject");
  const range = readRange(input.Range, object.body.length);
  const { from, to } = range ?? { from: 0, to: object.body.length - 1 };
  const part = Buffer.from(object.body.subarray(from, to + 1));
  const head = {
    ...describe(version, object),
    ContentLength: part.length,
    ...(range === undefined
      ? input.ChecksumMode === "ENABLED" && sumFields(object.checksum)
      : { ContentRange: `bytes ${from}-${to}/${object.body.length}` }),
  };
  return { part, head };
}

/**
 * The object that a request reads.
 *
 * @throws AwsError NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker; AccessDenied where the caller may not know that the key
 * is not there
 */
export function findObject(
  { s3, caller }: S3Context,
  { Bucket, Key = "", VersionId }: Pick<GetObjectCommandInput, "Bucket" | "Key" | "VersionId">,
  region: string | undefined = caller.region,
): { readonly version: ObjectVersion; readonly object: StoredObject } {
  const version = s3.bucket(Bucket, region).find(Key, VersionId);
  const object = version?.object;
  if (version !== undefined && object !== undefined) return { version, object };
  if (!mayList(Bucket ?? "", s3, caller)) throw new AwsError("AccessDenied", "Access Denied", 403);
  if (VersionId === undefined) throw noSuchKey();
  if (version === undefined) {
    throw new AwsError(
      "NoSuchVersion",
      "The version ID specified in the request does not match an existing version.",
      404,
    );
  }
  throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
}

/** A condition on the ETag goes before one on the date (API Reference, GetObject). */
function requireReadConditions(
  input: GetObjectCommandInput,
  { lastModified }: ObjectVersion,
  { etag }: StoredObject,
): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = input;
  const isNewer = (date: Date) => Math.floor(lastModified / 1_000) * 1_000 > date.getTime();
  if (
    IfMatch !== undefined ? !namesEtag(IfMatch, etag) : IfUnmodifiedSince !== undefined && isNewer(IfUnmodifiedSince)
  ) {
    throw preconditionFailed();
  }
  if (
    IfNoneMatch !== undefined
      ? namesEtag(IfNoneMatch, etag)
      : IfModifiedSince !== undefined && !isNewer(IfModifiedSince)
  ) {
    throw new AwsError("NotModified", "Not Modified", 304);
  }
}

function describe(version: ObjectVersion, object: StoredObject): object {
  return {
    AcceptRanges: "bytes",
    ETag: object.etag,
    LastModified: new Date(version.lastModified),
    ...object.headers,
    Metadata: object.metadata,
    ...versionField(version),
    ...encryptionFields(object),
  };
}
