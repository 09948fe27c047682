import { AwsError, ensure } from "../aws-error.ts";
import type { WireRequest } from "./protocol.ts";

/**
 * Takes the body out of its chunks where a request has it in chunks of its own, as the SDK sends a stream to S3 with a checksum
 * after it (S3 User Guide: Checksums with aws-chunked encoding). The checksum itself is left aside.
 *
 * @throws AwsError for chunks that end early, or are signed one by one, which is not simulated
 */
export function withoutChunks(request: WireRequest): WireRequest {
  const kind = request.headers["x-amz-content-sha256"];
  if (kind?.startsWith("STREAMING-") !== true) {
    return request;
  }
  if (kind !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER") {
    throw new AwsError("NotImplemented", `A body of the kind ${kind} is not simulated`, 501);
  }
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = request.body.indexOf("\r\n", at);
    const size = Number.parseInt(request.body.toString("latin1", at, Math.max(at, lineEnd)), 16);
    const from = lineEnd + 2;
    ensure(
      lineEnd >= 0 && size >= 0 && from + size <= request.body.length,
      "IncompleteBody",
      "The body ends within a chunk",
    );
    if (size === 0) {
      return { ...request, body: Buffer.concat(parts) };
    }
    parts.push(request.body.subarray(from, from + size));
    at = from + size + 2;
  }
}
