import { getReferencesInExpression } from "@cdktf/hcl2json";
import { App } from "cdktf";
import { expect, it } from "vitest";
import { referencesIn } from "../../generator/hcl/references.ts";
import { modules } from "../../main.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { splitTemplate } from "../../stacks/shared/template-text.ts";

/** All texts of Terraform's JSON. */
function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

const expressions = modules.flatMap((module) =>
  texts(createModuleStack(new App(), module).toTerraform()).flatMap((text) =>
    splitTemplate(text).flatMap((part) => (part.kind === "interpolation" ? [part.expression] : [])),
  ),
);

/** The parser's finder leaves out data sources, and counts names that a loop binds. */
const isCompared = (name: string) => /^(var|local|aws_\w+)\./.test(name);
const sorted = (names: readonly string[]) => [...new Set(names.filter(isCompared))].sort();

it("an expression refers to what HashiCorp's own parser finds in it, in all expressions of all modules", async () => {
  expect(expressions.length).toBeGreaterThan(100);
  for (const expression of new Set(expressions)) {
    const parsed = await getReferencesInExpression("main.tf", `\${${expression}}`);
    const theirs = parsed.map(({ value }) => value.split(/[.[]/).slice(0, 2).join("."));
    const ours = referencesIn(expression).map(({ path }) => path.slice(0, 2).join("."));
    expect([expression, sorted(ours)]).toEqual([expression, sorted(theirs)]);
  }
});
