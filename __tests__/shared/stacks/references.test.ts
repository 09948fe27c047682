import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { App, TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../../generator/hcl/files.ts";
import { hcl, hclAny } from "../../../stacks/shared/hcl.ts";
import { declareInputs } from "../../../stacks/shared/inputs.ts";
import { ModuleStack } from "../../../stacks/shared/module-stack.ts";
import { local, references } from "../../../stacks/shared/references.ts";
import type { VariableDefinition } from "../../../variables/variable.ts";

const definitions = [
  { name: "prefix", type: "string", description: "Required." },
  { name: "days", type: "number", default: 7, description: "Days." },
  { name: "names", type: "list(string)", default: [], description: "Names." },
  { name: "regions", type: "set(string)", default: [], description: "Regions." },
  { name: "tags", type: "map(string)", default: {}, description: "Tags." },
  { name: "enabled", type: "bool", default: false, description: "Switch." },
  {
    name: "regional",
    type: "map(object({ subnet_ids = optional(list(string), []) }))",
    default: { "eu-west-1": { subnet_ids: ["subnet-1"] } },
    description: "By Region.",
  },
] as const satisfies readonly VariableDefinition[];
const input = references(definitions);

async function written(build: (stack: ModuleStack) => void): Promise<ReadonlyMap<string, string>> {
  const stack = new ModuleStack(new App(), "test", { terraform: ">= 1.3", aws: ">= 5.0" });
  declareInputs(stack, definitions);
  build(stack);
  return writeFiles(stack, "Test.");
}

describe("references to inputs", () => {
  it("are what CDKTF wants for each type", async () => {
    const files = await written((stack) => {
      new IamRole(stack, "aws_iam_role.x", {
        name: `${input.prefix}-x`,
        assumeRolePolicy: hcl`jsonencode({ Value = ${input.regional} })`,
        maxSessionDuration: input.days,
        managedPolicyArns: input.names,
        forceDetachPolicies: input.enabled,
        tags: input.tags,
      });
    });
    const main = (files.get("main.tf") ?? "").replaceAll(/ +/g, " ");
    for (const line of [
      'name = "${var.prefix}-x"',
      "assume_role_policy = jsonencode({ Value = var.regional })",
      "max_session_duration = var.days",
      "managed_policy_arns = var.names",
      "force_detach_policies = var.enabled",
      "tags = var.tags",
    ])
      expect(main).toContain(line);
  });

  it("stand in expressions as themselves", async () => {
    const files = await written((stack) => {
      new TerraformOutput(stack, "output.x", {
        value: hclAny`${input.enabled} && ${input.days} > 3 && length(${input.names}) > 0 && contains(${input.regions}, ${input.prefix})`,
        description: "x",
      });
    });
    expect((files.get("outputs.tf") ?? "").replaceAll(/\s+/g, " ")).toContain(
      "value = var.enabled && var.days > 3 && length(var.names) > 0 && contains(var.regions, var.prefix)",
    );
  });

  it("to a name that does not exist are an error of the compiler", () => {
    // @ts-expect-error the name is misspelt
    expect(input.prefixx).toBeUndefined();
    // @ts-expect-error a number is no text
    const text: string = input.days;
    expect(text).toBeTypeOf("number");
  });
});

describe("inputs", () => {
  it("without a default have to be given, and no null stands for them", async () => {
    const variables = (await written(() => undefined)).get("variables.tf") ?? "";
    const prefix = /variable "prefix" \{[^}]*\}/.exec(variables)?.[0] ?? "";
    expect(prefix).toMatch(/nullable\s+= false/);
    expect(prefix).not.toContain("default");
  });

  it("have any type, and a default whose keys stay", async () => {
    const variables = (await written(() => undefined)).get("variables.tf") ?? "";
    expect(variables).toContain("map(object({ subnet_ids = optional(list(string), []) }))");
    expect(variables).toContain("eu-west-1 = { subnet_ids");
  });
});

describe("locals", () => {
  it("are referred to by what their declaration returns", async () => {
    const files = await written((stack) => {
      const text = local(stack, "text", hcl`${input.prefix} == "" ? "a" : "b"`);
      const truth = local(stack, "truth", hclAny`${text} == "a"`);
      const object = local(stack, "object", { CamelCase: [1, 2], text });
      new TerraformOutput(stack, "output.x", {
        value: hclAny`${truth} ? "x-${text}" : ${object}.CamelCase[0]`,
        description: "x",
      });
    });
    expect((files.get("outputs.tf") ?? "").replaceAll(/\s+/g, " ")).toContain(
      'value = local.truth ? "x-${local.text}" : local.object.CamelCase[0]',
    );
    expect(files.get("main.tf")).toMatch(/CamelCase = \[1, 2\]/);
  });
});
