import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { App, TerraformLocal } from "cdktf";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hcl, hclAny, hclList, hclMap, hclNumber, jsonencode, literal } from "../../stacks/shared/hcl.ts";
import { ModuleStack } from "../../stacks/shared/module-stack.ts";

/** What a value becomes in Terraform's JSON. */
function rendered(value: unknown): unknown {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "hcl-")) });
  const stack = new ModuleStack(app, "test", { terraform: ">= 1.2", aws: ">= 5.0" });
  new TerraformLocal(stack, "local.value", value);
  return (stack.toTerraform() as { readonly locals: { readonly value: unknown } }).locals.value;
}

const stack = new ModuleStack(new App({ outdir: mkdtempSync(join(tmpdir(), "hcl-")) }), "roles", {
  terraform: ">= 1.2",
  aws: ">= 5.0",
});
const role = new IamRole(stack, "aws_iam_role.a", { assumeRolePolicy: "{}" });
const reference = "aws_iam_role.a.arn";

describe("expressions", () => {
  it.each<[string, unknown, unknown]>([
    ["stand alone as one interpolation", hcl`var.a == "" ? 0 : 1`, '${var.a == "" ? 0 : 1}'],
    ["become part of a longer text", `x-${hcl`var.a`}-y`, "x-${var.a}-y"],
    ["hold other expressions", hcl`merge(${hclMap`var.a`}, ${hcl`var.b`})`, "${merge(var.a, var.b)}"],
    ["hold lists and objects", hclAny`f(${["a", hcl`var.b`, { c: 1 }]})`, '${f(["a", var.b, {"c" = 1}])}'],
    [
      "keep the backslashes of a regular expression",
      hcl`can(regex("^\\d+$", var.a))`,
      '${can(regex("^\\\\d+$", var.a))}',
    ],
    ["write Terraform's own interpolation with a backslash", hcl`"\${var.a}-x"`, '${"${var.a}-x"}'],
    ["are numbers where numbers are wanted", hclNumber`var.a`, "${var.a}"],
    ["are lists where lists are wanted", hclList`var.a`, "${var.a}"],
  ])("%s", (_, value, expected) => {
    expect(rendered(value)).toBe(expected);
  });

  it("render attributes of other elements as references", () => {
    new TerraformLocal(stack, "local.b", hclAny`[${role.arn}, "x"]`);
    new TerraformLocal(stack, "local.c", jsonencode({ arn: role.arn, name: `${role.name}-x` }));
    expect((stack.toTerraform() as { readonly locals: unknown }).locals).toEqual({
      b: `\${[${reference}, "x"]}`,
      c: `\${jsonencode({"arn" = ${reference}, "name" = "\${aws_iam_role.a.name}-x"})}`,
    });
  });
});

describe("texts in the lists and objects of an expression", () => {
  it("are templates when a reference is only a part of them", () => {
    expect(rendered(hclAny`f(${[`${hcl`var.a`}:*`, { b: `x-${hcl`var.b`}`, c: undefined }]})`)).toBe(
      '${f(["${var.a}:*", {"b" = "x-${var.b}"}])}',
    );
  });

  it("are escaped then as others are", () => {
    expect(rendered(hclAny`f(${[`"${hcl`var.a`}"\n`]})`)).toBe('${f(["\\"${var.a}\\"\\n"])}');
  });
});

describe("texts", () => {
  it("are literal inside jsonencode, and between the quotes of an expression", () => {
    expect(rendered(jsonencode({ a: "${x}" }))).toBe('${jsonencode({"a" = "$${x}"})}');
    expect(rendered(hcl`"a-${"${x}"}"`)).toBe('${"a-$${x}"}');
  });

  it("can be made literal outside of it", () => {
    expect(rendered(literal("${a} %{b}"))).toBe("$${a} %%{b}");
  });
});
