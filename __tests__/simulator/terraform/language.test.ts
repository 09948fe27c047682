import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { readConfiguration } from "../../../simulator/terraform/configuration.ts";
import { EvaluationError, InvalidVariablesError, ModuleError } from "../../../simulator/terraform/errors.ts";
import { evaluateModule, type EvaluatedModule } from "../../../simulator/terraform/evaluate.ts";
import { emptyScope, evaluate } from "../../../simulator/terraform/expressions.ts";
import { parseTemplate } from "../../../simulator/terraform/parse.ts";
import { ModuleScope } from "../../../simulator/terraform/scope.ts";
import type { Value } from "../../../simulator/terraform/values.ts";
import { variableValues } from "../../../simulator/terraform/variables.ts";
import { expressionsWithoutValue } from "./expressions.ts";
import { here } from "./support.ts";

async function value(expression: string): Promise<Value> {
  return evaluate(await parseTemplate(`\${${expression}}`), emptyScope);
}

describe("what this reader does not support is refused by name", () => {
  it.each([
    ['cidrhost("a")', "The function cidrhost is not supported"],
    ['false ? cidrhost("a") : 1', "The function cidrhost is not supported"],
    ['can(cidrhost("a"))', "The function cidrhost is not supported"],
    ['try(cidrhost("a"), 1)', "The function cidrhost is not supported"],
    ["can([true]...)", "The call of can has an argument with dots, which is not supported"],
    ["0.1 + 0.2 == 0.3", "Arithmetic with 0.1 is not supported"],
    ["1 / 0", "Division by zero, which is infinite in Terraform, is not supported"],
    ['"a${1 / 3}"', "The number 0.3333333333333333 cannot be written as Terraform does"],
    ["tolist([]) == tolist([])", "Comparing an empty list whose elements have no known type is not supported"],
    ['true ? tolist(["a"]) : toset(["b"])', "The common type of list, set is not supported"],
    ['setproduct(toset(["a"]), toset(["b", "c"]))', /^setproduct of sets only/],
    ['"%{ if true }a%{ endif }"', "Directives in templates are not supported"],
    ["<<-EOT\n    a\n  EOT\n", "Texts of several lines within an expression are not supported"],
    [String.raw`regex("\\bword", "a")`, String.raw`The pattern \bword has an escape that is not supported`],
    ['regex("(?s).", "a")', "The pattern (?s). has a group that is not supported"],
    ['regex("[[:alpha:]]", "a")', "The pattern [[:alpha:]] has a named set, which is not supported"],
    ['replace("a", "/(a)/", "$1")', "Groups in the replacement of replace are not supported"],
    ['format("%v", null)', "A null in a format is not supported"],
    ['upper("ﬀ")', "The capital of ﬀ is not supported"],
    ['format("%e", 1)', "%e is not supported"],
    ['format("%+d", 1)', "The flags of %+d are not supported"],
    ['format("%[1]s", "a")', "%[ is not supported"],
    ['yamldecode("a: 2026-01-01")', "2026-01-01 in a YAML text is not supported: put it in quotes"],
    ['yamldecode("a: 0o17")', "0o17 in a YAML text is not supported: put it in quotes"],
    ['yamldecode("a: !!binary aGk=")', "tag:yaml.org,2002:binary in a YAML text is not supported: put it in quotes"],
    ['jsondecode("12345678901234567890")', /^The number .* has more digits than can be kept$/],
    ["length()", "The function length takes 1 arguments"],
    ["lookup({})", "The function lookup takes 2 to 3 arguments"],
    ["12345678901234567890", "The number 12345678901234567890 has more digits than can be kept"],
    ["var.x", "A reference to var.x is not possible here"],
  ])("%s", async (expression, message) => {
    await expect(value(expression)).rejects.toThrow(ModuleError);
    await expect(value(expression)).rejects.toThrow(message);
  });
});

describe("what has no value in Terraform has none here, and can says so", () => {
  it.each(expressionsWithoutValue)("%s", async (expression) => {
    await expect(value(expression)).rejects.toThrow(EvaluationError);
    expect(await value(`can(${expression})`)).toBe(false);
  });
});

