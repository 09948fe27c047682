import type {
  AbortMultipartUploadCommandInput,
  CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommandInput,
  ListMultipartUploadsCommandInput,
  ListPartsCommandInput,
  UploadPartCommandInput,
} from "@aws-sdk/client-s3";
import { AwsError, ensure } from "../../core/aws-error.ts";
import { compareTexts } from "../../terraform/values.ts";
import { checkedSum, sumOfParts } from "./checksums.ts";
import { changeBy, type S3Context } from "./context.ts";
import { wholeSecond } from "./list-objects.ts";
import { etagOf, md5, namesEtag } from "./plain-object.ts";
import { headersOf, keyOf } from "./put-object.ts";
import type { Part, Upload } from "./uploads.ts";
import { encryptionFields, write } from "./write.ts";

/** Bytes of each part but the last (User Guide: Multipart upload limits). */
const leastPart = 5 * 1_024 * 1_024;
const mostParts = 10_000;

export function createMultipartUpload(context: S3Context, input: CreateMultipartUploadCommandInput): object {
  const bucket = context.s3.bucket(input.Bucket, context.caller.region);
  const { Key = "", Metadata = {}, ChecksumAlgorithm: algorithm, ChecksumType: type } = input;
  const upload = context.s3.uploads.open({
    bucket: bucket.settings.name,
    key: Key,
    initiated: changeBy(context).at,
    headers: headersOf(input),
    metadata: Metadata,
    kmsKeyId: keyOf(input, bucket),
    checksum: { algorithm, type },
  });
  return {
    Bucket: upload.bucket,
    Key,
    UploadId: upload.id,
    ...encryptionFields(upload),
    ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm, ChecksumType: type ?? "COMPOSITE" }),
  };
}

export function uploadPart(
  context: S3Context,
  input: Omit<UploadPartCommandInput, "Body"> & { readonly Body?: unknown },
): object {
  const upload = findUpload(context, input);
  const { PartNumber: number = 0 } = input;
  ensure(
    Number.isInteger(number) && number >= 1 && number <= mostParts,
    "InvalidArgument",
    `Part number must be an integer between 1 and ${mostParts}, inclusive`,
  );
  const body = Buffer.from((input.Body ?? "") as Uint8Array);
  const sum = checkedSum(input, body);
  const part = { number, body, etag: etagOf(md5(body), upload.kmsKeyId), lastModified: changeBy(context).at };
  upload.parts.set(number, part);
  return { ETag: part.etag, ...encryptionFields(upload), ...(sum === undefined ? {} : { [sum.field]: sum.value }) };
}

/** The object is there once its parts are put together, and not before. */
export function completeMultipartUpload(context: S3Context, input: CompleteMultipartUploadCommandInput): object {
  const upload = findUpload(context, input);
  const parts = listedParts(upload, input.MultipartUpload?.Parts ?? []);
  const bodies = parts.map(({ body }) => body);
  const { headers, metadata, kmsKeyId, checksum } = upload;
  const object = {
    body: Buffer.concat(bodies),
    etag: etagOf(md5(Buffer.concat(bodies.map(md5))), kmsKeyId, parts.length),
    headers,
    metadata,
    kmsKeyId,
    checksum: sumOfParts(checksum.algorithm, checksum.type, bodies),
  };
  const written = write(context, context.s3.bucket(upload.bucket), input, object);
  context.s3.uploads.close(upload);
  return {
    Location: `https://${upload.bucket}.s3.amazonaws.com/${upload.key}`,
    Bucket: upload.bucket,
    Key: upload.key,
    ...written,
  };
}

function listedParts(
  upload: Upload,
  listed: NonNullable<NonNullable<CompleteMultipartUploadCommandInput["MultipartUpload"]>["Parts"]>,
): readonly Part[] {
  ensure(
    listed.length > 0,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
  ensure(
    listed.every(({ PartNumber = 0 }, index) => index === 0 || PartNumber > (listed[index - 1]?.PartNumber ?? 0)),
    "InvalidPartOrder",
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
  );
  return listed.map(({ PartNumber = 0, ETag = "" }, index) => {
    const part = upload.parts.get(PartNumber);
    if (part === undefined || !namesEtag(ETag, part.etag)) {
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    ensure(
      index === listed.length - 1 || part.body.length >= leastPart,
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
    );
    return part;
  });
}

export function abortMultipartUpload(context: S3Context, input: AbortMultipartUploadCommandInput): object {
  context.s3.uploads.close(findUpload(context, input));
  return {};
}

/** All parts in one page. */
export function listParts(context: S3Context, input: ListPartsCommandInput): object {
  const upload = findUpload(context, input);
  const parts = [...upload.parts.values()].sort((left, right) => left.number - right.number);
  return {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    MaxParts: mostParts,
    IsTruncated: false,
    Parts: parts.map(({ number, etag, body, lastModified }) => ({
      PartNumber: number,
      ETag: etag,
      Size: body.length,
      LastModified: wholeSecond(lastModified),
    })),
    StorageClass: "STANDARD",
  };
}

/** All uploads in one page. */
export function listMultipartUploads({ s3, caller }: S3Context, input: ListMultipartUploadsCommandInput): object {
  const { name } = s3.bucket(input.Bucket, caller.region).settings;
  const uploads = s3.uploads
    .of(name)
    .filter(({ key }) => key.startsWith(input.Prefix ?? ""))
    .sort((left, right) => compareTexts(left.key, right.key));
  return {
    Bucket: name,
    IsTruncated: false,
    Uploads: uploads.map(({ id, key, initiated }) => ({
      UploadId: id,
      Key: key,
      Initiated: wholeSecond(initiated),
      StorageClass: "STANDARD",
    })),
  };
}

function findUpload(
  { s3, caller }: S3Context,
  { Bucket, Key, UploadId }: Pick<ListPartsCommandInput, "Bucket" | "Key" | "UploadId">,
): Upload {
  return s3.uploads.find(UploadId, s3.bucket(Bucket, caller.region).settings.name, Key);
}
