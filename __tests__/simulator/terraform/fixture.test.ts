import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { readEventRules } from "../../../simulator/aws/events/resources.ts";
import { readRoles } from "../../../simulator/aws/iam/resources.ts";
import { readFunctions } from "../../../simulator/lambda/resources.ts";
import { evaluateModule, InvalidVariablesError, type EvaluatedModule } from "../../../simulator/terraform/evaluate.ts";
import { withComputed, type ResourceType } from "../../../simulator/terraform/resources.ts";
import { encodeJson } from "../../../simulator/terraform/values.ts";
import { tellSkipped } from "../../support/skipped.ts";
import { init, terraform } from "../../support/terraform/terraform.ts";
import { here } from "./support.ts";
import { assertion, hcl, hclText } from "./tftest.ts";

const fixture = fileURLToPath(new URL("fixtures/module", import.meta.url));

function evaluated(variables: Readonly<Record<string, unknown>>): Promise<EvaluatedModule> {
  return evaluateModule(fixture, variables, here, awsTypes);
}

async function problems(variables: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const error: unknown = await evaluated(variables).catch((reason: unknown) => reason);
  if (error instanceof InvalidVariablesError) return error.problems;
  throw error instanceof Error ? error : new Error("The variables are not refused");
}

const required = { key: "k" };

const accepted: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  defaults: { required },
  conversions: {
    anything: { a: [1, "b", null] },
    required: { key: 5, value: [[3, "1", 3], []], unknown: "dropped" },
    watched: ["b", "a", "B", "a", 1],
    schedule: [5, "5"],
    extra: [{ a: 1 }, { b: [true] }],
    environment: { A: 1, B: true, C: "x" },
    subnet_ids: ["subnet-1", "subnet-2"],
  },
  nested: {
    required,
    environment: { A: "b" },
    watched: ["running"],
    buckets: {
      plain: {},
      "with rules": {
        rules: [
          { prefix: "logs/", transitions: { GLACIER: "7", STANDARD_IA: 3 } },
          { prefix: "", expire_days: null, unknown: true },
        ],
        versioned: false,
        tags: { team: 5 },
        limits: { size: null, unit: "GiB" },
      },
      nulls: { rules: null, versioned: "true", tags: null, limits: null },
    },
  },
};

/** Variables, and what of the module refuses them. */
const refused: readonly (readonly [name: string, variables: Readonly<Record<string, unknown>>, owner: string])[] = [
  ["precondition", { required, name_prefix: "aws" }, "aws_iam_role.function"],
  ["postcondition", { required, name_prefix: "a-prefix-that-is-too-long" }, "aws_iam_role.function"],
  ["validation", { required, buckets: { a: { rules: ["x", "y", "z"].map((prefix) => ({ prefix })) } } }, "var.buckets"],
];

describe("a module with for_each, dynamic blocks and object inputs", () => {
  it("has resources with the addresses of their instances", async () => {
    const module = await evaluated({ required, buckets: { a: {}, 'q"uoted': {} } });
    const addresses = (type: string) => module.resources(type).map(({ address }) => address);
    expect(addresses("aws_iam_role")).toEqual(["aws_iam_role.function[0]", "aws_iam_role.function[1]"]);
    expect(addresses("aws_lambda_function")).toEqual(["aws_lambda_function.this"]);
    expect(addresses("aws_s3_bucket")).toEqual(['aws_s3_bucket.this["a"]', String.raw`aws_s3_bucket.this["q\"uoted"]`]);
    expect(addresses("aws_sns_topic")).toEqual([]);
  });

  it("gives roles, functions and rules", async () => {
    const module = await evaluated({ required });
    expect(readRoles(module)[1]).toMatchObject({
      arn: "arn:aws:iam::123456789012:role/made/fixture-02",
      trust: [{ Principal: { Service: "lambda.amazonaws.com" } }],
      policy: [],
    });
    const [{ arn, environment, roleArn, runtime } = { arn: "" }] = readFunctions(module);
    expect({ environment, roleArn, runtime }).toEqual({
      environment: {},
      roleArn: "arn:aws:iam::123456789012:role/made/fixture-02",
      runtime: "nodejs22.x",
    });
    const target = { id: expect.stringMatching(/^terraform-[\da-f]{26}$/) as string, arn: `${arn}:1` };
    const retryPolicy = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 };
    const rule = (state: string) => ({
      name: `fixture-${state}`,
      arn: `arn:aws:events:us-east-1:123456789012:rule/fixture-${state}`,
      busName: "default",
      pattern: { source: ["aws.ec2"], detail: { state: [state] } },
      enabled: true,
    });
    expect(readEventRules(module)).toEqual([
      { ...rule("running"), targets: [{ ...target, retryPolicy }] },
      { ...rule("stopped"), targets: [target] },
    ]);
  });

  it("is read anew when a file has changed", async () => {
    const copy = mkdtempSync(join(tmpdir(), "changed-"));
    cpSync(fixture, copy, { recursive: true });
    const topics = async () => (await evaluateModule(copy, { required }, here, awsTypes)).resources("aws_sns_topic");
    expect(await topics()).toEqual([]);
    writeFileSync(join(copy, "more.tf"), 'resource "aws_sns_topic" "this" {\n  name = "a"\n}\n');
    expect(await topics()).toMatchObject([{ values: { name: "a" } }]);
    writeFileSync(join(copy, "more.tf"), 'resource "aws_sns_topic" "this" {\n  name = "b"\n}\n');
    expect(await topics()).toMatchObject([{ values: { name: "b" } }]);
    rmSync(copy, { recursive: true });
  });

  it("names the variables that it refuses", async () => {
    expect(await problems({})).toEqual(["required: a value is required: the variable has no default"]);
    expect(
      await problems({ required: { value: [] }, buckets: { a: { rules: [{}] } }, schedule: ["rate"], watched: {} }),
    ).toEqual([
      "buckets: rules: the attribute prefix is required",
      "required: the attribute key is required",
      "schedule: a tuple of 2 elements is required",
      "watched: a set of string is required",
    ]);
  });

  it.each(refused)("is refused by a %s", async (_, variables, owner) => {
    const [problem = ""] = await problems(variables);
    expect(problem.replace(/(\[\d\])?: .*$/s, "")).toBe(owner.replace(/^var\./, ""));
  });
});

