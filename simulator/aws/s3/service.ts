import type { HeadBucketCommandInput, ListBucketsCommandInput } from "@aws-sdk/client-s3";
import type { Service } from "../../core/service.ts";
import { s3Access } from "./access.ts";
import type { S3Context } from "./context.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-object.ts";
import { notSimulated } from "./errors.ts";
import { getObject, headObject } from "./get-object.ts";
import { listObjectsV2 } from "./list-objects.ts";
import { listObjectVersions } from "./list-versions.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from "./multipart.ts";
import { s3Protocol } from "./protocol.ts";
import { putObject } from "./put-object.ts";
import type { S3 } from "./s3.ts";

const operations: Readonly<Record<string, (context: S3Context, input: never) => object>> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateMultipartUpload: createMultipartUpload,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  GetObject: getObject,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListParts: listParts,
  PutObject: putObject,
  UploadPart: uploadPart,
};

/** The operations that S3 answers here. */
export const s3Operations = Object.keys(operations);

/** S3 as a service that is called over HTTP, by callers who may do some things and others not. */
export function createS3Service(s3: S3): Service {
  return {
    protocol: s3Protocol,
    denial: "AccessDenied",
    access: (operation, input, context) => s3Access(operation, input, s3, context),
    policyOf: (resource) => s3.findBucket(/^arn:[^:]+:s3:::([^/]+)/.exec(resource)?.[1])?.settings.policy ?? [],
    call: (name, input, caller) => {
      const operation = operations[name];
      if (operation === undefined) throw notSimulated(name);
      return operation({ s3, caller }, input as never);
    },
  };
}

function headBucket({ s3, caller }: S3Context, { Bucket }: HeadBucketCommandInput): object {
  const { region } = s3.bucket(Bucket, caller.region).settings;
  return { BucketRegion: region, AccessPointAlias: false };
}

/** All in one page. */
function listBuckets({ s3 }: S3Context, { Prefix = "" }: ListBucketsCommandInput): object {
  const names = s3.buckets.map(({ settings }) => settings).filter(({ name }) => name.startsWith(Prefix));
  return {
    Buckets: [...names]
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map(({ name, region }) => ({ Name: name, BucketRegion: region })),
    Prefix,
  };
}
