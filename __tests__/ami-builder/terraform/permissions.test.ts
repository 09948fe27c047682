import { App } from "cdktf";
import { beforeAll, describe, expect, it } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { isAllowed, type Statement } from "../../../simulator/core/iam/policy.ts";
import type { EvaluatedModule } from "../../../simulator/terraform/evaluate.ts";
import { amiBuilder } from "../../../stacks/ami-builder/index.ts";
import { createModuleStack } from "../../../stacks/shared/module.ts";
import { permissionsMetadata, type RolePermissions } from "../../../stacks/shared/service-role.ts";
import { documentOf, install, statementsOf } from "../support/installed.ts";

const stack = createModuleStack(new App(), amiBuilder);
const roles = stack.node
  .findAll()
  .flatMap(({ node }) => node.metadata.filter(({ type }) => type === permissionsMetadata))
  .map(({ data }) => data as RolePermissions);
const all = roles.flatMap(({ role, permissions }) =>
  permissions.map((permission) => [`${role} ${permission.sid}`, permission] as const),
);

/** Actions for which AWS has no resource, or none that is known before the call (service authorization reference). */
const withoutResource =
  /^(ec2:Describe|autoscaling:Describe|imagebuilder:|ssm:(Describe|GetCommandInvocation|UpdateInstanceInformation|GetParameters$)|ssmmessages:|ec2messages:|xray:|logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)|ec2:(Create|Delete)NetworkInterface|ec2:(Una|A)ssignPrivateIpAddresses)/;

describe("permissions", () => {
  it("have a reason, and a Sid of their own in each role", () => {
    for (const { permissions } of roles) {
      const sids = permissions.map(({ sid }) => sid);
      expect(new Set(sids).size).toBe(sids.length);
      for (const { sid, reason } of permissions) {
        expect(sid).toMatch(/^[A-Za-z0-9]+$/);
        expect(reason.length).toBeGreaterThan(10);
      }
    }
  });

  it.each(all)("%s covers everything only where AWS has no resource", (_, { actions, resources, condition }) => {
    if (resources.includes("*")) {
      for (const action of actions) expect(action).toMatch(withoutResource);
      if (actions.includes("ssm:GetParameters")) expect(JSON.stringify(condition)).toContain("aws:CalledVia");
    }
    expect(actions.filter((action) => action.includes("*") && action !== "kms:ReEncrypt*")).toEqual([]);
  });
});

