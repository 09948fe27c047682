import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEventRules } from "../../../simulator/aws/events/resources.ts";
import { readSecrets } from "../../../simulator/aws/secrets-manager/resources.ts";
import { readParameters } from "../../../simulator/aws/ssm/resources.ts";
import { readStateMachines } from "../../../simulator/aws/states/resources.ts";
import type { EvaluatedModule } from "../../../simulator/terraform/evaluate.ts";
import { emptyScope, evaluate } from "../../../simulator/terraform/expressions.ts";
import { parseTemplate } from "../../../simulator/terraform/parse.ts";
import { encodeJson } from "../../../simulator/terraform/values.ts";
import { copyProject, mocks, removeProject, terraform, whyNot } from "../../support/terraform/terraform.ts";
import { tellSkipped } from "../../support/skipped.ts";
import { expressions, expressionsWithoutValue } from "./expressions.ts";
import { evaluated, functionOf } from "./support.ts";
import { assertion, hcl, hclText } from "./tftest.ts";

const folder = copyProject();
const module = join(folder, "dist-module");
const reason = whyNot(module);
// In CI Terraform is there: a skip would hide that it no longer is.
const isSkipped = reason !== undefined && process.env["CI"] === undefined;
if (isSkipped) {
  tellSkipped("the comparison of the evaluated module with Terraform", reason);
  removeProject(folder);
}

afterAll(() => {
  removeProject(folder);
});

const variableSets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  defaults: {},
  inline_parameters: {
    name_prefix: "acme_1",
    enable_redhat_api: true,
    redhat_client_id: "id",
    redhat_client_secret: "<secret> & more",
    tags: { "team:cost/center": "a=b +@_.-", Größe: "große Ämter 漢", Name: "x", Decomposed: "e\u0301" },
    kms_key_id: "alias/golden/images",
    gp3_iops: 4000,
    gp3_throughput: "1000",
    imds_support: "v2.0",
    tracing_enabled: true,
    lambda_memory_size: 1024,
    status_check_wait_time: 60,
    schedule_enabled: false,
  },
  inline_secret: {
    enable_redhat_api: "true",
    redhat_credential_store: "secretsmanager",
    redhat_offline_token: 'to"ken\\<&>${x}%{y}',
    kms_key_id: "arn:aws:kms:us-east-1:999999999999:key/mrk-11111111222233334444555555555555",
    source_region: "eu-west-1",
    source_owner_ids: ["463606842039", "123456789012"],
    source_name_filters: ["rhel-9.?-*", '<&>"\\'],
    source_architectures: ["arm64", "x86_64"],
    ami_name_tag_template: "{distribution} {date}",
    max_concurrent_copies: 7,
    copy_timeout_hours: 24,
    schedule_expression: "cron(0 6 ? * MON-FRI *)",
  },
  existing_secret: {
    enable_redhat_api: true,
    redhat_credential_store: "secretsmanager",
    existing_redhat_secret_name: "my-org/redhat",
    credential_kms_key_arns: ["arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"],
    kms_key_id: "11111111-2222-3333-4444-555555555555",
  },
  existing_parameters: {
    enable_redhat_api: true,
    existing_redhat_client_id_param_name: "/mine/id",
    existing_redhat_client_secret_param_arn: "arn:aws:ssm:us-east-1:123456789012:parameter/mine/secret",
    log_retention_days: 0,
  },
};

/** Name of a function in the module, the role's name there, and the ending of the function's name in AWS. */
const functionNames = [
  ["initiator", "lambda", "initiator"],
  ["status_checker", "status_checker", "status-checker"],
  ["finalizer", "finalizer", "finalizer"],
] as const;

/** The mocks draw computed attributes by lot; here they are those of the evaluated module. */
function override(target: string, values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, value]) => `${name} = ${hclText(value)}`);
  return `  override_resource {\n    target = ${target}\n    values = { ${entries.join(", ")} }\n  }\n`;
}

function overrides(evaluatedModule: EvaluatedModule): string[] {
  const [parameters, secrets] = [readParameters(evaluatedModule), readSecrets(evaluatedModule)];
  const at = "us-east-1:123456789012";
  const parametersByName = [
    ["redhat_client_id", parameters[0]],
    ["redhat_client_secret", parameters[1]],
  ] as const;
  return [
    ...functionNames.flatMap(([name, , ending]) => {
      const { arn, name: functionName } = functionOf(evaluatedModule, ending);
      return [
        override(`aws_lambda_function.${name}`, { arn, qualified_arn: `${arn}:1` }),
        override(`aws_cloudwatch_log_group.${name}`, {
          arn: `arn:aws:logs:${at}:log-group:/aws/lambda/${functionName}`,
        }),
      ];
    }),
    ...parametersByName.flatMap(([name, parameter]) =>
      parameter === undefined
        ? []
        : [override(`aws_ssm_parameter.${name}`, { arn: `arn:aws:ssm:${at}:parameter${parameter.name}` })],
    ),
    ...secrets.map(({ arn }) => override("aws_secretsmanager_secret.redhat_api", { arn })),
  ];
}

