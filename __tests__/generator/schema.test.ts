import { App } from "cdktf";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fieldsTable, jsonSchema } from "../../generator/documents/schema.ts";
import { moduleSections } from "../../generator/documents/sections.ts";
import { createModuleStack, type Module } from "../../stacks/shared/module.ts";
import { sample } from "./fixtures/sample.ts";

function field<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add(schema, { description });
  return schema;
}

const schema = z.strictObject({
  name: field(z.string(), "Its name."),
  size: field(z._default(z.int().check(z.gte(1), z.lte(9)), 3), "Its size."),
  parts: field(
    z.optional(z.array(z.strictObject({ kind: field(z.enum(["a", "b"]), "What | it is.") }))),
    "What it is made of.",
  ),
  base: field(z.strictObject({ id: field(z.union([z.string(), z.literal("any")]), "Which.") }), "What it stands on."),
  costs: field(z._default(z.partialRecord(z.enum(["x", "y"]), z.number().check(z.gte(0))), {}), "What it costs."),
});

describe("the table of the fields of a file", () => {
  it("has every field in its order with what it takes, those of objects and lists behind theirs", () => {
    expect(fieldsTable(schema).split("\n").slice(2)).toEqual([
      "| `name` | Its name. | text | required |",
      "| `size` | Its size. | number 1-9 | `3` |",
      "| `parts` | What it is made of. | list |  |",
      "| `parts[].kind` | What \\| it is. | `a`, `b` | required |",
      "| `base` | What it stands on. | fields `id` | required |",
      '| `base.id` | Which. | text or `"any"` | required |',
      "| `costs` | What it costs. | `x`, `y` -> number from 0 | `{}` |",
    ]);
  });

  it("stands in the module's document at its marker", () => {
    const module: Module = { ...sample, schemas: [{ marker: "FIELDS", file: "a.schema.json", title: "A", schema }] };
    const stack = createModuleStack(new App({ outdir: mkdtempSync(join(tmpdir(), "schema-")) }), module);
    expect(moduleSections(module, stack)["FIELDS"]).toBe(fieldsTable(schema));
  });
});

describe("the JSON Schema of a file", () => {
  it("lets out what has a default, and takes no other fields", () => {
    expect(jsonSchema(schema, "A file")).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "A file",
      required: ["name", "base"],
      additionalProperties: false,
      properties: { size: { type: "integer", minimum: 1, maximum: 9, default: 3, description: "Its size." } },
    });
  });
});