describe("a module", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "module-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function scope(text: string): Promise<ModuleScope> {
    await writeFile(join(folder, "main.tf"), text);
    const configuration = await readConfiguration(folder);
    return new ModuleScope(configuration, variableValues(configuration.variables, {}), here, awsTypes);
  }

  async function evaluated(text: string): Promise<EvaluatedModule> {
    await writeFile(join(folder, "main.tf"), text);
    return evaluateModule(folder, {}, here, awsTypes);
  }

  it("tells of locals that need each other", async () => {
    const module = await scope("locals {\n  a = local.b\n  b = [local.a]\n}");
    expect(() => module.resolve("local", ["a"])).toThrow("These need each other: local.a -> local.b -> local.a");
  });

  it("tells which local has no value", async () => {
    const module = await scope("locals {\n  a = local.b\n  b = one([1, 2])\n}");
    expect(() => module.resolve("local", ["a"])).toThrow(/^local\.a: local\.b: one needs/);
  });

  it("needs a value for a variable without a default", async () => {
    await expect(scope('variable "a" {\n  type = string\n}')).rejects.toThrow("a: a value is required");
  });

  it("has resources with a count, and their attributes", async () => {
    const module = await scope(
      'resource "aws_iam_role" "a" {\n  count = 2\n  name = "a"\n}\nresource "aws_iam_role" "b" {\n  count = 0\n  name = "b"\n}',
    );
    expect(module.resolve("aws_iam_role", ["a", 1, "arn"])).toBe("arn:aws:iam::123456789012:role/a");
    expect(module.resolve("aws_iam_role", ["b"])).toEqual([]);
    expect(() => module.resolve("aws_iam_role", ["a", 0, "create_date"])).toThrow("key create_date is not known");
    expect(() => module.resolve("aws_iam_role", ["c", "arn"])).toThrow("There is no resource aws_iam_role.c");
    expect(() => module.resolve("each", ["key"])).toThrow("There is no resource each.key");
    expect(() => module.resolve("var", ["x"])).toThrow("var.x is not there");
  });

  it.each([
    ['resource "aws_vpc" "a" {}', "The resource type aws_vpc is not supported"],
    ['data "aws_vpcs" "a" {}', "The data type aws_vpcs is not supported"],
    [
      'resource "aws_iam_role" "a" {\n  name_prefix = "a"\n}',
      /^main\.tf: aws_iam_role\.a: aws_iam_role\.a has no name: one that AWS makes up/,
    ],
    ['resource "aws_iam_role" "a" {\n  for_each = {}\n  count = 1\n}', "aws_iam_role.a has both count and for_each"],
    [
      'resource "aws_iam_role" "a" {\n  name = "a"\n  provisioner "local-exec" {\n    command = "x"\n  }\n}',
      "provisioner in aws_iam_role.a is not supported",
    ],
    [
      'resource "aws_iam_role" "a" {\n  lifecycle {\n    action_trigger = true\n  }\n}',
      "The setting of the lifecycle of aws_iam_role.a action_trigger is not supported",
    ],
    [
      'resource "aws_iam_role" "a" {\n  x {\n  }\n  dynamic "x" {\n    for_each = [1]\n    content {}\n  }\n}',
      "The block x is there both with and without dynamic, which is not supported",
    ],
    [
      'resource "aws_iam_role" "a" {\n  dynamic "x" {\n    for_each = [1]\n    labels = ["a"]\n    content {}\n  }\n}',
      "labels of the dynamic block x is not supported",
    ],
    ['module "a" {}', "The block module is not supported"],
    ['variable "a" {\n  type = number_of_things\n  default = []\n}', "The type number_of_things is not supported"],
    ['variable "a" {\n  type = object({ b = optional(string, "x", "y") })\n}', "optional takes a type and a default"],
    ['output "a" {\n  value = 1\n  ephemeral = true\n}', "The argument ephemeral is not supported"],
    ["locals {\n  a = 1\n}\nlocals {\n  a = 2\n}", "a is there more than once"],
    ["locals {", /^main\.tf cannot be read: .*main\.tf:1/],
  ])("is refused when it has something else: %s", async (text, message) => {
    await expect(evaluated(text)).rejects.toThrow(message);
  });

  it.each([
    ['variable "a" {\n  type = number_of_things\n}', "main.tf: var.a: The type number_of_things is not supported"],
    ['variable "a" {\n  type = object({ b = optional(number, "x") })\n}', /^main\.tf: var\.a: /],
    ["locals {\n  a = nothing(1)\n}", "main.tf: local.a: The function nothing is not supported"],
    ['module "a" {}', "main.tf: The block module is not supported"],
    ['data "aws_vpcs" "a" {}', "main.tf: data.aws_vpcs.a: The data type aws_vpcs is not supported"],
    [
      'locals {\n  a = local.b\n}\nresource "aws_iam_role" "a" {\n  name = local.a\n}',
      "main.tf: local.a: local.b is not there",
    ],
    ['output "a" {\n  value = path.root\n}', "main.tf: output.a: path.root is not supported"],
    [
      'resource "aws_iam_role" "a" {\n  name = "a"\n  lifecycle {\n    precondition {\n      condition = path.cwd == ""\n      error_message = "x"\n    }\n  }\n}',
      "main.tf: aws_iam_role.a: path.cwd is not supported",
    ],
  ])("is told with its file and its address: %s", async (text, message) => {
    const reading = evaluated(text);
    await expect(reading).rejects.toThrow(ModuleError);
    await expect(reading).rejects.toThrow(message);
  });

  it.each([
    ['for_each = ["a"]', "aws_iam_role.a: for_each takes a map or a set of strings, not list"],
    ["for_each = null", "aws_iam_role.a: for_each takes a map or a set of strings, not null"],
    ["for_each = toset([1])", "aws_iam_role.a: for_each takes a set of strings, not of number"],
    ["count = -1", "aws_iam_role.a: -1 is no count"],
    ['count = "x"', "aws_iam_role.a: a number is required"],
  ])("has no instances by %s, as in Terraform", async (argument, message) => {
    await expect(evaluated(`resource "aws_iam_role" "a" {\n  ${argument}\n  name = "a"\n}`)).rejects.toThrow(
      new InvalidVariablesError([`the number of ${message}`]),
    );
  });

  it("tells which instance breaks its conditions, and which output", async () => {
    const text = (condition: string, owner: string) =>
      `  ${condition} {\n    condition = ${owner} != "b"\n    error_message = "not b"\n  }\n`;
    const role = (condition: string, owner: string) =>
      `resource "aws_iam_role" "a" {\n  for_each = toset(["a", "b"])\n  name = each.key\n  lifecycle {\n${text(condition, owner)}  }\n}\n`;
    const refused = (problem: string) => new InvalidVariablesError([problem]);
    await expect(evaluated(role("precondition", "each.value"))).rejects.toThrow(refused('aws_iam_role.a["b"]: not b'));
    await expect(evaluated(role("postcondition", "self.id"))).rejects.toThrow(refused('aws_iam_role.a["b"]: not b'));
    const output = `locals {\n  a = "b"\n}\noutput "o" {\n  value = 1\n${text("precondition", "local.a")}}`;
    await expect(evaluated(output)).rejects.toThrow(refused("output.o: not b"));
  });
});
