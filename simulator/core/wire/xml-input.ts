import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { AwsError, ensure } from "../aws-error.ts";

/** An element of a document: its text, and the elements in it. Attributes are left out. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const token = /<\?[^]*?\?>|<!--[^]*?-->|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g;

/**
 * Reads a document of elements and texts, as callers of a REST protocol send it.
 *
 * @throws AwsError MalformedXML
 */
export function parseXml(document: string): XmlElement {
  const open: { readonly name: string; text: string; readonly children: XmlElement[] }[] = [
    { name: "", text: "", children: [] },
  ];
  let at = 0;
  for (const match of document.matchAll(token)) {
    const [whole, closes, name, isEmpty, text] = match;
    ensure(match.index === at, "MalformedXML", malformed);
    at += whole.length;
    const current = open.at(-1);
    ensure(current !== undefined, "MalformedXML", malformed);
    if (text !== undefined) {
      current.text += withoutEntities(text);
    } else if (closes === "/") {
      ensure(open.length > 1 && current.name === name, "MalformedXML", malformed);
      open.pop();
    } else if (name !== undefined) {
      const element = { name, text: "", children: [] };
      current.children.push(element);
      if (isEmpty === "") open.push(element);
    }
  }
  const [root] = open[0]?.children ?? [];
  ensure(root !== undefined && open.length === 1 && at === document.length, "MalformedXML", malformed);
  return root;
}

const malformed = "The XML you provided was not well-formed or did not validate against our published schema";

function withoutEntities(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex?: string, decimal?: string, name = "") => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    const character = entities[name as string];
    if (character === undefined) throw new AwsError("MalformedXML", malformed);
    return character;
  });
}

/**
 * What an element says, as the SDK has it: the reverse of the SDK's XmlShapeSerializer. Elements that the schema does not know are
 * left out.
 *
 * @param schema the SDK's schema of what is read
 */
export function readXml(schema: $SchemaRef, element: XmlElement): unknown {
  const shape = NormalizedSchema.of(schema);
  if (shape.isStructSchema()) {
    const fields = [...shape.structIterator()].flatMap(([name, member]) => {
      const { xmlName = name, xmlFlattened } = member.getMergedTraits();
      const found = element.children.filter((child) => child.name === xmlName);
      const [first] = found;
      if (first === undefined) return [];
      if (member.isListSchema() && xmlFlattened !== undefined) {
        return [[name, found.map((child) => readXml(member.getValueSchema(), child))] as const];
      }
      return [[name, readXml(member, first)] as const];
    });
    return Object.fromEntries(fields);
  }
  if (shape.isListSchema()) {
    return element.children.map((child) => readXml(shape.getValueSchema(), child));
  }
  if (shape.isBooleanSchema()) return element.text.trim() === "true";
  if (shape.isNumericSchema()) return Number(element.text);
  return shape.isTimestampSchema() ? new Date(element.text) : element.text;
}
