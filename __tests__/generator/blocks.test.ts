import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { App, TerraformOutput } from "cdktf";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blockShape } from "../../generator/hcl/blocks.ts";
import { ModuleStack } from "../../stacks/shared/module-stack.ts";

const app = new App({ outdir: mkdtempSync(join(tmpdir(), "blocks-")) });
const stack = new ModuleStack(app, "test", { terraform: ">= 1.2", aws: ">= 5.0" });

describe("blockShape, the one place that reads CDKTF's own HCL data", () => {
  it("tells a resource's blocks from its attributes", () => {
    const machine = new SfnStateMachine(stack, "aws_sfn_state_machine.a", {
      roleArn: "r",
      definition: "{}",
      tags: { Name: "a" },
      loggingConfiguration: { level: "ALL" },
      timeouts: { create: "5m" },
    });
    const { isBlock } = blockShape(machine);
    expect(isBlock(["logging_configuration"])).toBe(true);
    expect(isBlock(["timeouts"])).toBe(true);
    expect(isBlock(["logging_configuration", "level"])).toBe(false);
    expect(isBlock(["tags"])).toBe(false);
    expect(isBlock(["definition"])).toBe(false);
  });

  it("knows blocks within blocks, in data sources too", () => {
    const document = new DataAwsIamPolicyDocument(stack, "data.aws_iam_policy_document.a", {
      statement: [{ condition: [{ test: "Bool", variable: "v", values: ["true"] }] }],
    });
    const { isBlock } = blockShape(document);
    expect(isBlock(["statement"])).toBe(true);
    expect(isBlock(["statement", "condition"])).toBe(true);
    expect(isBlock(["statement", "condition", "values"])).toBe(false);
  });

  it("knows Terraform's own blocks, which CDKTF does not mark", () => {
    const role = new IamRole(stack, "aws_iam_role.a", { assumeRolePolicy: "{}" });
    const { isBlock } = blockShape(role);
    expect(isBlock(["lifecycle"])).toBe(true);
    expect(isBlock(["lifecycle", "precondition"])).toBe(true);
    expect(isBlock(["lifecycle", "ignore_changes"])).toBe(false);
  });

  it("takes nothing in an output's value for a block", () => {
    const output = new TerraformOutput(stack, "output.a", { value: { isBlock: { value: 1 } } });
    expect(blockShape(output).isBlock(["value"])).toBe(false);
  });
});
