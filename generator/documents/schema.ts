import * as z from "zod";
import { code, table } from "./markdown.ts";

/** A schema as JSON Schema has it, as far as the table of fields looks at it. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

/**
 * The JSON Schema of what people write: fields with a default may be left out.
 *
 * @param schema whose fields have their descriptions in zod's global registry
 * @param title what a file of it is
 */
export function jsonSchema(schema: z.core.$ZodType, title: string): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-07" }) as Readonly<
    Record<string, unknown>
  >;
  return { $schema, title, ...rest };
}

/** Every field of a schema in its order, those of objects and lists of objects behind their own. */
export function fieldsTable(schema: z.core.$ZodType): string {
  return table(["Field", "Description", "Value", "Default"], rows(jsonSchema(schema, ""), ""));
}

function rows({ properties = {}, required = [] }: JsonSchema, prefix: string): readonly (readonly string[])[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const row = [code(path), field.description ?? "", valueOf(field), defaultOf(field, required.includes(name))];
    return [row, ...rows(field, `${path}.`), ...rows(field.items ?? {}, `${path}[].`)];
  });
}

function defaultOf(field: JsonSchema, isRequired: boolean): string {
  if (isRequired) return "required";
  return field.default === undefined ? "" : code(JSON.stringify(field.default));
}

/** What a field takes, in words. */
function valueOf(field: JsonSchema): string {
  if (field.anyOf !== undefined) return field.anyOf.map(valueOf).join(" or ");
  if (field.const !== undefined) return code(JSON.stringify(field.const));
  if (field.enum !== undefined) return field.enum.map((value) => code(String(value))).join(", ");
  switch (field.type) {
    case "array":
      return field.items?.type === "object" ? "list" : `list of ${valueOf(field.items ?? {})}`;
    case "object":
      return field.properties === undefined
        ? mapOf(field)
        : `fields ${Object.keys(field.properties).map(code).join(", ")}`;
    case "integer":
    case "number":
      return `number${rangeOf(field)}`;
    case "boolean":
      return "`true` or `false`";
    default:
      return "text";
  }
}

function mapOf({ propertyNames, additionalProperties }: JsonSchema): string {
  const keys = propertyNames?.enum === undefined ? "text" : valueOf(propertyNames);
  return `${keys} -> ${typeof additionalProperties === "object" ? valueOf(additionalProperties) : "anything"}`;
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum}-${maximum}`;
  return minimum === undefined ? "" : ` from ${minimum}`;
}
