import { App } from "cdktf";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../../generator/hcl/files.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import type { ObjectValue } from "../../../simulator/terraform/values.ts";
import { Account } from "../../../stacks/shared/account.ts";
import { NodeFunction } from "../../../stacks/shared/function.ts";
import { hcl, hclAny } from "../../../stacks/shared/hcl.ts";
import { declareInputs } from "../../../stacks/shared/inputs.ts";
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
import { here } from "../../simulator/terraform/support.ts";

/** Inputs of a module whose original called some of them otherwise. */
const inputs = [
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
] as const;
const input = references(inputs);

function build(): ModuleStack {
  const stack = new ModuleStack(new App(), "test", { terraform: ">= 1.2", aws: ">= 5.78" });
  declareInputs(stack, inputs);
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
  return stack;
}

/** What Terraform would install, by address. */
async function install(stack: ModuleStack): Promise<Readonly<Record<string, ObjectValue>>> {
  const folder = mkdtempSync(join(tmpdir(), "constructs-"));
  try {
    for (const [name, text] of await writeFiles(stack, "Generated.")) writeFileSync(join(folder, name), text);
    mkdirSync(join(folder, "lambdas"));
    writeFileSync(join(folder, "lambdas/plain.zip"), "");
    const variables = { cloudwatch_logs_retention_days: 90, cleanup_cron_expression: "cron(0 3 * * ? *)" };
    const module = await evaluateModule(folder, variables, here, awsTypes);
    const all = [...awsTypes.resources.keys()].flatMap((type) => module.resources(type));
    return Object.fromEntries(all.map(({ address, values }) => [address, values]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const place = "us-east-1:123456789012";
const machineArn = (name: string) => `arn:aws:states:${place}:stateMachine:sync-${name}`;
const ruleArn = (name: string) => `arn:aws:events:${place}:rule/${name}`;

describe("a module with two state machines, a schedule, an event rule and names of its own", async () => {
  const stack = build();
  const resources = await install(stack);
  const json = (address: string, name: string) => JSON.parse(resources[address]?.[name] as string) as unknown;

  it("has a function without environment, with a memory of its own", () => {
    const plain = resources["aws_lambda_function.plain"];
    expect(plain).toMatchObject({ function_name: "sync-plain", memory_size: 256 });
    expect(plain?.["environment"] ?? []).toEqual([]);
  });

  it("reads inputs under the names it has them by", () => {
    expect(resources["aws_cloudwatch_log_group.plain"]).toMatchObject({ retention_in_days: 90 });
    expect(resources["aws_cloudwatch_log_group.main_log"]).toMatchObject({ name: "/aws/stepfunctions/main" });
  });

  it("has a rule by time and one by pattern, each with its own state machine", () => {
    const cleanup = resources["aws_cloudwatch_event_rule.cleanup"];
    expect(cleanup?.["schedule_expression"]).toBe("cron(0 3 * * ? *)");
    expect(cleanup?.["event_pattern"] ?? null).toBeNull();
    expect(resources["aws_cloudwatch_event_rule.uploaded"]?.["schedule_expression"] ?? null).toBeNull();
    expect(json("aws_cloudwatch_event_rule.uploaded", "event_pattern")).toEqual({
      source: ["aws.s3"],
      detail: { bucket: { name: ["configs"] } },
    });
    expect(resources["aws_cloudwatch_event_target.cleanup"]).toMatchObject({ arn: machineArn("cleanup") });
    expect(json("aws_cloudwatch_event_target.cleanup", "input")).toEqual({ dry_run: true });
    expect(resources["aws_cloudwatch_event_target.uploaded"]).toMatchObject({ arn: machineArn("main") });
    expect(resources["aws_cloudwatch_event_target.uploaded"]?.["input"] ?? null).toBeNull();
  });

  it("has one role and one queue for both rules", () => {
    const rules = [ruleArn("cleanup"), ruleArn("uploaded")];
    expect(json("aws_iam_role.events", "assume_role_policy")).toMatchObject({
      Statement: [{ Condition: { ArnLike: { "aws:SourceArn": rules } } }],
    });
    expect(json("aws_iam_role_policy.events", "policy")).toMatchObject({
      Statement: [{ Action: ["states:StartExecution"], Resource: [machineArn("cleanup"), machineArn("main")] }],
    });
    expect(Object.keys(resources).filter((address) => address.startsWith("aws_sqs_queue."))).toEqual([
      "aws_sqs_queue.dead_letters",
    ]);
    expect(json("aws_sqs_queue_policy.dead_letters", "policy")).toMatchObject({
      Statement: [{ Condition: { ArnEquals: { "aws:SourceArn": rules } } }],
    });
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