function comparisons(evaluatedModule: EvaluatedModule): string[] {
  const [parameters, secrets] = [readParameters(evaluatedModule), readSecrets(evaluatedModule)];
  const [schedule] = readEventRules(evaluatedModule);
  const [stateMachine] = readStateMachines(evaluatedModule);
  if (schedule === undefined || stateMachine === undefined)
    throw new Error("The module has no schedule or no workflow");
  return [
    ...functionNames.flatMap(([name, role, ending]) => {
      const {
        name: functionName,
        handler,
        timeout,
        memoryMegabytes,
        environment,
        policy,
      } = functionOf(evaluatedModule, ending);
      const address = `aws_lambda_function.${name}`;
      return [
        assertion(`${address}.environment[0].variables == tomap(${hcl(environment)})`, `environment of ${name}`),
        assertion(
          `[${address}.function_name, ${address}.handler, ${address}.timeout, ${address}.memory_size] == ${hcl([functionName, handler, timeout, memoryMegabytes])}`,
          `settings of ${name}`,
        ),
        assertion(`jsondecode(aws_iam_role_policy.${role}.policy).Statement == ${hcl(policy)}`, `policy of ${name}`),
      ];
    }),
    assertion(
      `jsondecode(aws_sfn_state_machine.ami_copier.definition) == ${hcl(stateMachine.definition)}`,
      "definition",
    ),
    assertion(`aws_sfn_state_machine.ami_copier.name == ${hclText(stateMachine.name)}`, "name of the state machine"),
    assertion(
      `[aws_cloudwatch_event_rule.ami_discovery.schedule_expression, aws_cloudwatch_event_rule.ami_discovery.state] == ${hcl([schedule.scheduleExpression, schedule.enabled ? "ENABLED" : "DISABLED"])}`,
      "schedule",
    ),
    assertion(
      `nonsensitive([for p in concat(aws_ssm_parameter.redhat_client_id, aws_ssm_parameter.redhat_client_secret) : { name = p.name, value = p.value }]) == ${hcl(parameters.map(({ name, value }) => ({ name, value })))}`,
      "parameters",
    ),
    assertion(
      `nonsensitive([for i, s in aws_secretsmanager_secret.redhat_api : [s.name, aws_secretsmanager_secret_version.redhat_api[i].secret_string]]) == ${hcl(secrets.map(({ name, value }) => [name, value]))}`,
      "secrets",
    ),
  ];
}

/** Runs assertions of Terraform's own in the module. */
function passes(name: string, command: "plan" | "apply", ...parts: readonly string[]): void {
  const file = join("tests", `${name}.tftest.hcl`);
  mkdirSync(join(module, "tests"), { recursive: true });
  writeFileSync(join(module, file), `${mocks}\nrun "${name}" {\n  command = ${command}\n${parts.join("\n")}}\n`);
  const { ok, text } = terraform(module, "test", `-filter=${file}`);
  expect(ok, text).toBe(true);
  expect(text).toMatch(/Success! 1 passed, 0 failed\.\s*$/);
}

describe.skipIf(isSkipped)("what this reader makes of the module, and Terraform itself", () => {
  it("can be compared here", () => {
    expect(reason).toBeUndefined();
  });

  it.each(Object.entries(variableSets))("are the same for %s", async (name, variables) => {
    const evaluatedModule = await evaluated(variables);
    const inputs = Object.entries(variables).map(([variable, value]) => `    ${variable} = ${hcl(value)}\n`);
    passes(
      name,
      "apply",
      `  variables {\n${inputs.join("")}  }\n`,
      ...overrides(evaluatedModule),
      ...comparisons(evaluatedModule),
    );
  });

  it("differ for other variables", async () => {
    const [defaults, other] = [await evaluated(), await evaluated({ copy_timeout_hours: 13 })];
    expect(() => {
      passes("other", "apply", ...overrides(defaults), ...comparisons(other));
    }).toThrow(/environment of status_checker/);
  });

  it("agree on expressions", async () => {
    const assertions: string[] = [];
    for (const expression of expressions) {
      const value = encodeJson(evaluate(await parseTemplate(`\${${expression}}`), emptyScope));
      // Terraform takes no condition that does not look at the module.
      const condition = `jsonencode(${expression}) == ${hclText(value)} && var.name_prefix == "rhel"`;
      assertions.push(assertion(condition, `${expression} is not ${value}`));
    }
    for (const expression of expressionsWithoutValue) {
      assertions.push(assertion(`!can(${expression}) && var.name_prefix == "rhel"`, `${expression} has a value`));
    }
    passes("expressions", "plan", ...assertions);
  });
});
