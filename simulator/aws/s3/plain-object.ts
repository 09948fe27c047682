import { createHash } from "node:crypto";
import type { Bucket, ObjectHeaders, StoredObject } from "./bucket.ts";

/** What S3 takes for the type of an object that is sent without one. */
const defaultType = "binary/octet-stream";

/** An object of one piece, as a bucket keeps it. */
export function plainObject(
  bucket: Bucket,
  body: Buffer,
  headers: ObjectHeaders,
  more: Pick<StoredObject, "checksum" | "kmsKeyId"> & Partial<Pick<StoredObject, "metadata">> = {},
): StoredObject {
  const { metadata = {}, checksum, kmsKeyId = bucket.settings.kmsKeyId } = more;
  return {
    body,
    etag: etagOf(md5(body), kmsKeyId),
    headers: { ...headers, ContentType: headers.ContentType ?? defaultType },
    metadata,
    checksum,
    kmsKeyId,
  };
}

/** MD5 of a body, in bytes. */
export function md5(body: Uint8Array): Buffer {
  return createHash("md5").update(body).digest();
}

/**
 * The ETag of an object: its MD5, but not when it is encrypted with a key of KMS (API Reference, Object: ETag); then it is made up of
 * both here.
 *
 * @param parts their number, of an object in parts
 */
export function etagOf(sum: Buffer, kmsKeyId: string | undefined, parts?: number): string {
  const digest = kmsKeyId === undefined ? sum : md5(Buffer.concat([sum, Buffer.from(kmsKeyId)]));
  return `"${digest.toString("hex")}${parts === undefined ? "" : `-${parts}`}"`;
}

/** Whether a header names an ETag: `*`, or it with or without quotation marks, maybe among others. */
export function namesEtag(header: string, etag: string): boolean {
  const bare = (text: string) => text.trim().replace(/^W\//, "").replaceAll('"', "");
  return header.trim() === "*" || header.split(",").some((part) => bare(part) === bare(etag));
}
