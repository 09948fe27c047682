import type { StaticOperationSchema } from "@smithy/types";
import { AwsError } from "../aws-error.ts";
import type { ApiCall, Protocol, Refusal, WireRequest, WireResponse } from "./protocol.ts";
import { type QueryDialect, readInput } from "./query-input.ts";
import { parseQuery } from "./query-parameters.ts";
import { writeXml } from "./xml-output.ts";
import { element, escapeXml } from "./xml.ts";

/** A service that speaks one of the Query protocols: a form goes in, XML comes out. */
export interface QueryService {
  /** Date of its API. */
  readonly version: string;
  /** Where its XML names are from, as the service writes it. */
  readonly namespace: string;
  /** The SDK's schemas of the operations that are simulated; all others are unknown. */
  readonly operations: readonly StaticOperationSchema[];
}

/** EC2's Query protocol. */
export function ec2QueryProtocol(service: QueryService): Protocol {
  const operations = byName(service.operations);
  return {
    read: (request) => read(service, operations, request, "ec2"),
    answer: (operation, output, requestId) => {
      const content = element("requestId", requestId) + writeXml(outputOf(operations, operation), output);
      return response(200, withNamespace(`${operation}Response`, service.namespace, content));
    },
    refuse: ({ code, message, status }, requestId) => {
      const error = element("Error", element("Code", code) + element("Message", escapeXml(message)));
      return response(status, element("Response", element("Errors", error) + element("RequestID", requestId)));
    },
    refusals: refusals(["RequestLimitExceeded", 503], ["Unavailable", 503]),
    deniedStatus: 403,
  };
}

/** AWS's Query protocol: SNS, STS, RDS, CloudFormation. */
export function queryProtocol(service: QueryService): Protocol {
  const operations = byName(service.operations);
  return {
    read: (request) => read(service, operations, request, "query"),
    answer: (operation, output, requestId) => {
      const result = element(`${operation}Result`, writeXml(outputOf(operations, operation), output));
      const metadata = element("ResponseMetadata", element("RequestId", requestId));
      return response(200, withNamespace(`${operation}Response`, service.namespace, result + metadata));
    },
    refuse: ({ code, message, status }, requestId) => {
      const type = element("Type", status < 500 ? "Sender" : "Receiver");
      const error = element("Error", type + element("Code", code) + element("Message", escapeXml(message)));
      const content = error + element("RequestId", requestId);
      return response(status, withNamespace("ErrorResponse", service.namespace, content));
    },
    refusals: refusals(["Throttling", 400], ["ServiceUnavailable", 503]),
    deniedStatus: 403,
  };
}

type Operations = ReadonlyMap<string, StaticOperationSchema>;

/** The third entry of an operation's schema is its name. */
function byName(operations: readonly StaticOperationSchema[]): Operations {
  return new Map(operations.map((schema) => [schema[2], schema]));
}

function read({ version }: QueryService, operations: Operations, request: WireRequest, dialect: QueryDialect): ApiCall {
  const { Action, Version, ...parameters } = parseQuery(request.body.toString("utf8"));
  const schema = typeof Action === "string" ? operations.get(Action) : undefined;
  if (schema === undefined) {
    throw new AwsError("InvalidAction", `The action ${JSON.stringify(Action)} is not valid for this web service.`);
  }
  if (Version !== version) {
    throw new AwsError("NoSuchVersion", `The requested version (${JSON.stringify(Version)}) does not exist`);
  }
  const [, , operation, , input] = schema;
  return { operation, input: readInput(input, parameters, "", dialect) as object };
}

function outputOf(operations: Operations, operation: string): StaticOperationSchema[5] {
  const schema = operations.get(operation);
  if (schema === undefined) throw new Error(`${operation} has no schema`);
  return schema[5];
}

function refusals(throttle: Refusal, unavailable: Refusal): Protocol["refusals"] {
  return { throttle, unavailable };
}

function withNamespace(name: string, namespace: string, content: string): string {
  return `<${name} xmlns="${namespace}">${content}</${name}>`;
}

function response(status: number, body: string): WireResponse {
  return { status, contentType: "text/xml;charset=UTF-8", body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}
