import * as z from "zod";
import { faultKinds } from "../core/faults.ts";
import { earlierStates, scenarioSchema } from "./schema.ts";

/** A schema as JSON Schema describes it, as far as the reference needs it. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

const nested = { images: "An image", volumes: "A volume", keys: "A key", faults: "A fault", runs: "A run" };

/** The reference of scenarios in Markdown, made of the schema that checks them. */
export function scenarioReference(): string {
  const schema = z.toJSONSchema(scenarioSchema, { io: "input", unrepresentable: "any" }) as Schema;
  const tables: string[] = [];
  describeObject("A scenario", schema, tables);
  return [
    "# Fields of a scenario",
    "Made of the schema that checks scenarios. Change it there, and this file with `npx vitest run scenario -u`.",
    ...tables,
    ...describeNames("Earlier states", earlierStates),
    ...describeNames("Kinds of faults", faultKinds),
  ]
    .join("\n\n")
    .concat("\n");
}

function describeObject(title: string, { properties = {}, required = [] }: Schema, tables: string[]): void {
  const rows = Object.entries(properties).map(([name, field]) => {
    const fallback = field.default === undefined ? (required.includes(name) ? "required" : "") : code(field.default);
    return `| \`${name}\` | ${field.description ?? ""} | ${typeOf(field)} | ${fallback} |`;
  });
  tables.push(`## ${title}`, ["| Field | Meaning | Type | Default |", "| --- | --- | --- | --- |", ...rows].join("\n"));
  for (const [name, field] of Object.entries(properties)) {
    const item = field.items ?? field.anyOf?.find(({ items }) => items !== undefined)?.items;
    if (item?.properties !== undefined) {
      describeObject(nested[name as keyof typeof nested], item, tables);
    }
  }
}

function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map(typeOf).join(" or ");
  }
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (values.length > 0) {
    return values.map(code).join(", ");
  }
  if (schema.items !== undefined) {
    return `list of ${schema.items.properties === undefined ? typeOf(schema.items) : "mappings"}`;
  }
  return (
    { boolean: "true or false", integer: "whole number", object: "mapping", string: "text" }[schema.type ?? ""] ??
    schema.type ??
    "anything"
  );
}

function describeNames(title: string, names: Readonly<Record<string, string>>): readonly string[] {
  const rows = Object.entries(names).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  return [`## ${title}`, ["| Name | Meaning |", "| --- | --- |", ...rows].join("\n")];
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
