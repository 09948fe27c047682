import { createHash, createHmac } from "node:crypto";
import type { WireRequest } from "../wire/protocol.ts";

/** What the header Authorization of a signed request says. */
export interface Signature {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;

/** Reads the signature of a request; undefined when it has none in Signature Version 4. */
export function readSignature(request: WireRequest): Signature | undefined {
  const match = pattern.exec(request.headers["authorization"] ?? "");
  if (match === null) {
    return undefined;
  }
  const [, accessKeyId = "", date = "", region = "", service = "", headers = "", signature = ""] = match;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(";"), signature };
}

/**
 * Whether the request was signed with the secret (IAM User Guide: Create a signed AWS API request). The date is not compared
 * with the clock: the simulation's is virtual, a command line's is not.
 */
export function isSignedWith(secretAccessKey: string, request: WireRequest, signature: Signature): boolean {
  const { date, region, service, signedHeaders } = signature;
  const url = new URL(request.url, "http://localhost");
  const query = [...url.searchParams].map((pair) => pair.map(encodeURIComponent).join("=")).sort();
  const canonicalRequest = [
    request.method,
    url.pathname,
    query.join("&"),
    ...signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim().replaceAll(/ +/g, " ")}`),
    "",
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, sha256(canonicalRequest)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, text).toString("hex") === signature.signature;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
