import type { CopyObjectCommandInput } from "@aws-sdk/client-s3";
import { ensure } from "../../core/aws-error.ts";
import type { S3Context } from "./context.ts";
import { readCopySource } from "./copy-source.ts";
import { preconditionFailed } from "./errors.ts";
import { findObject } from "./get-object.ts";
import { wholeSecond } from "./list-objects.ts";
import { namesEtag, plainObject } from "./plain-object.ts";
import { headersOf, keyOf } from "./put-object.ts";
import { write } from "./write.ts";

/** CopyObject, of a bucket in whatever Region. The copy is of one piece. */
export function copyObject(context: S3Context, input: CopyObjectCommandInput): object {
  const bucket = context.s3.bucket(input.Bucket, context.caller.region);
  const source = readCopySource(input.CopySource);
  const { version, object } = findObject(context, source, undefined);
  const { CopySourceIfMatch, MetadataDirective = "COPY", Metadata = {} } = input;
  if (CopySourceIfMatch !== undefined && !namesEtag(CopySourceIfMatch, object.etag)) throw preconditionFailed();
  const isOntoItself = source.Bucket === input.Bucket && source.Key === input.Key && source.VersionId === undefined;
  ensure(
    !isOntoItself || MetadataDirective === "REPLACE" || input.ServerSideEncryption !== undefined,
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
  const isReplaced = MetadataDirective === "REPLACE";
  const copy = plainObject(bucket, object.body, isReplaced ? headersOf(input) : object.headers, {
    metadata: isReplaced ? Metadata : object.metadata,
    checksum: object.checksum?.type === "FULL_OBJECT" ? object.checksum : undefined,
    kmsKeyId: keyOf(input, bucket),
  });
  const { ETag, ...fields } = write(context, bucket, input, copy) as { readonly ETag: string };
  const { at } = context.s3.change("");
  return {
    ...fields,
    ...(version.versionId === "null" ? {} : { CopySourceVersionId: version.versionId }),
    CopyObjectResult: { ETag, LastModified: wholeSecond(at) },
  };
}
