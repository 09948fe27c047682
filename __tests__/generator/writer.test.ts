import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter/index.js";
import { App, LocalBackend, TerraformOutput, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../generator/hcl/files.ts";
import { hcl, jsonencode, literal } from "../../stacks/shared/hcl.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { ModuleStack } from "../../stacks/shared/module-stack.ts";
import { sample } from "./fixtures/sample.ts";
import { parseModule } from "./support/round-trip.ts";

const newApp = () => new App({ outdir: mkdtempSync(join(tmpdir(), "writer-")) });
const newStack = () => new ModuleStack(newApp(), "test", { terraform: ">= 1.2", aws: ">= 5.0" });
const parameter = { name: "a", type: "String", value: "b" };

/** Writes a stack with something in it, and gives one of its files without the header. */
async function write(add: (stack: ModuleStack) => void, file = "main.tf"): Promise<string> {
  const stack = newStack();
  add(stack);
  const text = (await writeFiles(stack, "Generated.")).get(file) ?? "";
  return text.replace(/^# Generated\.\n\n/, "");
}

describe("the files of a module", () => {
  const files = writeFiles(createModuleStack(newApp(), sample), "Generated, do not edit.");

  it("are named by custom, or by the part of the module", async () => {
    expect([...(await files).keys()]).toEqual([
      "functions.tf",
      "main.tf",
      "outputs.tf",
      "things.tf",
      "variables.tf",
      "versions.tf",
    ]);
  });

  it("say where they come from", async () => {
    for (const [name, text] of await files) {
      expect(text.split("\n")[0], name).toBe("# Generated, do not edit.");
    }
  });

  it("keep defaults that are false, zero, empty or null", async () => {
    const { variable } = await parseModule(await files);
    const defaults = Object.entries(variable as Readonly<Record<string, readonly { readonly default: unknown }[]>>);
    expect(Object.fromEntries(defaults.map(([name, [body]]) => [name, body?.default]))).toMatchObject({
      names: [],
      tags: {},
      enabled: false,
      size: null,
      secret: "",
      log_retention_days: 0,
    });
  });

  it.each(["variables.tf", "things.tf", "functions.tf", "main.tf", "outputs.tf", "versions.tf"])(
    "%s reads as if a person wrote it",
    async (name) => {
      await expect((await files).get(name)).toMatchFileSnapshot(`snapshots/${name}`);
    },
  );
});

describe("texts", () => {
  const describeAs = (description: string) =>
    write((stack) => new TerraformVariable(stack, "var.x", { type: "string", description }), "variables.tf");

  it("escape what Terraform would read as a template", async () => {
    expect(await describeAs(literal("${a} %{b} $${c}"))).toContain('description = "$${a} %%{b} $$${c}"');
  });

  it("escape quotes, backslashes and control characters", async () => {
    expect(await describeAs('"\\\t\b\f\\b')).toContain(String.raw`description = "\"\\\t\u0008\u000c\\b"`);
  });

  it("of several lines are heredocs, indented with their block", async () => {
    expect(await describeAs("One.\n\n  two\n")).toContain("description = <<-EOT\n    One.\n\n      two\n  EOT\n");
  });

  it.each([
    ["does not end with a line break", "a\nb"],
    ["would lose its indentation", "  a\n  b\n"],
    ["holds the end mark", "a\nEOT\n"],
    ["holds what a heredoc cannot escape", "a\u0007\nb\n"],
    ["is one line only", "a\n"],
  ])("that %s stay between quotes", async (_, text) => {
    expect(await describeAs(text)).toContain(`description = ${JSON.stringify(text)}`);
  });
});

describe("references", () => {
  it("stand without quotes, alone or in a list", async () => {
    const text = await write((stack) => {
      const role = new IamRole(stack, "aws_iam_role.a", { assumeRolePolicy: "{}" });
      new TerraformVariable(stack, "var.b", { type: "string" });
      new TerraformOutput(stack, "output.all", { value: [role.arn, `${hcl`var.b`}-${role.name}`] });
    }, "outputs.tf");
    expect(text).toBe('output "all" {\n  value = [aws_iam_role.a.arn, "${var.b}-${aws_iam_role.a.name}"]\n}\n');
  });

  it("inside jsonencode stand without quotes too, and keys have quotes only where they need them", async () => {
    const text = await write((stack) => {
      const role = new IamRole(stack, "aws_iam_role.a", { assumeRolePolicy: "{}" });
      const value = jsonencode({ Arn: role.arn, "a:b": `x-${role.name}`, plain: "${y}", n: 1, list: [] });
      new TerraformOutput(stack, "output.json", { value });
    }, "outputs.tf");
    expect(text).toBe(`output "json" {
  value = jsonencode({
    Arn   = aws_iam_role.a.arn
    "a:b" = "x-\${aws_iam_role.a.name}"
    plain = "$\${y}"
    n     = 1
    list  = []
  })
}
`);
  });
});

describe("what cannot be written", () => {
  it.each<[string, (stack: ModuleStack) => void, RegExp]>([
    ["a provider", (stack) => new AwsProvider(stack, "provider.aws"), /must not have.*provider/],
    ["a backend", (stack) => new LocalBackend(stack), /no backend/],
    [
      "an id that is no address",
      (stack) => new SsmParameter(stack, "parameter", parameter),
      /must be a Terraform address/,
    ],
    [
      "an id that names another type",
      (stack) => new SsmParameter(stack, "aws_iam_role.a", parameter),
      /has no aws_iam_role\.a/,
    ],
    [
      "two elements with one address",
      (stack) => {
        new SsmParameter(new Construct(stack, "one"), "aws_ssm_parameter.a", parameter);
        new SsmParameter(new Construct(stack, "two"), "aws_ssm_parameter.a", parameter);
      },
      /two elements with the address aws_ssm_parameter\.a/,
    ],
    [
      "a move by a method of CDKTF",
      (stack) => {
        new SsmParameter(stack, "aws_ssm_parameter.a", parameter).moveFromId("aws_ssm_parameter.b");
      },
      /use moved\(scope/,
    ],
    [
      "a template directive",
      (stack) => new TerraformOutput(stack, "output.a", { value: "%{ if true }" }),
      /%\{.*literal/,
    ],
  ])("%s is an error that says so", async (_, add, message) => {
    await expect(write(add)).rejects.toThrow(message);
  });
});
