import type { AccessRequest } from "../../core/iam/policy.ts";
import type { CallContext } from "../../core/service.ts";
import { readCopySource } from "./copy-source.ts";
import { keyAccess, s3Arn, s3Request } from "./rights.ts";
import type { S3 } from "./s3.ts";

/** The fields of inputs that rights depend on. */
interface Fields {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly VersionId?: string;
  readonly CopySource?: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly ServerSideEncryption?: string;
  readonly SSEKMSKeyId?: string;
}

type Rule = (input: Fields, s3: S3, context: CallContext) => readonly AccessRequest[];

const onBucket =
  (action: string): Rule =>
  ({ Bucket = "", Prefix, Delimiter, MaxKeys }, _s3, context) => [
    s3Request(action, s3Arn(context, Bucket), {
      // A listing without prefix is one with an empty prefix (Service Authorization Reference; from memory).
      "s3:prefix": action.startsWith("ListBucket") ? (Prefix ?? "") : undefined,
      "s3:delimiter": Delimiter,
      "s3:max-keys": MaxKeys === undefined ? undefined : String(MaxKeys),
    }),
  ];

const onObject =
  (action: string): Rule =>
  ({ Bucket = "", Key = "" }, _s3, context) => [s3Request(action, s3Arn(context, Bucket, Key))];

/** Another action is needed for a version that is named. */
const onVersion =
  (action: string, versionAction: string): Rule =>
  (input, s3, context) =>
    onObject(input.VersionId === undefined ? action : versionAction)(input, s3, context);

const reading: Rule = (input, s3, context) => {
  const { Bucket, Key = "", VersionId } = input;
  const bucket = s3.findBucket(Bucket);
  const kmsKeyId = bucket?.find(Key, VersionId)?.object?.kmsKeyId;
  return [
    ...onVersion("GetObject", "GetObjectVersion")(input, s3, context),
    ...keyAccess("kms:Decrypt", kmsKeyId, bucket, s3.keys, context),
  ];
};

/** What a write says of encryption and conditions, policies may ask for (S3 User Guide: Bucket policy examples using condition keys). */
const writing: Rule = ({ Bucket = "", Key = "", ...input }, s3, context) => {
  const bucket = s3.findBucket(Bucket);
  const kmsKeyId = input.SSEKMSKeyId ?? bucket?.settings.kmsKeyId;
  return [
    s3Request("PutObject", s3Arn(context, Bucket, Key), {
      "s3:x-amz-server-side-encryption": input.ServerSideEncryption,
      "s3:x-amz-server-side-encryption-aws-kms-key-id": input.SSEKMSKeyId,
      "s3:if-match": input.IfMatch,
      "s3:if-none-match": input.IfNoneMatch,
    }),
    ...keyAccess("kms:GenerateDataKey", kmsKeyId, bucket, s3.keys, context),
  ];
};

const copying: Rule = (input, s3, context) => [
  ...reading(readCopySource(input.CopySource), s3, context),
  ...writing(input, s3, context),
];

const rules: Readonly<Record<string, Rule>> = {
  AbortMultipartUpload: onObject("AbortMultipartUpload"),
  CompleteMultipartUpload: writing,
  CopyObject: copying,
  CreateMultipartUpload: writing,
  DeleteObject: onVersion("DeleteObject", "DeleteObjectVersion"),
  // Each key of DeleteObjects is decided upon by itself.
  DeleteObjects: () => [],
  GetObject: reading,
  HeadBucket: onBucket("ListBucket"),
  HeadObject: reading,
  ListBuckets: () => [s3Request("ListAllMyBuckets", "*")],
  ListMultipartUploads: onBucket("ListBucketMultipartUploads"),
  ListObjectsV2: onBucket("ListBucket"),
  ListObjectVersions: onBucket("ListBucketVersions"),
  ListParts: onObject("ListMultipartUploadParts"),
  PutObject: writing,
  UploadPart: writing,
};

/** What a call needs to be allowed; nothing for one that is not answered. */
export function s3Access(operation: string, input: object, s3: S3, context: CallContext): readonly AccessRequest[] {
  return rules[operation]?.(input, s3, context) ?? [];
}

/** Whether a caller may know that a key is not there: who may not list, is denied instead (API Reference, GetObject). */
export function mayList(bucket: string, s3: S3, context: CallContext): boolean {
  const request = s3Request("ListBucket", s3Arn(context, bucket));
  return context.allowsWith(request, s3.findBucket(bucket)?.settings.policy ?? []);
}

/** Whether a caller may delete one of many keys. */
export function mayDelete(input: Fields, s3: S3, context: CallContext): boolean {
  const { policy = [] } = s3.findBucket(input.Bucket)?.settings ?? {};
  return onVersion("DeleteObject", "DeleteObjectVersion")(input, s3, context).every((request) =>
    context.allowsWith(request, policy),
  );
}
