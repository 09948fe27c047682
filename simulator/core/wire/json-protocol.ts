import { AwsError } from "../aws-error.ts";
import type { Protocol, WireResponse } from "./protocol.ts";

/** AWS's JSON protocol 1.1: the operation is in a header, parameters and answer are JSON. */
export const jsonProtocol: Protocol = {
  read: ({ headers, body }) => {
    const operation = headers["x-amz-target"]?.split(".").at(-1);
    if (operation === undefined) {
      throw new AwsError("UnknownOperationException", "The header X-Amz-Target is missing");
    }
    return { operation, input: JSON.parse(body) as object };
  },
  answer: (_operation, output) => json(200, output),
  refuse: ({ code, message, status }) => json(status, { __type: code, message }),
};

function json(status: number, value: object): WireResponse {
  return { status, contentType: "application/x-amz-json-1.1", body: JSON.stringify(value) };
}
