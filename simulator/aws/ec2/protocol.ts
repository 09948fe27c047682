import { AwsError } from "../../core/aws-error.ts";
import type { Protocol, WireResponse } from "../../core/wire/protocol.ts";
import { parseQuery } from "../../core/wire/query-parameters.ts";
import { element, escapeXml } from "../../core/wire/xml.ts";
import { inputReaders } from "./wire-input.ts";

const version = "2016-11-15";

/** Names on the wire that are not the SDK's name with a small first letter, in whatever structure. */
const names: Readonly<Record<string, string>> = {
  BlockDeviceMappings: "blockDeviceMapping",
  DeleteSnapshotResults: "deleteSnapshotResultSet",
  Images: "imagesSet",
  LaunchPermissions: "launchPermission",
  Public: "isPublic",
  Snapshots: "snapshotSet",
  Tags: "tagSet",
};

/** Those that differ from one structure to another. */
const imageNames = { ...names, OwnerId: "imageOwnerId", State: "imageState" };
const snapshotNames = { ...names, State: "status", StateMessage: "statusMessage" };

/** EC2's Query protocol: a form goes in, XML comes out. */
export const ec2Protocol: Protocol = {
  read: ({ body }) => {
    const { Action, Version, ...parameters } = parseQuery(body);
    if (typeof Action !== "string" || inputReaders[Action] === undefined) {
      throw new AwsError("InvalidAction", `The action ${JSON.stringify(Action)} is not valid for this web service.`);
    }
    if (Version !== version) {
      throw new AwsError(
        "NoSuchVersion",
        `The requested version (${JSON.stringify(Version)}) of service AmazonEC2 does not exist`,
      );
    }
    return { operation: Action, input: inputReaders[Action](parameters, "") as object };
  },
  answer: (operation, output, requestId) => {
    const content = element("requestId", requestId) + fields(output, names);
    const name = `${operation}Response`;
    return xml(200, `<${name} xmlns="http://ec2.amazonaws.com/doc/${version}/">${content}</${name}>`);
  },
  refuse: ({ code, message, status }, requestId) => {
    const error = element("Error", element("Code", code) + element("Message", escapeXml(message)));
    return xml(status, element("Response", element("Errors", error) + element("RequestID", requestId)));
  },
};

function xml(status: number, body: string): WireResponse {
  return { status, contentType: "text/xml;charset=UTF-8", body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function fields(structure: object, inherited: Readonly<Record<string, string>>): string {
  return Object.entries(structure)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const inner = key === "Images" ? imageNames : key === "Snapshots" ? snapshotNames : names;
      return element(inherited[key] ?? key.charAt(0).toLowerCase() + key.slice(1), content(value, inner));
    })
    .join("");
}

function content(value: unknown, inner: Readonly<Record<string, string>>): string {
  if (Array.isArray(value)) {
    return value.map((item) => element("item", content(item, inner))).join("");
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  return typeof value === "object" && value !== null ? fields(value, inner) : escapeXml(String(value));
}
