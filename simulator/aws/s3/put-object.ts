import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { Bucket, ObjectHeaders } from "./bucket.ts";
import { checkedSum } from "./checksums.ts";
import type { S3Context } from "./context.ts";
import { notSimulated } from "./errors.ts";
import { plainObject } from "./plain-object.ts";
import { write } from "./write.ts";

/** A body comes as bytes over HTTP, and as text or JSON from a state machine. */
type PutObjectInput = Omit<PutObjectCommandInput, "Body"> & { readonly Body?: unknown };

/** What would change what an object is or who gets it, and is not simulated. */
const refused = ["SSECustomerAlgorithm", "WriteOffsetBytes", "ObjectLockMode", "ObjectLockLegalHoldStatus"] as const;

export function putObject(context: S3Context, input: PutObjectInput): object {
  const { s3, caller } = context;
  const bucket = s3.bucket(input.Bucket, caller.region);
  const unknown = refused.find((name) => input[name] !== undefined);
  if (unknown !== undefined) throw notSimulated(unknown);
  const body = bytesOf(input.Body);
  const checksum = checkedSum(input, body);
  const kmsKeyId = keyOf(input, bucket);
  const { Metadata: metadata = {} } = input;
  return write(context, bucket, input, plainObject(bucket, body, headersOf(input), { metadata, checksum, kmsKeyId }));
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** The key that a write asks for, or the bucket has; `aws/s3` stands for the one that S3 manages itself. */
export function keyOf(
  { ServerSideEncryption, SSEKMSKeyId }: Pick<PutObjectCommandInput, "ServerSideEncryption" | "SSEKMSKeyId">,
  { settings }: Bucket,
): string | undefined {
  if (ServerSideEncryption === "AES256") return undefined;
  return SSEKMSKeyId ?? (ServerSideEncryption === "aws:kms" ? "aws/s3" : settings.kmsKeyId);
}

/** What is kept of the headers of a write. */
export function headersOf(input: ObjectHeaders): ObjectHeaders {
  const { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = input;
  return { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage };
}
