import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { createModuleStack } from "../../../stacks/shared/module.ts";
import { amiCopier } from "../../../stacks/ami-copier/index.ts";

type ByTypeAndName = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
const { data, output, resource } = createModuleStack(new App(), amiCopier).toTerraform() as {
  readonly data: ByTypeAndName;
  readonly output: Readonly<Record<string, unknown>>;
  readonly resource: ByTypeAndName;
};
const addressesOf = (part: ByTypeAndName) =>
  Object.entries(part).flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`));
const addresses = addressesOf(resource);

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
/** The failure signal: nothing of it is there by default. */
const signal = [
  ...["aws_sns_topic.notifications", "aws_sns_topic_policy.notifications"],
  ...["aws_cloudwatch_event_rule.run_ended", "aws_cloudwatch_event_target.run_ended"],
  ...["runs_failed", "no_success", "undelivered_starts"].map((name) => `aws_cloudwatch_metric_alarm.${name}`),
];
const forEach = ["aws_sns_topic_subscription.email"];
const countedInOriginal = ["aws_ssm_parameter", "aws_secretsmanager_secret", "aws_secretsmanager_secret_version"];

describe("addresses in the state", () => {
  it("are the original's, and a few more", () => {
    expect([...addresses].sort()).toEqual([...original, ...added, ...signal, ...forEach].sort());
  });

  it.each([
    ["count", [...original.filter((address) => countedInOriginal.includes(address.split(".")[0] ?? "")), ...signal]],
    ["for_each", forEach],
  ])("have %s where the original had it and where a feature is off, and nowhere else", (argument, expected) => {
    const having = addresses.filter((address) => {
      const [type = "", name = ""] = address.split(".");
      return resource[type]?.[name]?.[argument] !== undefined;
    });
    expect(having.sort()).toEqual([...expected].sort());
  });

  it("read nothing of what is there already, as the same configuration may make it", () => {
    expect(addressesOf(data).sort()).toEqual([
      "aws_caller_identity.current",
      "aws_partition.current",
      "aws_region.current",
    ]);
  });
});

describe("names in the account", () => {
  const names = Object.values(resource)
    .flatMap((byName) => Object.entries(byName))
    .flatMap(([address, { name, function_name: functionName, alarm_name: alarmName }]) => {
      const given = functionName ?? alarmName ?? name;
      return given === undefined ? [] : [[address, given] as const];
    });

  it.each(names)("of %s begins with the prefix, so that two installations do not meet: %s", (_, name) => {
    expect(name).toMatch(/^(\/aws\/(lambda|vendedlogs\/states)\/|\/)?\$\{var\.name_prefix\}[-/]/);
  });

  it("belong to all that has one", () => {
    const nameless = [
      ...["aws_secretsmanager_secret_version", "aws_sqs_queue_policy", "aws_cloudwatch_event_target"],
      ...["aws_sns_topic_policy", "aws_sns_topic_subscription"],
    ];
    const named = Object.entries(resource).filter(([type]) => !nameless.includes(type));
    expect(names).toHaveLength(named.flatMap(([, byName]) => Object.keys(byName)).length);
  });
});

describe("outputs", () => {
  it("are the original's sixteen, and those of the failure signal", () => {
    const functionOutputs = ["initiator", "status_checker", "finalizer"].flatMap((name) => [
      `${name}_lambda_arn`,
      `${name}_lambda_name`,
    ]);
    expect(Object.keys(output).sort()).toEqual(
      [
        ...functionOutputs,
        ...["state_machine_arn", "state_machine_name", "lambda_role_arn", "step_functions_role_arn"],
        ...["eventbridge_rule_arn", "eventbridge_rule_name", "schedule_expression", "cloudwatch_log_group_names"],
        ...["redhat_api_secret_arn", "redhat_ssm_parameter_arns"],
        ...["notification_topic_arn", "alarm_arns"],
      ].sort(),
    );
  });
});
