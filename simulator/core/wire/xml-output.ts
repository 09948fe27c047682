import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { element, escapeXml } from "./xml.ts";

/**
 * Writes a value as XML, as a service answers with it; the reverse of the SDK's XmlShapeDeserializer. Fields that the schema
 * does not know are left out.
 *
 * @param schema the SDK's schema of the value
 * @returns what stands between the tags around it
 */
export function writeXml(schema: $SchemaRef, value: unknown): string {
  const shape = NormalizedSchema.of(schema);
  if (shape.isUnitSchema()) return "";
  if (shape.isStructSchema()) {
    const fields = value as Readonly<Record<string, unknown>>;
    return [...shape.structIterator()]
      .filter(([name]) => fields[name] !== undefined)
      .map(([name, member]) => writeMember(member.getMemberTraits().xmlName ?? name, member, fields[name]))
      .join("");
  }
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    const name = item.getMergedTraits().xmlName ?? "member";
    return (value as readonly unknown[]).map((entry) => element(name, writeXml(item, entry))).join("");
  }
  if (shape.isMapSchema()) {
    const [key, item] = [shape.getKeySchema(), shape.getValueSchema()];
    return Object.entries(value as object)
      .map(([name, entry]) => writeMember("key", key, name) + writeMember("value", item, entry))
      .map((entry) => element("entry", entry))
      .join("");
  }
  return escapeXml(toText(value));
}

function writeMember(name: string, member: NormalizedSchema, value: unknown): string {
  const isFlat = member.isListSchema() && member.getMergedTraits().xmlFlattened !== undefined;
  return isFlat
    ? (value as readonly unknown[]).map((item) => element(name, writeXml(member.getValueSchema(), item))).join("")
    : element(name, writeXml(member, value));
}

function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}
