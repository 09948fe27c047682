import { App } from "cdktf";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../../generator/hcl/files.ts";
import { amiCopier } from "../../../stacks/ami-copier/index.ts";
import { createModuleStack } from "../../../stacks/shared/module.ts";
import type { Permission } from "../../../stacks/shared/policy.ts";
import { permissionsMetadata, type RolePermissions } from "../../../stacks/shared/service-role.ts";
import { projectFolder } from "../../support/terraform/terraform.ts";

const stack = createModuleStack(new App(), amiCopier);
const roles = stack.node
  .findAll()
  .flatMap(({ node }) => node.metadata.filter(({ type }) => type === permissionsMetadata))
  .map(({ data }) => data as RolePermissions);
const all = roles.flatMap(({ role, permissions }) =>
  permissions.map((permission) => [`${role} ${permission.sid}`, permission] as const),
);
const files = await writeFiles(stack, "Generated.");

/** Actions for which AWS has no resource (service authorization reference). */
const withoutResource = [
  "ec2:DescribeImages",
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"].map(
    (action) => `logs:${action}`,
  ),
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"].map((action) => `logs:${action}`),
  ...["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"].map(
    (action) => `xray:${action}`,
  ),
];

function of(role: string): readonly Permission[] {
  return roles.find((candidate) => candidate.role === `aws_iam_role.${role}`)?.permissions ?? [];
}

/** A file of the project and all that it imports when it runs. */
function withImports(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export)(?! type)[^;]*? from "(\.[^"]+)"/gm,
  )) {
    withImports(join(dirname(file), path), found);
  }
  return found;
}

/** Services of operations that are not EC2's. */
const services: Readonly<Record<string, string>> = {
  DescribeKey: "kms",
  GetParameter: "ssm",
  GetSecretValue: "secretsmanager",
};

/** The actions that IAM asks for when a function runs: those of the commands in its sources. */
function actionsCalledBy(name: string): readonly string[] {
  const sources = withImports(join(projectFolder, "lambdas/ami-copier", `${name}.ts`));
  const operations = [...sources].flatMap((source) => [
    ...readFileSync(source, "utf8").matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(/g),
  ]);
  return operations
    .map(([, command, paginated]) => command ?? paginated ?? "")
    .map((operation) => `${services[operation] ?? "ec2"}:${operation}`);
}

/** Asked for by no call of its own: tags in CopyImage and RegisterImage, EC2 with the key, credentials under a key, logs, traces. */
const implied = [
  ...["ec2:CreateTags", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*", "kms:CreateGrant"],
  ...["logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"],
];

describe("permissions", () => {
  it("belong to five roles, each with its reason", () => {
    expect(roles.map(({ role }) => role)).toEqual(
      ["lambda", "status_checker", "finalizer", "step_functions", "eventbridge"].map((name) => `aws_iam_role.${name}`),
    );
    for (const [, { reason }] of all) expect(reason.length).toBeGreaterThan(10);
  });

  it("have a Sid of their own in each role", () => {
    for (const { permissions } of roles) {
      const sids = permissions.map(({ sid }) => sid);
      expect(new Set(sids).size).toBe(sids.length);
      // IAM takes no other characters in an identity policy.
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });

  it.each(all)("%s covers everything only where AWS has no resource", (_, { actions, resources }) => {
    if (resources.includes("*")) expect(withoutResource).toEqual(expect.arrayContaining([...actions]));
    else expect(resources.length).toBeGreaterThan(0);
  });

  it.each(all)("%s names its actions, with a wildcard only for the two of ReEncrypt", (_, { actions }) => {
    expect(actions.filter((action) => action.includes("*"))).toEqual(
      actions.filter((action) => action === "kms:ReEncrypt*"),
    );
  });

  it("remove only what the module made, and tag only what they create", () => {
    const condition = (role: string, action: string) =>
      of(role).find(({ actions }) => actions.includes(action))?.condition as
        Record<string, Record<string, unknown>> | undefined;
    const copiedBy = "aws:ResourceTag/CopiedBy";
    expect(condition("finalizer", "ec2:DeregisterImage")?.["StringEquals"]?.[copiedBy]).toEqual([
      "ami-copier-lambda",
      "ami-copier-lambda-temporary",
    ]);
    expect(condition("finalizer", "ec2:DeleteSnapshot")?.["StringEquals"]?.[copiedBy]).toBe("ami-copier-lambda");
    expect(condition("finalizer", "ec2:DescribeImageAttribute")?.["StringEquals"]?.[copiedBy]).toBe(
      "ami-copier-lambda-temporary",
    );
    expect(condition("lambda", "ec2:CreateTags")?.["StringEquals"]?.["ec2:CreateAction"]).toBe("CopyImage");
    expect(condition("finalizer", "ec2:CreateTags")?.["StringEquals"]?.["ec2:CreateAction"]).toBe("RegisterImage");
  });

  it.each([
    ["initiator", "lambda"],
    ["status-checker", "status_checker"],
    ["finalizer", "finalizer"],
  ])("of the %s are what its code calls, and what that implies", (name, role) => {
    const granted = of(role).flatMap(({ actions }) => actions);
    expect(new Set(granted.filter((action) => !implied.includes(action)))).toEqual(new Set(actionsCalledBy(name)));
  });

  it("let the status checker look, write its log and nothing else", () => {
    expect(of("status_checker").map(({ sid }) => sid)).toEqual(["WriteLogs", "Trace", "DescribeImages"]);
  });

  it("let the state machine call functions and run its own waves, and the schedule start it", () => {
    const granted = of("step_functions").flatMap(({ actions }) => actions);
    expect(granted.filter((action) => !withoutResource.includes(action))).toEqual([
      "lambda:InvokeFunction",
      // What a distributed map needs of its own state machine (Step Functions, IAM policies for distributed maps).
      "states:StartExecution",
      "states:DescribeExecution",
      "states:StopExecution",
    ]);
    expect(of("eventbridge").flatMap(({ actions }) => actions)).toEqual(["states:StartExecution"]);
  });

  it("grant the key to AWS resources only, through EC2 only", () => {
    const policies = files.get("functions.tf") ?? "";
    const grant = policies.slice(policies.indexOf('"GrantKeyToEc2"'), policies.indexOf('"CheckKey"'));
    expect(grant).toContain('"kms:GrantIsForAWSResource" = "true"');
    expect(grant).toContain("StringEquals = local.customer_managed_key_via_ec2");
    expect(files.get("encryption.tf")).toMatch(/customer_managed_key_via_ec2 = \{\s+"kms:ViaService" = /);
  });
});

describe("the written HCL", () => {
  it("names no partition, account or Region, but in rules and defaults", () => {
    for (const [name, text] of files) {
      if (name !== "variables.tf") expect(text).not.toMatch(/arn:aws[:-]|us-east-1|\d{12}/);
    }
  });
});
