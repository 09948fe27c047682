import type { StaticOperationSchema } from "@smithy/types";
import type { Protocol, Refusal, WireRequest, WireResponse } from "./protocol.ts";
import { readMembers, writeMembers } from "./rest-members.ts";
import { findRoute, routeOf } from "./rest-routes.ts";
import { element, escapeXml } from "./xml.ts";

/** A service that speaks REST with XML: method, path and headers say what is called. */
export interface RestXmlService {
  /** Where its XML names are from. */
  readonly namespace: string;
  /** The SDK's schemas of its operations, also of those that it does not answer: else their requests were taken for others. */
  readonly operations: readonly StaticOperationSchema[];
  /** What path and host of a request say: values of the members that are labels. */
  readonly labels: (request: WireRequest) => Readonly<Record<string, string>>;
  readonly refusals: { readonly throttle: Refusal; readonly unavailable: Refusal };
}

/** AWS's REST-XML protocol, with errors as S3 has them. */
export function restXmlProtocol({ namespace, operations, labels, refusals }: RestXmlService): Protocol {
  const routes = operations.map(routeOf);
  const byName = new Map(routes.map((route) => [route.operation, route]));
  const root = (name: string, content: string) => `<${name} xmlns="${namespace}">${content}</${name}>`;
  return {
    read: (request) => {
      const query = new URLSearchParams(request.url.split("?")[1] ?? "");
      const parts = { method: request.method, labels: labels(request), query, headers: request.headers };
      const { operation, input } = findRoute(routes, parts);
      return { operation, input: readMembers(input, parts, request.body) };
    },
    answer: (operation, output, requestId) => {
      const route = byName.get(operation);
      if (route === undefined) throw new Error(`${operation} has no schema`);
      const { headers, body } = writeMembers(route.output, output, root);
      return response(route.status, requestId, headers, body);
    },
    refuse: ({ code, message, status }, requestId) => {
      const content = [element("Code", code), element("Message", escapeXml(message)), element("RequestId", requestId)];
      return response(status, requestId, {}, element("Error", content.join("")));
    },
    refusals,
    deniedStatus: 403,
  };
}

function response(
  status: number,
  requestId: string,
  { "content-type": contentType = "application/xml", ...headers }: Readonly<Record<string, string>>,
  body: string | Uint8Array = "",
): WireResponse {
  const document = typeof body === "string" && body !== "" ? `<?xml version="1.0" encoding="UTF-8"?>\n${body}` : body;
  return { status, contentType, headers: { "x-amz-request-id": requestId, ...headers }, body: document };
}
