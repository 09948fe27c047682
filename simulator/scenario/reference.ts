import * as z from "zod";
import { faultKinds } from "../core/faults.ts";
import type { SimulatedModule } from "../modules/simulated-module.ts";
import { commonFields } from "./schema.ts";

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

/** Titles of a list's entries by the field. */
type Entries = Readonly<Record<string, string>>;

const commonEntries: Entries = { keys: "A key", faults: "A fault", runs: "A run" };
const origin =
  "Made of the schema that checks scenarios. Change it there, and this file with `npx vitest run scenario -u`.";

/** The reference of the fields that every scenario has, in Markdown. */
export function commonReference(): string {
  return join([
    "# Fields of every scenario",
    `${origin} A module's own fields stand in \`<module>/scenario-fields.md\`.`,
    ...describeObject("A scenario", commonFields([]), commonEntries),
    ...describeNames("Kinds of faults", faultKinds),
  ]);
}

/** The reference of a module's own fields, in Markdown. It stands in a folder of the module's name beside the common one. */
export function moduleReference({
  name,
  fields,
  entries,
  names,
  hosts,
}: Pick<SimulatedModule, "name" | "fields" | "entries" | "names" | "hosts">): string {
  return join([
    `# Fields of a scenario of ${name}`,
    `${origin} [The fields of every scenario](../scenario-fields.md) come with them.`,
    ...(hosts.length === 0
      ? []
      : [
          `Faults may also hit ${hosts.map(({ name: host, operations }) => `${code(host)} (${operations.map(code).join(", ")})`).join(", ")}, beside the services of AWS.`,
        ]),
    ...describeObject("A scenario", fields, entries),
    ...Object.entries(names).flatMap(([title, meanings]) => describeNames(title, meanings)),
  ]);
}

function join(paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}

function describeObject(title: string, fields: z.ZodType, entries: Entries): readonly string[] {
  return tablesOf(title, z.toJSONSchema(fields, { io: "input", unrepresentable: "any" }) as Schema, entries);
}

/** A table of an object's fields, and one of each kind of entry in its lists. */
function tablesOf(title: string, { properties = {}, required = [] }: Schema, entries: Entries): readonly string[] {
  const fields = Object.entries(properties);
  const rows = fields.map(([name, field]) => {
    const fallback = field.default === undefined ? (required.includes(name) ? "required" : "") : code(field.default);
    return `| \`${name}\` | ${field.description ?? ""} | ${typeOf(field)} | ${fallback} |`;
  });
  return [
    `## ${title}`,
    ["| Field | Meaning | Type | Default |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    ...fields.flatMap(([name, field]) => {
      const item = field.items ?? field.anyOf?.find(({ items }) => items !== undefined)?.items;
      return item?.properties === undefined ? [] : tablesOf(entries[name] ?? `An entry of ${name}`, item, entries);
    }),
  ];
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
