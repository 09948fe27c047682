import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import type { RestRequest } from "./rest-routes.ts";
import { parseXml, readXml } from "./xml-input.ts";
import { writeXml } from "./xml-output.ts";

/**
 * Reads the input of an operation from where its schema says that each member is: path, query, headers or body; the reverse of
 * the SDK's HttpBindingProtocol.
 *
 * @throws AwsError InvalidArgument, MalformedXML
 */
export function readMembers(input: NormalizedSchema, request: RestRequest, body: Buffer): object {
  const fields = [...input.structIterator()].map(
    ([name, member]) => [name, readMember(name, member, request, body)] as const,
  );
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function readMember(name: string, member: NormalizedSchema, request: RestRequest, body: Buffer): unknown {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
  if (httpLabel !== undefined) return request.labels[name];
  if (httpQuery !== undefined) return readText(member, request.query.get(httpQuery), httpQuery);
  if (httpHeader !== undefined) return readText(member, request.headers[httpHeader.toLowerCase()] ?? null, httpHeader);
  if (httpPrefixHeaders !== undefined) return withPrefix(request.headers, httpPrefixHeaders.toLowerCase());
  if (httpPayload === undefined) return undefined;
  if (member.isBlobSchema()) return body;
  return body.length === 0 ? undefined : readXml(member, parseXml(body.toString("utf8")));
}

function withPrefix(headers: RestRequest["headers"], prefix: string): object | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

function readText(member: NormalizedSchema, text: string | null, place: string): unknown {
  if (text === null) return undefined;
  if (member.isListSchema()) return text.split(",").map((item) => item.trim());
  if (member.isBooleanSchema()) return text.toLowerCase() === "true";
  if (member.isNumericSchema() && !Number.isFinite(Number(text))) {
    throw new AwsError("InvalidArgument", `Provided ${place} not an integer or within integer range`);
  }
  if (member.isNumericSchema()) return Number(text);
  return member.isTimestampSchema() ? new Date(text) : text;
}

/** What an output is on the wire. */
export interface RestOutput {
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes, or XML without its first line; undefined for nothing. */
  readonly body: string | Uint8Array | undefined;
}

/**
 * Writes the output of an operation to where its schema says that each member is: headers or body.
 *
 * @param root opens and closes the document around members that are in the body
 */
export function writeMembers(
  output: NormalizedSchema,
  values: object,
  root: (name: string, content: string) => string,
): RestOutput {
  if (output.isUnitSchema()) return { headers: {}, body: undefined };
  const fields = values as Readonly<Record<string, unknown>>;
  const headers: Record<string, string> = {};
  const inBody: Record<string, unknown> = {};
  let [body, hasDocument]: [RestOutput["body"], boolean] = [undefined, false];
  for (const [name, member] of output.structIterator()) {
    const value = fields[name];
    const { httpHeader, httpPrefixHeaders, httpPayload, xmlName } = member.getMergedTraits();
    if (httpHeader !== undefined) {
      if (value !== undefined) headers[httpHeader.toLowerCase()] = headerText(member, value);
    } else if (httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries((value ?? {}) as Record<string, string>)) {
        headers[`${httpPrefixHeaders.toLowerCase()}${key}`] = text;
      }
    } else if (httpPayload !== undefined) {
      if (value instanceof Uint8Array) body = value;
      else if (value !== undefined) body = root(xmlName ?? member.getName() ?? name, writeXml(member, value));
    } else {
      hasDocument = true;
      inBody[name] = value;
    }
  }
  if (hasDocument) {
    body = root(output.getMergedTraits().xmlName ?? output.getName() ?? "", writeXml(output, inBody));
  }
  return { headers, body };
}

/** A moment in a header is a date of HTTP, unless the schema says otherwise, which none that is answered here does. */
function headerText(member: NormalizedSchema, value: unknown): string {
  if (value instanceof Date) return value.toUTCString();
  return member.isListSchema() ? (value as readonly unknown[]).join(",") : String(value);
}