const folder = mkdtempSync(join(tmpdir(), "fixture-"));
cpSync(fixture, folder, { recursive: true });
const { ok, text: reason } = init(folder);
const isSkipped = !ok && process.env["CI"] === undefined;
if (isSkipped) tellSkipped("the comparison of the fixture with Terraform", reason);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const mocks = `mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { qualified_arn = "arn:aws:lambda:us-east-1:123456789012:function:mocked:1" }
  }
}
`;

function run(
  name: string,
  command: "plan" | "apply",
  variables: Readonly<Record<string, unknown>>,
  ...lines: readonly string[]
): string {
  const inputs = Object.entries(variables).map(([variable, value]) => `    ${variable} = ${hcl(value)}\n`);
  return `run "${name}" {\n  command = ${command}\n  variables {\n${inputs.join("")}  }\n${lines.join("\n")}}\n`;
}

interface Schema {
  readonly resource_schemas: Readonly<Record<string, TypeSchema>>;
  readonly data_source_schemas: Readonly<Record<string, TypeSchema>>;
}

interface TypeSchema {
  readonly block: { readonly attributes: Readonly<Record<string, unknown>> };
}

/** Arguments of all kinds, so that each type finds those that it needs. */
const someArguments = {
  ...{ alarm_name: "a", bucket: "b", content: "c", function_name: "f", id: "i", key: "k", name: "n" },
  ...{ policy_arn: "p", queue_url: "q", role: "r", rule: "r", secret_id: "s", statement_id: "s", topic_arn: "t" },
};

/** What a type has that the provider's schema does not know. */
function unknownTo(schemas: Readonly<Record<string, TypeSchema>>, types: ReadonlyMap<string, ResourceType>): string[] {
  return [...types].flatMap(([name, type]) => {
    const given = name.endsWith("_policy") ? { ...someArguments, arn: "a" } : someArguments;
    const values = withComputed(type, name, given, here);
    const known = schemas[name]?.block.attributes ?? {};
    return Object.keys({ ...type.defaults, ...values })
      .filter((attribute) => !(attribute in given) && !(attribute in known))
      .map((attribute) => `${name}.${attribute}`);
  });
}

describe.skipIf(isSkipped)("the fixture in Terraform itself", () => {
  it("comes with a provider whose schema has the attributes that are computed here", () => {
    const { text } = terraform(folder, "providers", "schema", "-json");
    const { provider_schemas: schemas } = JSON.parse(text) as { provider_schemas: Readonly<Record<string, Schema>> };
    const [schema] = Object.values(schemas);
    expect(schema && unknownTo(schema.resource_schemas, awsTypes.resources)).toEqual([]);
    // Version 6 of the provider has it.
    expect(schema && unknownTo(schema.data_source_schemas, awsTypes.data)).toEqual(["aws_region.region"]);
  });

  it("has the same outputs, and refuses the same variables", async () => {
    expect(ok, reason).toBe(true);
    const runs: string[] = [];
    for (const [name, variables] of Object.entries(accepted)) {
      const assertions = Object.entries((await evaluated(variables)).outputs).map(([output, value]) => {
        const json = encodeJson(value);
        return assertion(`jsonencode(output.${output}) == ${hclText(json)}`, `${output} is not ${json}`);
      });
      expect(assertions.length).toBeGreaterThan(7);
      runs.push(run(name, "apply", variables, ...assertions));
    }
    for (const [name, variables, owner] of refused)
      runs.push(run(name, "plan", variables, `  expect_failures = [${owner}]\n`));
    mkdirSync(join(folder, "tests"));
    writeFileSync(join(folder, "tests/fixture.tftest.hcl"), mocks + runs.join("\n"));
    const result = terraform(folder, "test");
    expect(result.text).toMatch(new RegExp(`Success! ${runs.length} passed, 0 failed\\.\\s*$`));
  });
});
