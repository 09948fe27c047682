import type { DeleteObjectCommandInput, DeleteObjectsCommandInput, ObjectIdentifier } from "@aws-sdk/client-s3";
import { AwsError, ensure } from "../../core/aws-error.ts";
import { mayDelete } from "./access.ts";
import type { Bucket } from "./bucket.ts";
import { changeBy, type S3Context } from "./context.ts";
import { noSuchKey, preconditionFailed } from "./errors.ts";
import { namesEtag } from "./plain-object.ts";

/** DeleteObject: a key that is not there is fine. */
export function deleteObject(context: S3Context, input: DeleteObjectCommandInput): object {
  const bucket = context.s3.bucket(input.Bucket, context.caller.region);
  const { Key = "", VersionId, IfMatch } = input;
  const { versionId, isMarker } = remove(context, bucket, { Key, VersionId, ETag: IfMatch });
  return {
    ...(versionId === undefined ? {} : { VersionId: versionId }),
    ...(isMarker ? { DeleteMarker: true } : {}),
  };
}

const mostKeys = 1_000;

/** DeleteObjects: one key that is refused does not keep the others. */
export function deleteObjects(context: S3Context, input: DeleteObjectsCommandInput): object {
  const { s3, caller } = context;
  const bucket = s3.bucket(input.Bucket, caller.region);
  const { Objects = [], Quiet = false } = input.Delete ?? {};
  ensure(
    Objects.length >= 1 && Objects.length <= mostKeys,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
  const deleted: object[] = [];
  const errors: object[] = [];
  for (const { Key = "", VersionId, ETag } of Objects) {
    const names = { Key, ...(VersionId === undefined ? {} : { VersionId }) };
    try {
      if (!mayDelete({ Bucket: bucket.settings.name, ...names }, s3, caller)) {
        throw new AwsError("AccessDenied", "Access Denied", 403);
      }
      const { versionId, isMarker } = remove(context, bucket, { ...names, ETag });
      const marker = isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {};
      deleted.push({ ...names, ...marker });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ ...names, Code: error.code, Message: error.message });
    }
  }
  return { ...(Quiet ? {} : { Deleted: deleted }), Errors: errors };
}

interface Removed {
  readonly versionId: string | undefined;
  readonly isMarker: boolean;
}

/** That a condition needs the object, and 412 for another one, is from memory. */
function remove(context: S3Context, bucket: Bucket, { Key = "", VersionId, ETag }: ObjectIdentifier): Removed {
  const change = changeBy(context);
  if (ETag !== undefined) {
    const current = bucket.find(Key, VersionId)?.object;
    if (current === undefined) throw noSuchKey();
    if (!namesEtag(ETag, current.etag)) throw preconditionFailed();
  }
  if (VersionId === undefined) {
    const marker = bucket.delete(Key, change);
    return { versionId: marker?.versionId, isMarker: marker !== undefined };
  }
  const gone = bucket.deleteVersion(Key, VersionId, change);
  return { versionId: VersionId, isMarker: gone !== undefined && gone.object === undefined };
}
