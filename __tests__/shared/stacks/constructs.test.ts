import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { Account } from "../../../stacks/shared/account.ts";
import { NodeFunction } from "../../../stacks/shared/function.ts";
import { hcl, hclAny } from "../../../stacks/shared/hcl.ts";
import { ModuleStack } from "../../../stacks/shared/module-stack.ts";
import { references } from "../../../stacks/shared/references.ts";
import { Starts } from "../../../stacks/shared/schedule.ts";
import type { Settings } from "../../../stacks/shared/settings.ts";
import { definitionMetadata, Workflow } from "../../../stacks/shared/workflow.ts";
import {
  lambdaArchitecture,
  lambdaMemorySize,
  lambdaRuntime,
  logKmsKeyArn,
  logRetentionDays,
  namePrefix,
  permissionsBoundaryArn,
  scheduleEnabled,
  scheduleExpressionVariable,
  tags,
  tracingEnabled,
} from "../../../variables/common.ts";

type ByAddress = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Inputs of a module whose original called some of them otherwise. */
const input = references([
  namePrefix("project_name", { default: "sync", pattern: "[a-z-]+", must: "have letters and hyphens." }),
  tags({ description: "Tags.", own: 3, reserved: ["A", "B"], reservedWhy: "the module writes them." }),
  logRetentionDays("cloudwatch_logs_retention_days", 30),
  scheduleExpressionVariable("cleanup_cron_expression", { default: "rate(1 day)", description: "When." }),
  scheduleEnabled("cleanup_enabled"),
  lambdaMemorySize(512),
  lambdaRuntime,
  lambdaArchitecture,
  logKmsKeyArn,
  permissionsBoundaryArn,
  tracingEnabled(true),
]);

function build(): { readonly stack: ModuleStack; readonly resource: ByAddress } {
  const stack = new ModuleStack(new App(), "test", { terraform: ">= 1.2", aws: ">= 5.78" });
  const account = new Account(stack, "data");
  const settings: Settings = {
    account,
    tags: input.tags,
    logRetentionDays: input.cloudwatch_logs_retention_days,
    logKmsKeyArn: input.log_kms_key_arn,
    permissionsBoundaryArn: input.permissions_boundary_arn,
    tracingEnabled: input.tracing_enabled,
    lambdaRuntime: input.lambda_runtime,
    lambdaArchitecture: input.lambda_architecture,
    lambdaMemorySize: input.lambda_memory_size,
    zipFolder: `${hcl`path.module`}/lambdas`,
  };
  new NodeFunction(stack, "plain", {
    address: "plain",
    entry: "lambdas/x/plain.ts",
    functionName: `${input.project_name}-plain`,
    description: "Without environment",
    timeout: 3,
    memorySize: 256,
    role: { purpose: "It only writes its log.", permissions: [] },
    settings,
  });
  const workflow = (name: string) =>
    new Workflow(stack, name, {
      address: name,
      name: `${input.project_name}-${name}`,
      definition: { StartAt: "End", States: { End: { Type: "Succeed" } } },
      logGroup: { address: `${name}_log`, name: `/aws/stepfunctions/${name}` },
      role: { address: name, name, policyName: name, purpose: "Its role.", permissions: [] },
      settings,
    });
  const main = workflow("main");
  const cleanup = workflow("cleanup");
  new Starts(stack, "starts", {
    rules: [
      {
        address: "cleanup",
        targetAddress: "cleanup",
        name: "cleanup",
        description: "Cleans up",
        trigger: { scheduleExpression: input.cleanup_cron_expression },
        enabled: input.cleanup_enabled,
        stateMachineArn: cleanup.stateMachine.arn,
        input: { dry_run: true },
      },
      {
        address: "uploaded",
        targetAddress: "uploaded",
        name: "uploaded",
        description: "A new configuration",
        trigger: { eventPattern: { source: ["aws.s3"], detail: { bucket: { name: ["configs"] } } } },
        enabled: hclAny`true`,
        stateMachineArn: main.stateMachine.arn,
      },
    ],
    role: { address: "events", name: "events", policyName: "events", purpose: "Starts runs." },
    deadLetters: { address: "dead_letters", name: "dead-letters" },
    settings,
  });
  return { stack, resource: (stack.toTerraform() as { readonly resource: ByAddress }).resource };
}

describe("a module with two state machines, a schedule, an event rule and names of its own", () => {
  const { stack, resource } = build();

  it("has a function without environment, with a memory of its own", () => {
    const plain = resource["aws_lambda_function"]?.["plain"];
    expect(plain?.["environment"]).toBeUndefined();
    expect(plain?.["memory_size"]).toBe(256);
  });

  it("reads inputs under the names it has them by", () => {
    expect(resource["aws_cloudwatch_log_group"]?.["plain"]?.["retention_in_days"]).toBe(
      "${var.cloudwatch_logs_retention_days}",
    );
    expect(resource["aws_cloudwatch_log_group"]?.["main_log"]?.["name"]).toBe("/aws/stepfunctions/main");
  });

  it("has a rule by time and one by pattern, each with its own state machine", () => {
    const rules = resource["aws_cloudwatch_event_rule"];
    expect(rules?.["cleanup"]?.["schedule_expression"]).toBe("${var.cleanup_cron_expression}");
    expect(rules?.["cleanup"]?.["event_pattern"]).toBeUndefined();
    expect(rules?.["uploaded"]?.["schedule_expression"]).toBeUndefined();
    expect(rules?.["uploaded"]?.["event_pattern"]).toContain("aws.s3");
    const targets = resource["aws_cloudwatch_event_target"];
    expect(targets?.["cleanup"]).toMatchObject({ arn: "${aws_sfn_state_machine.cleanup.arn}" });
    expect(targets?.["cleanup"]?.["input"]).toContain("dry_run");
    expect(targets?.["uploaded"]).toMatchObject({ arn: "${aws_sfn_state_machine.main.arn}" });
    expect(targets?.["uploaded"]?.["input"]).toBeUndefined();
  });

  it("has one role and one queue for both rules", () => {
    const trust = resource["aws_iam_role"]?.["events"]?.["assume_role_policy"];
    expect(trust).toContain(":rule/cleanup");
    expect(trust).toContain(":rule/uploaded");
    const policy = resource["aws_iam_role_policy"]?.["events"]?.["policy"];
    expect(policy).toContain("aws_sfn_state_machine.main.arn");
    expect(policy).toContain("aws_sfn_state_machine.cleanup.arn");
    expect(Object.keys(resource["aws_sqs_queue"] ?? {})).toEqual(["dead_letters"]);
    expect(resource["aws_sqs_queue_policy"]?.["dead_letters"]?.["policy"]).toContain(
      "aws_cloudwatch_event_rule.uploaded.arn",
    );
  });

  it("keeps each definition for the diagrams", () => {
    const kept = stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === definitionMetadata)
      .map(({ data }) => (data as { readonly address: string }).address);
    expect(kept).toEqual(["aws_sfn_state_machine.main", "aws_sfn_state_machine.cleanup"]);
  });
});
