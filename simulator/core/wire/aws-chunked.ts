import { AwsError, ensure } from "../aws-error.ts";
import type { WireRequest } from "./protocol.ts";

/**
 * Takes the body out of its chunks where a request has it in chunks of its own, as the SDK sends a stream to S3 with a checksum
 * after it (S3 User Guide: Checksums with aws-chunked encoding). The checksum becomes a header, as which it could have come too.
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
      const headers = { ...withoutEncoding(request.headers), ...readTrailers(request.body.toString("latin1", from)) };
      return { ...request, headers, body: Buffer.concat(parts) };
    }
    parts.push(request.body.subarray(from, from + size));
    at = from + size + 2;
  }
}

function readTrailers(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}

/** The chunks are an encoding of the transport alone, which the object does not keep. */
function withoutEncoding({
  "content-encoding": encoding = "",
  ...headers
}: WireRequest["headers"]): WireRequest["headers"] {
  const others = encoding.split(",").filter((name) => name.trim() !== "aws-chunked" && name.trim() !== "");
  return others.length === 0 ? headers : { ...headers, "content-encoding": others.join(",") };
}