const account = "111122223333";
const ec2 = (resource: string, region = "us-east-1") => `arn:aws:ec2:${region}:${account}:${resource}`;
const unowned = (resource: string, region = "us-east-1") => `arn:aws:ec2:${region}::${resource}`;
const ssm = (resource: string, region = "us-east-1") => `arn:aws:ssm:${region}:${account}:${resource}`;
const tagged = (key: string, value: string) => ({ [`aws:ResourceTag/${key}`]: [value] });
const asked = (more = {}) => ({
  "aws:RequestTag/AmiBuilder": ["golden"],
  "ec2:MetadataHttpTokens": ["required"],
  ...more,
});
const own = tagged("AmiBuilder", "golden");
const other = tagged("AmiBuilder", "silver");
const lambda = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:golden-ami-builder-${name}`;
const bucket = "arn:aws:s3:::golden-ami-builder-111122223333";

describe("the roles of an installation with two Regions", () => {
  const policies = new Map<string, readonly Statement[]>();
  let module: EvaluatedModule;
  beforeAll(async () => {
    module = await install({
      regional: {
        "eu-west-1": {
          subnet_ids: ["subnet-0a1b2c3d"],
          security_group_ids: ["sg-0a1b2c3d"],
          kms_key_id: "alias/images",
        },
        "eu-west-2": {},
      },
      templates: { web: "name: Web\nbase_ami: {source: /my-org/base}" },
    });
    for (const { role } of roles) {
      const name = role.replace("aws_iam_role.", "");
      policies.set(name, statementsOf(module, name));
    }
  });

  it.each([
    ["builder", true, "ec2:RunInstances", ec2("instance/*"), asked()],
    ["builder", true, "ec2:RunInstances", ec2("instance/*", "eu-west-1"), asked()],
    // No subnets there, so nothing is launched.
    ["builder", false, "ec2:RunInstances", ec2("instance/*", "eu-west-2"), asked()],
    ["builder", false, "ec2:RunInstances", ec2("instance/*"), asked({ "aws:RequestTag/AmiBuilder": ["silver"] })],
    ["builder", false, "ec2:RunInstances", ec2("instance/*"), asked({ "ec2:MetadataHttpTokens": ["optional"] })],
    ["builder", true, "ec2:RunInstances", ec2("volume/*"), asked()],
    ["builder", false, "ec2:RunInstances", ec2("network-interface/*"), {}],
    ["builder", true, "ec2:RunInstances", unowned("image/ami-1"), {}],
    ["builder", true, "ec2:RunInstances", ec2("subnet/subnet-1"), {}],
    ["builder", true, "ec2:CreateTags", ec2("instance/*"), { "ec2:CreateAction": ["RunInstances"] }],
    ["builder", true, "ec2:CreateTags", unowned("snapshot/*"), { "ec2:CreateAction": ["CreateImage"] }],
    ["builder", false, "ec2:CreateTags", ec2("instance/i-1"), own],
    ["builder", true, "ec2:StopInstances", ec2("instance/i-1"), own],
    ["builder", false, "ec2:StopInstances", ec2("instance/i-1"), other],
    ["builder", true, "ec2:TerminateInstances", ec2("instance/i-1"), own],
    ["builder", false, "ec2:TerminateInstances", ec2("instance/i-1"), tagged("AmiCapture", "true")],
    ["builder", true, "ec2:CreateImage", ec2("instance/i-1"), own],
    ["builder", true, "ec2:CreateImage", ec2("instance/i-1"), tagged("AmiCapture", "anything")],
    ["builder", false, "ec2:CreateImage", ec2("instance/i-1", "eu-west-1"), tagged("AmiCapture", "true")],
    ["builder", false, "ec2:CreateImage", ec2("instance/i-1"), {}],
    ["builder", true, "ec2:DeregisterImage", unowned("image/ami-1"), own],
    ["builder", false, "ec2:DeregisterImage", unowned("image/ami-1"), other],
    ["builder", false, "ec2:DeleteSnapshot", unowned("snapshot/snap-1"), {}],
    ["builder", true, "ssm:SendCommand", "arn:aws:ssm:us-east-1::document/AWS-RunShellScript", {}],
    ["builder", false, "ssm:SendCommand", "arn:aws:ssm:us-east-1::document/AWS-RunRemoteScript", {}],
    ["builder", true, "ssm:SendCommand", ec2("instance/i-1"), { "ssm:resourceTag/AmiBuilder": ["golden"] }],
    ["builder", true, "ssm:SendCommand", ec2("instance/i-1"), { "ssm:resourceTag/AmiCapture": ["true"] }],
    ["builder", false, "ssm:SendCommand", ec2("instance/i-1"), { "ssm:resourceTag/AmiBuilder": ["silver"] }],
    [
      "builder",
      true,
      "iam:PassRole",
      `arn:aws:iam::${account}:role/golden-ami-builder-instance`,
      { "iam:PassedToService": ["ec2.amazonaws.com"] },
    ],
    [
      "builder",
      false,
      "iam:PassRole",
      `arn:aws:iam::${account}:role/golden-ami-builder-instance`,
      { "iam:PassedToService": ["lambda.amazonaws.com"] },
    ],
    [
      "builder",
      false,
      "iam:PassRole",
      `arn:aws:iam::${account}:role/admin`,
      { "iam:PassedToService": ["ec2.amazonaws.com"] },
    ],
    ["builder", true, "s3:PutObject", `${bucket}/builds/1/record.json`, {}],
    ["builder", false, "s3:PutObject", `${bucket}/registry/registry.json`, {}],
    [
      "planner",
      true,
      "ssm:GetParameters",
      "arn:aws:ssm:eu-west-2::parameter/aws/service/debian/release/12/latest/amd64",
      {},
    ],
    ["planner", true, "ssm:GetParameter", ssm("parameter/golden/web/x86_64/latest"), {}],
    ["planner", true, "ssm:GetParameter", ssm("parameter/my-org/base"), {}],
    ["planner", false, "ssm:GetParameter", ssm("parameter/my-org/secret"), {}],
    [
      "planner",
      true,
      "states:DescribeExecution",
      `arn:aws:states:us-east-1:${account}:execution:golden-ami-builder:x`,
      {},
    ],
    ["planner", false, "states:DescribeExecution", `arn:aws:states:us-east-1:${account}:execution:other:x`, {}],
    ["planner", false, "ec2:RunInstances", ec2("instance/*"), asked()],
    ["checker", true, "ssm:GetCommandInvocation", "*", {}],
    ["checker", true, "s3:GetObject", `${bucket}/logs/1/1/01-x/stdout`, {}],
    ["checker", true, "s3:PutObject", `${bucket}/builds/1/record.json`, {}],
    ["checker", false, "s3:PutObject", `${bucket}/templates/templates.json`, {}],
    ["checker", false, "s3:PutObject", `${bucket}/logs/1/1/01-x/stdout`, {}],
    ["publisher", true, "ec2:CopyImage", unowned("image/ami-1", "eu-west-2"), {}],
    ["publisher", false, "ec2:CopyImage", unowned("image/ami-1", "eu-west-3"), {}],
    ["publisher", true, "ec2:CreateTags", unowned("image/ami-1"), own],
    ["publisher", false, "ec2:CreateTags", unowned("image/ami-1"), other],
    ["publisher", true, "ec2:ModifyImageAttribute", unowned("image/ami-1", "eu-west-1"), own],
    ["publisher", false, "ec2:ModifyImageAttribute", unowned("image/ami-1"), {}],
    [
      "publisher",
      true,
      "ec2:DeregisterImage",
      unowned("image/ami-1", "eu-west-2"),
      { ...own, ...tagged("AmiBuilderState", "building") },
    ],
    [
      "publisher",
      true,
      "ec2:DeleteSnapshot",
      unowned("snapshot/snap-1", "eu-west-2"),
      { ...own, ...tagged("AmiBuilderState", "building") },
    ],
    [
      "publisher",
      false,
      "ec2:DeregisterImage",
      unowned("image/ami-1"),
      { ...own, ...tagged("AmiBuilderState", "verified") },
    ],
    [
      "publisher",
      false,
      "ec2:DeregisterImage",
      unowned("image/ami-1"),
      { ...other, ...tagged("AmiBuilderState", "building") },
    ],
    ["publisher", true, "ec2:DescribeSnapshots", "*", {}],
    ["publisher", true, "ssm:PutParameter", ssm("parameter/golden/web/x86_64/latest", "eu-west-2"), {}],
    ["publisher", false, "ssm:PutParameter", ssm("parameter/goldenrod/web"), {}],
    ["cleaner", true, "ec2:DisableImage", unowned("image/ami-1", "eu-west-2"), own],
    ["cleaner", false, "ec2:DisableImage", unowned("image/ami-1"), tagged("ManagedBy", "ami-builder")],
    ["cleaner", true, "ec2:DeleteSnapshot", unowned("snapshot/snap-1"), own],
    ["cleaner", true, "ssm:DeleteParameter", ssm("parameter/golden/captures/1/default/x86_64"), {}],
    ["cleaner", false, "ssm:DeleteParameter", ssm("parameter/golden/web/x86_64/latest"), {}],
    ["cleaner", true, "ec2:DescribeImageAttribute", "*", {}],
    ["cleaner", true, "s3:PutObject", `${bucket}/runs/x/plan.json`, {}],
    ["cleaner", false, "s3:PutObject", `${bucket}/builds/1/record.json`, {}],
    ["cleanup", true, "lambda:InvokeFunction", lambda("cleaner:1"), {}],
    ["cleanup", false, "lambda:InvokeFunction", lambda("builder:1"), {}],
    ["cleaner", true, "imagebuilder:ListImageRecipes", "*", { "aws:CalledVia": ["ec2-images.amazonaws.com"] }],
    ["cleaner", false, "imagebuilder:ListImageRecipes", "*", {}],
    ["instance", true, "ssm:UpdateInstanceInformation", "*", {}],
    ["instance", true, "s3:PutObject", `${bucket}/logs/1/1/01-x/stdout`, {}],
    ["instance", false, "s3:GetObject", `${bucket}/logs/1/1/01-x/stdout`, {}],
    ["instance", false, "s3:PutObject", `${bucket}/builds/1/record.json`, {}],
    ["instance", false, "ssm:GetParameter", ssm("parameter/golden/web/x86_64/latest"), {}],
    ["prober", false, "ec2:CreateNetworkInterface", "*", {}],
    ["prober", false, "s3:GetObject", `${bucket}/builds/1/record.json`, {}],
    [
      "step_functions",
      true,
      "states:StartExecution",
      `arn:aws:states:us-east-1:${account}:stateMachine:golden-ami-builder`,
      {},
    ],
    [
      "step_functions",
      true,
      "states:StartExecution",
      `arn:aws:states:us-east-1:${account}:stateMachine:golden-ami-builder/Cells`,
      {},
    ],
    ["step_functions", false, "states:StartExecution", `arn:aws:states:us-east-1:${account}:stateMachine:other`, {}],
  ] as const)("let %s: %s, %s on %s with %o", (role, allowed, action, resource, conditions) => {
    expect(isAllowed(policies.get(role) ?? [], { action, resource, conditions })).toBe(allowed);
  });

  it("mark instances that are kept only where failed builders are, and with that tag alone", async () => {
    const mayTag = (
      statements: readonly Statement[],
      tags: Readonly<Record<string, readonly string[]>>,
      keys: string[],
    ) =>
      isAllowed(statements, {
        action: "ec2:CreateTags",
        resource: ec2("instance/i-1"),
        conditions: { ...tags, "aws:TagKeys": keys },
      });
    const keeping = statementsOf(await install({ keep_failed_builders: true }), "builder");
    expect(mayTag(keeping, own, ["AmiBuilderKeep"])).toBe(true);
    expect(mayTag(keeping, own, ["AmiBuilderKeep", "AmiBuilder"])).toBe(false);
    expect(mayTag(keeping, own, ["AmiBuilderExpires"])).toBe(false);
    expect(mayTag(keeping, other, ["AmiBuilderKeep"])).toBe(false);
    expect(mayTag(policies.get("builder") ?? [], own, ["AmiBuilderKeep"])).toBe(false);
  });

  it("use a key by its alias only through EC2, and grant it to AWS's services alone", () => {
    const mayGrant = (conditions: Readonly<Record<string, readonly string[]>>, region = "eu-west-1") =>
      isAllowed(policies.get("publisher") ?? [], {
        action: "kms:CreateGrant",
        resource: `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`,
        conditions,
      });
    const conditions = {
      "kms:ViaService": ["ec2.eu-west-1.amazonaws.com"],
      "kms:GrantIsForAWSResource": ["true"],
      "kms:ResourceAliases": ["alias/images"],
    };
    expect(mayGrant(conditions)).toBe(true);
    expect(mayGrant(conditions, "us-east-1")).toBe(false);
    expect(mayGrant({ ...conditions, "kms:ResourceAliases": ["alias/others"] })).toBe(false);
    expect(mayGrant({ ...conditions, "kms:GrantIsForAWSResource": ["false"] })).toBe(false);
    expect(mayGrant({ ...conditions, "kms:ViaService": ["rds.eu-west-1.amazonaws.com"] })).toBe(false);
  });

  it("are assumed for this account only, but for the instances', where EC2 names no account", () => {
    for (const { role } of roles) {
      const name = role.replace("aws_iam_role.", "");
      const trust = JSON.stringify(documentOf(module, "aws_iam_role", name, "assume_role_policy"));
      expect(trust.includes(`"aws:SourceAccount":"${account}"`), name).toBe(name !== "instance");
    }
  });
});

describe("what the module makes", () => {
  const signal = { alarms_enabled: true, create_notification_topic: true, notification_emails: ["ops@example.com"] };
  const china = { accountId: "999988887777", partition: "aws-cn", region: "cn-north-1" };

  it.each([
    {},
    {
      ...signal,
      kms_key_id: "alias/images",
      regional: { "cn-northwest-1": {} },
      adopt_existing: true,
      tracing_enabled: true,
    },
    {
      existing_bucket_name: "builds",
      instance_profile_name: "builders",
      probe_subnet_ids: ["subnet-0a1b2c3d"],
      probe_security_group_ids: ["sg-0a1b2c3d"],
    },
  ])("is of the partition, account and Region it is installed in, and of no other: %o", async (variables) => {
    const { resources } = await install(variables, china);
    const made = JSON.stringify(
      [...awsTypes.resources.keys()].flatMap((type) => resources(type).map(({ values }) => values)),
    );
    expect(made).toContain("arn:aws-cn:");
    expect(made).not.toMatch(/arn:aws(?!-cn:)|us-east-1/);
    // Canonical's and Debian's accounts are those of an input.
    const ids = new Set(made.match(/(?<=[:"\\-])\d{12}(?=[:"\\])/g));
    expect(ids).toEqual(new Set([china.accountId, "099720109477", "136693071363"]));
  });

  it("of two installations touches nothing of the other's", async () => {
    const silver = await install({ name_prefix: "silver" });
    expect(
      JSON.stringify(
        [...awsTypes.resources.keys()].flatMap((type) => silver.resources(type).map(({ values }) => values)),
      ),
    ).not.toMatch(/golden-|\/golden/);
    const builder = statementsOf(silver, "builder");
    expect(
      isAllowed(builder, { action: "ec2:TerminateInstances", resource: ec2("instance/i-1"), conditions: own }),
    ).toBe(false);
    const cleaner = statementsOf(silver, "cleaner");
    expect(
      isAllowed(cleaner, { action: "ec2:DeregisterImage", resource: unowned("image/ami-1"), conditions: own }),
    ).toBe(false);
    const publisher = statementsOf(silver, "publisher");
    expect(
      isAllowed(publisher, { action: "ssm:PutParameter", resource: ssm("parameter/golden/web/x86_64/latest") }),
    ).toBe(false);
  });

  it("adopts images of others only when it is told to", async () => {
    const cleaner = statementsOf(await install({ adopt_existing: true, managed_by: "Kamiwaza" }), "cleaner");
    const mayRemove = (managedBy: string) =>
      isAllowed(cleaner, {
        action: "ec2:DeregisterImage",
        resource: unowned("image/ami-1"),
        conditions: tagged("ManagedBy", managedBy),
      });
    expect(mayRemove("Kamiwaza")).toBe(true);
    expect(mayRemove("somebody")).toBe(false);
  });
});
