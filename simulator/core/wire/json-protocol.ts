import { AwsError } from "../aws-error.ts";
import type { Protocol, WireResponse } from "./protocol.ts";

/** AWS's JSON protocol: the operation is in a header, parameters and answer are JSON. */
function createJsonProtocol(version: "1.0" | "1.1"): Protocol {
  const json = (status: number, value: object): WireResponse => ({
    status,
    contentType: `application/x-amz-json-${version}`,
    body: JSON.stringify(value),
  });
  return {
    read: ({ headers, body }) => {
      const operation = headers["x-amz-target"]?.split(".").at(-1);
      if (operation === undefined) {
        throw new AwsError("UnknownOperationException", "The header X-Amz-Target is missing");
      }
      return { operation, input: parse(body.toString("utf8")) };
    },
    answer: (_operation, output) => json(200, output),
    refuse: ({ code, message, status }) => json(status, { __type: code, message }),
    refusals: { throttle: ["ThrottlingException", 400], unavailable: ["InternalServerError", 500] },
    deniedStatus: 400,
  };
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Answered like any other body that is no object.
  }
  throw new AwsError("SerializationException", "The body of the request is no JSON object");
}

/** JSON 1.1: EventBridge, KMS, Parameter Store, Secrets Manager. */
export const jsonProtocol = createJsonProtocol("1.1");

/** JSON 1.0: Step Functions, SQS, DynamoDB. */
export const json10Protocol = createJsonProtocol("1.0");
