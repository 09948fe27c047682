import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { amiCopier } from "../../stacks/ami-copier/index.ts";

type ByTypeAndName = Readonly<Record<string, Readonly<Record<string, { readonly count?: string }>>>>;
const { resource } = createModuleStack(new App(), amiCopier).toTerraform() as { resource: ByTypeAndName };
const addresses = Object.entries(resource).flatMap(([type, byName]) =>
  Object.keys(byName).map((name) => `${type}.${name}`),
);

const functions = ["initiator", "status_checker", "finalizer"];
/** Addresses in the state of the Python original; the layer and null_resource go. */
const original = [
  ...[...functions, "step_functions"].map((name) => `aws_cloudwatch_log_group.${name}`),
  ...["redhat_client_id", "redhat_client_secret"].map((name) => `aws_ssm_parameter.${name}`),
  ...["aws_secretsmanager_secret.redhat_api", "aws_secretsmanager_secret_version.redhat_api"],
  ...["lambda", "step_functions", "eventbridge"].flatMap((name) => [
    `aws_iam_role.${name}`,
    `aws_iam_role_policy.${name}`,
  ]),
  ...functions.map((name) => `aws_lambda_function.${name}`),
  ...["aws_cloudwatch_event_rule.ami_discovery", "aws_cloudwatch_event_target.step_functions"],
  "aws_sfn_state_machine.ami_copier",
];
/** What this module has beside them, each named in MIGRATION.md. */
const added = [
  ...["status_checker", "finalizer"].flatMap((name) => [`aws_iam_role.${name}`, `aws_iam_role_policy.${name}`]),
  ...["aws_sqs_queue.schedule_dead_letters", "aws_sqs_queue_policy.schedule_dead_letters"],
];
const counted = ["aws_ssm_parameter", "aws_secretsmanager_secret", "aws_secretsmanager_secret_version"];

describe("addresses in the state", () => {
  it("are the original's, and a few more", () => {
    expect([...addresses].sort()).toEqual([...original, ...added].sort());
  });

  it("have a count where the original had one, and nowhere else", () => {
    const withCount = addresses.filter((address) => {
      const [type = "", name = ""] = address.split(".");
      return resource[type]?.[name]?.count !== undefined;
    });
    expect(withCount.sort()).toEqual(
      addresses.filter((address) => counted.includes(address.split(".")[0] ?? "")).sort(),
    );
  });
});
