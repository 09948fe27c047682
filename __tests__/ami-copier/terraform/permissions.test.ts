import { App } from "cdktf";
import { describe, expect, inject, it } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { isAllowed, readStatements } from "../../../simulator/core/iam/policy.ts";
import { readFunctions } from "../../../simulator/lambda/resources.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import { amiCopier } from "../../../stacks/ami-copier/index.ts";
import { createModuleStack } from "../../../stacks/shared/module.ts";
import type { Permission } from "../../../stacks/shared/policy.ts";
import { readPolicies } from "../support/policies.ts";
import { permissionsMetadata, type RolePermissions } from "../../../stacks/shared/service-role.ts";

const stack = createModuleStack(new App(), amiCopier);
const roles = stack.node
  .findAll()
  .flatMap(({ node }) => node.metadata.filter(({ type }) => type === permissionsMetadata))
  .map(({ data }) => data as RolePermissions);
const all = roles.flatMap(({ role, permissions }) =>
  permissions.map((permission) => [`${role} ${permission.sid}`, permission] as const),
);
const place = { accountId: "111122223333", partition: "aws", region: "eu-west-1" };
const key = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";

/** Actions for which AWS has no resource (service authorization reference). */
const withoutResource = [
  "ec2:DescribeImages",
  "ec2:DescribeSnapshots",
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

  it("tag only what they create, or what the billing of a copy would be", () => {
    const condition = (role: string, action: string) =>
      of(role).find(({ actions }) => actions.includes(action))?.condition as
        Record<string, Record<string, unknown>> | undefined;
    expect(condition("lambda", "ec2:CreateTags")?.["StringEquals"]?.["ec2:CreateAction"]).toBe("CopyImage");
    expect(condition("finalizer", "ec2:CreateTags")?.["StringEquals"]?.["ec2:CreateAction"]).toBe("RegisterImage");
  });

  describe("of the finalizer", () => {
    const image = "arn:aws:ec2:us-east-1::image/ami-12345678";
    const snapshot = "arn:aws:ec2:us-east-1::snapshot/snap-12345678";
    const tagged = (CopiedBy: string, CopierInstallation?: string) => ({
      "aws:ResourceTag/CopiedBy": [CopiedBy],
      ...(CopierInstallation === undefined ? {} : { "aws:ResourceTag/CopierInstallation": [CopierInstallation] }),
    });
    const temporary = "ami-copier-lambda-temporary";
    const final = "ami-copier-lambda";
    const keys = (...names: readonly string[]) => ({ "aws:TagKeys": names });

    it.each([
      [
        "reads a temporary image of any installation",
        true,
        "DescribeImageAttribute",
        image,
        tagged(temporary, "other"),
      ],
      ["removes a temporary image of any installation", true, "DeregisterImage", image, tagged(temporary, "other")],
      ["removes a final image of its own", true, "DeregisterImage", image, tagged(final, "rhel-ami-copier")],
      ["removes no final image of another installation", false, "DeregisterImage", image, tagged(final, "other")],
      ["removes no final image that does not say whose it is", false, "DeregisterImage", image, tagged(final)],
      ["removes no stranger", false, "DeregisterImage", image, {}],
      ["deletes a snapshot of any copy", true, "DeleteSnapshot", snapshot, tagged(final, "other")],
      ["deletes no other snapshot", false, "DeleteSnapshot", snapshot, {}],
      ["registers a snapshot of any copy", true, "RegisterImage", snapshot, tagged(final, "other")],
      ["registers no other snapshot", false, "RegisterImage", snapshot, {}],
      ["marks a temporary image", true, "CreateTags", image, { ...tagged(temporary), ...keys("BillingMismatch") }],
      [
        "gives it no other tag",
        false,
        "CreateTags",
        image,
        { ...tagged(temporary), ...keys("BillingMismatch", "CopiedBy") },
      ],
      ["marks no final image", false, "CreateTags", image, { ...tagged(final), ...keys("BillingMismatch") }],
    ] as const)("it %s: %s", async (_, allowed, action, resource, conditions) => {
      const { finalizer } = await readPolicies({ name_prefix: "rhel" });
      expect(isAllowed(finalizer, { action: `ec2:${action}`, resource, conditions })).toBe(allowed);
    });
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
      "states:RedriveExecution",
    ]);
    expect(of("eventbridge").flatMap(({ actions }) => actions)).toEqual(["states:StartExecution"]);
  });

  it("grant the key to AWS resources only, through EC2 only", async () => {
    const { resources } = await evaluateModule(inject("distFolder"), { kms_key_id: key }, place, awsTypes);
    const [initiator] = readFunctions({ resources, outputs: {} }).filter(({ name }) => name.endsWith("-initiator"));
    const mayGrant = (conditions: Readonly<Record<string, readonly string[]>>) =>
      isAllowed(readStatements(initiator?.policy ?? []), { action: "kms:CreateGrant", resource: key, conditions });
    const asked = { "kms:ViaService": ["ec2.eu-west-1.amazonaws.com"], "kms:GrantIsForAWSResource": ["true"] };
    expect(mayGrant(asked)).toBe(true);
    expect(mayGrant({ ...asked, "kms:GrantIsForAWSResource": ["false"] })).toBe(false);
    expect(mayGrant({ ...asked, "kms:ViaService": ["rds.eu-west-1.amazonaws.com"] })).toBe(false);
    expect(mayGrant({ "kms:GrantIsForAWSResource": ["true"] })).toBe(false);
  });
});

describe("what the module makes", () => {
  const credentials = { enable_redhat_api: true, redhat_client_id: "id", redhat_client_secret: "secret" };
  const signal = { alarms_enabled: true, create_notification_topic: true, notification_emails: ["ops@example.com"] };
  const existing = { existing_redhat_client_id_param_name: "/a", existing_redhat_client_secret_param_name: "/b" };

  it.each([
    {},
    { ...signal, ...credentials, kms_key_id: "alias/images", tracing_enabled: true },
    { ...credentials, redhat_credential_store: "secretsmanager", source_region: "cn-northwest-1" },
    { ...existing, enable_redhat_api: true },
  ])("is of the partition, account and Region it is installed in, and of no other: %o", async (variables) => {
    const china = { accountId: "999988887777", partition: "aws-cn", region: "cn-north-1" };
    const { resources } = await evaluateModule(inject("distFolder"), variables, china, awsTypes);
    const types = [...awsTypes.resources.keys()];
    const made = JSON.stringify(types.flatMap((type) => resources(type).map(({ values }) => values)));
    expect(made).toContain("arn:aws-cn:");
    // Red Hat's account is an input, whose images are shared in the partition aws.
    const ids = new Set(made.match(/(?<![0-9a-f])\d{12}(?![0-9a-f])/g));
    expect(ids).toEqual(new Set([china.accountId, "463606842039"]));
    expect(made).not.toMatch(/arn:aws(?!-cn:)|us-east-1/);
  });
});
