import { AwsError, ensure } from "../../core/aws-error.ts";
import type { Bucket, ObjectVersion, StoredObject } from "./bucket.ts";
import { sumFields } from "./checksums.ts";
import { changeBy, type S3Context } from "./context.ts";
import { noSuchKey, notSimulated, preconditionFailed } from "./errors.ts";
import { namesEtag } from "./plain-object.ts";

/** The conditions of a write, and what of it is not simulated. */
export interface WriteInput {
  readonly Key?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

const longestKey = 1_024;

/**
 * Writes an object if the conditions of the request hold.
 *
 * @returns the fields of the answer
 * @throws AwsError PreconditionFailed, ConditionalRequestConflict, NoSuchKey, KeyTooLongError
 */
export function write(context: S3Context, bucket: Bucket, input: WriteInput, object: StoredObject): object {
  const { Key = "" } = input;
  ensure(Buffer.byteLength(Key) <= longestKey, "KeyTooLongError", "Your key is too long");
  requireConditions(context, bucket, input);
  const version = bucket.put(Key, object, changeBy(context));
  return { ETag: object.etag, ...versionField(version), ...encryptionFields(object), ...sumFields(object.checksum) };
}

/**
 * Two conditional writes at once: one takes effect, and the other is refused with ConditionalRequestConflict, which says no more than
 * that (API Reference, PutObject). Here those are at once that two callers make at one virtual moment.
 */
function requireConditions(context: S3Context, bucket: Bucket, { Key = "", IfMatch, IfNoneMatch }: WriteInput): void {
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  if (IfNoneMatch !== undefined && IfNoneMatch !== "*")
    throw notSimulated("If-None-Match of a write with other than *");
  const { s3 } = context;
  if (s3.settings.conflict(bucket.settings.name, Key)) throw conflict();
  const current = bucket.find(Key)?.object;
  const holds =
    IfNoneMatch !== undefined ? current === undefined : current !== undefined && namesEtag(IfMatch ?? "", current.etag);
  if (holds) return;
  const [last, now] = [bucket.lastChange(Key), changeBy(context)];
  if (last !== undefined && last.at === now.at && last.by !== now.by) throw conflict();
  throw current === undefined ? noSuchKey() : preconditionFailed();
}

function conflict(): AwsError {
  return new AwsError(
    "ConditionalRequestConflict",
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
    409,
  );
}

/** A bucket that never kept versions says nothing of them. */
export function versionField({ versionId }: ObjectVersion): { readonly VersionId?: string } {
  return versionId === "null" ? {} : { VersionId: versionId };
}

/** How an answer tells of the encryption of an object: S3 encrypts each. */
export function encryptionFields({ kmsKeyId }: Pick<StoredObject, "kmsKeyId">): object {
  if (kmsKeyId === undefined) return { ServerSideEncryption: "AES256" };
  return { ServerSideEncryption: "aws:kms", ...(kmsKeyId === "aws/s3" ? {} : { SSEKMSKeyId: kmsKeyId }) };
}
