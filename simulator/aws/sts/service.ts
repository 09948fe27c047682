import { AwsError } from "../../core/aws-error.ts";
import type { Protocol, WireResponse } from "../../core/wire/protocol.ts";
import { element, escapeXml } from "../../core/wire/xml.ts";
import type { Service } from "../../core/service.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

const protocol: Protocol = {
  read: ({ body }) => ({ operation: new URLSearchParams(body).get("Action") ?? "", input: {} }),
  answer: (operation, output, requestId) => {
    const result = Object.entries(output)
      .map(([name, value]) => element(name, escapeXml(String(value))))
      .join("");
    const metadata = element("ResponseMetadata", element("RequestId", requestId));
    const content = element(`${operation}Result`, result) + metadata;
    return xml(200, `<${operation}Response xmlns="${namespace}">${content}</${operation}Response>`);
  },
  refuse: ({ code, message, status }, requestId) => {
    const error = element("Type", "Sender") + element("Code", code) + element("Message", escapeXml(message));
    const content = element("Error", error) + element("RequestId", requestId);
    return xml(status, `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>`);
  },
};

function xml(status: number, body: string): WireResponse {
  return { status, contentType: "text/xml", body };
}

/** STS, which only says who calls. */
export function createSts(accountId: string): Service {
  return {
    protocol,
    denial: "AccessDenied",
    // Everybody may ask who they are.
    access: () => [],
    call: (operation, _input, { callerArn }) => {
      if (operation !== "GetCallerIdentity") {
        throw new AwsError("InvalidAction", `Could not find operation ${operation} for version 2011-06-15`);
      }
      return { Arn: callerArn, UserId: `AIDA${accountId}:${callerArn.split("/").at(-1) ?? ""}`, Account: accountId };
    },
  };
}
