import * as client from "@aws-sdk/client-s3";
import type { StaticOperationSchema } from "@smithy/types";
import type { WireRequest } from "../../core/wire/protocol.ts";
import { restXmlProtocol } from "../../core/wire/rest-xml-protocol.ts";
import { WrongRegion } from "./errors.ts";

/** The schemas of all of S3's operations: the client exports each under its name and a dollar sign, and the third entry is that name. */
const operations = Object.entries(client as Readonly<Record<string, unknown>>)
  .filter(([name, value]) => name.endsWith("$") && Array.isArray(value) && `${String(value[2])}Command` in client)
  .map(([, schema]) => schema as StaticOperationSchema);

const restXml = restXmlProtocol({
  namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
  operations,
  labels: labelsOf,
  refusals: { throttle: ["SlowDown", 503], unavailable: ["ServiceUnavailable", 503] },
});

/** S3's calls and answers on the wire. */
export const s3Protocol: typeof restXml = {
  ...restXml,
  answer: (operation, output, requestId) => {
    const response = restXml.answer(operation, output, requestId);
    return "ContentRange" in output ? { ...response, status: 206 } : response;
  },
  refuse: (error, requestId) => {
    const { headers, ...response } = restXml.refuse(error, requestId);
    return error instanceof WrongRegion
      ? { ...response, headers: { ...headers, "x-amz-bucket-region": error.bucketRegion } }
      : { ...response, ...(headers === undefined ? {} : { headers }) };
  },
};

/**
 * Bucket and key. A bucket is in the path, where the host is an address, as the SDK and the command line send it to one; or before
 * the host, where that has a name.
 */
function labelsOf({ url, headers }: WireRequest): Readonly<Record<string, string>> {
  const [path = "/"] = url.split("?");
  const [, inHost] = /^(.+?)\.(?:localhost|s3[.-][^:]*)(?::\d+)?$/.exec(headers["host"] ?? "") ?? [];
  const [, inPath = "", rest] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const [bucket, key = ""] = inHost === undefined ? [inPath, rest] : [inHost, path.slice(1)];
  return {
    ...(bucket === "" ? {} : { Bucket: decodeURIComponent(bucket) }),
    ...(key === "" ? {} : { Key: decodeURIComponent(key) }),
  };
}
