import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac } from "node:crypto";
import type { Checksum, SourceData } from "@smithy/types";
import type { WireRequest } from "../wire/protocol.ts";

/** What the header Authorization of a signed request says. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
}

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=[0-9a-f]{64}$/;

/** Reads the signature of a request; undefined when it has none in Signature Version 4. */
export function readSignature(request: WireRequest): Signature | undefined {
  const match = pattern.exec(request.headers["authorization"] ?? "");
  if (match === null) {
    return undefined;
  }
  const [, accessKeyId = "", region = "", service = "", headers = ""] = match;
  return { accessKeyId, region, service, signedHeaders: headers.split(";") };
}

/**
 * Whether the request was signed with the secret: signed again, it gets the same signature. The date is not compared with the
 * clock: the simulation's is virtual, a command line's is not.
 */
export async function isSignedWith(
  secretAccessKey: string,
  request: WireRequest,
  { accessKeyId, region, service, signedHeaders }: Signature,
): Promise<boolean> {
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
    // S3 signs a path as it stands; all others escape it once more (IAM User Guide: Create a signed AWS API request).
    uriEscapePath: service !== "s3",
  });
  // Not by URL, which takes dots out of a path: they may be part of a key of S3.
  const [path = "", search] = request.url.split("?");
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    (query[name] ??= []).push(value);
  }
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: "http:",
      hostname: "localhost",
      path,
      query,
      headers: Object.fromEntries(signedHeaders.map((name) => [name, request.headers[name] ?? ""])),
      body: request.body,
    },
    { signingDate: dateOf(request), signableHeaders: new Set(signedHeaders) },
  );
  return signatureOf(signed.headers["authorization"]) === signatureOf(request.headers["authorization"]);
}

/** Whether the body has the sum that the caller signed; a caller of S3 may leave the body out of the signature. */
export function hasSignedBody({ headers, body }: WireRequest): boolean {
  const sum = headers["x-amz-content-sha256"];
  const isSum = sum !== undefined && /^[0-9a-f]{64}$/.test(sum);
  return !isSum || createHash("sha256").update(body).digest("hex") === sum;
}

function signatureOf(authorization: string | undefined): string | undefined {
  return authorization?.split("Signature=")[1];
}

/** `20260101T000000Z` */
function dateOf({ headers }: WireRequest): Date {
  const text = headers["x-amz-date"] ?? "";
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

/** SHA-256 in the form that the signer takes: of Node.js, keyed or not. */
class Sha256 implements Checksum {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toBytes(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error("A sum is made once");
  }
}

function toBytes(data: SourceData): string | Uint8Array {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
