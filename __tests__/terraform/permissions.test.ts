import { App } from "cdktf";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../generator/hcl/files.ts";
import { amiCopier } from "../../stacks/ami-copier/index.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import type { Permission } from "../../stacks/shared/policy.ts";
import { permissionsMetadata, type RolePermissions } from "../../stacks/shared/service-role.ts";
import { projectFolder } from "./support.ts";

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

function actionsOf(role: string, service: string): readonly string[] {
  return of(role)
    .flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith(`${service}:`))
    .map((action) => action.slice(service.length + 1));
}

/** The AWS operations that the sources in these folders and files send. */
function operationsIn(...paths: string[]): ReadonlySet<string> {
  const sources = paths.flatMap((path) => {
    const full = join(projectFolder, "lambdas/ami-copier", path);
    return path.endsWith(".ts") ? [full] : readdirSync(full).map((name) => join(full, name));
  });
  const found = sources.flatMap((source) => [
    ...readFileSync(source, "utf8").matchAll(/\bnew (\w+)Command\(|paginate(\w+)\(/g),
  ]);
  return new Set(found.map(([, command, paginated]) => command ?? paginated ?? ""));
}

describe("permissions", () => {
  it("belong to five roles and more, each with its reason", () => {
    expect(roles.map(({ role }) => role)).toEqual(
      ["lambda", "status_checker", "finalizer", "step_functions", "eventbridge"].map((name) => `aws_iam_role.${name}`),
    );
    for (const [, { reason }] of all) expect(reason.length).toBeGreaterThan(10);
  });

  it("have a Sid of their own in each role", () => {
    for (const { permissions } of roles) {
      const sids = permissions.map(({ sid }) => sid);
      expect(new Set(sids).size).toBe(sids.length);
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

  it("remove only what the module made, and tag only what they create (D54)", () => {
    const condition = (role: string, action: string) =>
      of(role).find(({ actions }) => actions.includes(action))?.condition as
        Record<string, Record<string, unknown>> | undefined;
    const copiedBy = "aws:ResourceTag/CopiedBy";
    expect(condition("finalizer", "ec2:DeregisterImage")?.["StringEquals"]?.[copiedBy]).toEqual([
      "ami-copier-lambda",
      "ami-copier-lambda-temporary",
    ]);
    expect(condition("finalizer", "ec2:DeleteSnapshot")?.["StringEquals"]?.[copiedBy]).toBe("ami-copier-lambda");
    expect(condition("lambda", "ec2:CreateTags")?.["StringEquals"]?.["ec2:CreateAction"]).toBe("CopyImage");
    expect(condition("finalizer", "ec2:CreateTags")?.["StringEquals"]?.["ec2:CreateAction"]).toBe("RegisterImage");
  });

  it("are of the operations that the functions call, and of no other", () => {
    const called = operationsIn("ec2");
    const granted = new Set([
      ...actionsOf("lambda", "ec2"),
      ...actionsOf("finalizer", "ec2"),
      ...actionsOf("status_checker", "ec2"),
    ]);
    granted.delete("CreateTags"); // Asked for by the tags in CopyImage and RegisterImage, not by a call of its own.
    expect([...granted].sort()).toEqual([...called].sort());
    expect(actionsOf("status_checker", "ec2")).toEqual(["DescribeImages"]);
    expect(actionsOf("lambda", "kms")).toEqual(expect.arrayContaining([...operationsIn("kms")]));
    expect([...operationsIn("redhat/credentials.ts")].sort()).toEqual(
      [...actionsOf("lambda", "ssm"), ...actionsOf("lambda", "secretsmanager")].sort(),
    );
  });

  it("grant the key to AWS resources only, through EC2 only (D27)", () => {
    const policies = files.get("functions.tf") ?? "";
    const grant = policies.slice(policies.indexOf('"GrantKeyToEc2"'), policies.indexOf('"CheckKey"'));
    expect(grant).toContain('"kms:GrantIsForAWSResource" = "true"');
    expect(grant).toContain('"kms:ViaService"');
  });
});

describe("the written HCL", () => {
  it("binds every trust policy to the account (D55)", () => {
    const text = [...files.values()].join("\n");
    const trusts = text.match(/assume_role_policy = jsonencode\(\{[\s\S]*?\n {2}\}\)/g) ?? [];
    expect(trusts).toHaveLength(5);
    for (const trust of trusts)
      expect(trust).toContain('"aws:SourceAccount" = data.aws_caller_identity.current.account_id');
  });

  it("names no partition, account or Region, but in rules and defaults (D26)", () => {
    for (const [name, text] of files) {
      if (name !== "variables.tf") expect(text).not.toMatch(/arn:aws[:-]|us-east-1|\d{12}/);
    }
  });
});
