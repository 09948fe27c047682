import { App } from "cdktf";
import { expect, it } from "vitest";
import { referencesIn } from "../../generator/hcl/references.ts";
import { modules } from "../../main.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { splitTemplate } from "../../stacks/shared/template-text.ts";
import { namesIn } from "./support/expressions.ts";

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

/**
 * The address of what a name refers to; undefined for a name that a loop binds. The parser's tree is asked, and not the finder that comes
 * with it: the finder does not look at what a loop makes of its elements.
 */
const address = (path: readonly string[]) =>
  /^(var|local|data|aws_\w+)$/.test(path[0] ?? "") ? path.slice(0, path[0] === "data" ? 3 : 2).join(".") : undefined;
const addresses = (paths: readonly (readonly string[])[]) =>
  [...new Set(paths.map(address).filter((found) => found !== undefined))].sort();

it("an expression refers to what HashiCorp's own parser finds in it, in all expressions of all modules", async () => {
  expect(expressions.length).toBeGreaterThan(100);
  for (const expression of new Set(expressions)) {
    const [ours, theirs] = [referencesIn(expression).map(({ path }) => path), await namesIn(expression)];
    expect([expression, addresses(ours)]).toEqual([expression, addresses(theirs)]);
  }
});

it.each([
  [
    '[for region in local.regions : "${region}${local.prefix}" if var.enabled]',
    ["local.prefix", "local.regions", "var.enabled"],
  ],
  [
    "{ for key, item in var.items : key => { a = item.a, b = data.aws_region.current.id } }",
    ["data.aws_region.current", "var.items"],
  ],
  ["{ (local.key) = one(aws_iam_role.instance[*].arn) }", ["aws_iam_role.instance", "local.key"]],
  ["local.names[var.index].id", ["local.names", "var.index"]],
])("%s refers to %j, by the parser and by us", async (expression, expected) => {
  expect(addresses(await namesIn(expression))).toEqual(expected);
  expect(addresses(referencesIn(expression).map(({ path }) => path))).toEqual(expected);
});
