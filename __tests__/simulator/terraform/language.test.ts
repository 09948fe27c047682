import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfiguration } from "../../../simulator/terraform/configuration.ts";
import { EvaluationError, ModuleError } from "../../../simulator/terraform/errors.ts";
import { emptyScope, evaluate } from "../../../simulator/terraform/expressions.ts";
import { parseTemplate } from "../../../simulator/terraform/parse.ts";
import { ModuleScope } from "../../../simulator/terraform/scope.ts";
import type { Value } from "../../../simulator/terraform/values.ts";
import { variableValues } from "../../../simulator/terraform/variables.ts";
import { here } from "./support.ts";

async function value(expression: string): Promise<Value> {
  return evaluate(await parseTemplate(`\${${expression}}`), emptyScope);
}

describe("what this reader does not support is refused by name", () => {
  it.each([
    ['upper("a")', "The function upper is not supported"],
    ['false ? upper("a") : 1', "The function upper is not supported"],
    ['can(upper("a"))', "The function upper is not supported"],
    ["4 / 2", "The operator divide is not supported"],
    ["0.1 + 0.2 == 0.3", "Arithmetic with 0.1 is not supported"],
    ["merge([{}, {}]...)", "The call of merge has an argument with dots, which is not supported"],
    ['"%{ if true }a%{ endif }"', "Directives in templates are not supported"],
    ["<<-EOT\n    a\n  EOT\n", "Texts of several lines within an expression are not supported"],
    ["{ for a in [1] : a => a... }", "Grouping in a for expression is not supported"],
    ['true ? "a" : 1', "A conditional has values of several types (string, number): this is not supported"],
    [
      "true ? { a = 1 } : { b = true }",
      "A conditional's map has values of several types (number, boolean): this is not supported",
    ],
    [
      'true ? [1] : ["a", "b"]',
      "A conditional's list has values of several types (number, string): this is not supported",
    ],
    ["[1] == [1]", "Comparing lists or objects is not supported"],
    ['coalesce("", 1)', "coalesce has values of several types (string, number): this is not supported"],
    ["setunion([1], [2])", "A set of number is not supported"],
    [String.raw`regex("\\bword", "a")`, String.raw`The pattern \bword has an escape that is not supported`],
    ['regex("(?s).", "a")', "The pattern (?s). has a group that is not supported"],
    ['regex("[[:alpha:]]", "a")', "The pattern [[:alpha:]] has a named set, which is not supported"],
    ['replace("a", "/(a)/", "$1")', "Groups in the replacement of replace are not supported"],
    ["length()", "The function length takes 1 arguments"],
    ["12345678901234567890", "The number 12345678901234567890 has more digits than can be kept"],
    ["var.x", "A reference to var.x is not possible here"],
    ["{ a = 1 }.b", "An attribute or key b is not known"],
  ])("%s", async (expression, message) => {
    await expect(value(expression)).rejects.toThrow(new ModuleError(message));
  });
});

describe("what has no value in Terraform has none here, and can says so", () => {
  it.each([
    "[1][1]",
    '"a${null}"',
    "tostring([])",
    '1 + "a"',
    'true && "yes"',
    "null ? 1 : 2",
    "true || alltrue(null)",
    'coalesce("", null)',
    "one([1, 2])",
    'regex("^a$", "b")',
    'slice(["a"], 0, 2)',
    "length(5)",
    "keys([])",
    '{ for a in ["x", "x"] : a => a }',
    "[for a in 5 : a]",
  ])("%s", async (expression) => {
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
    return new ModuleScope(configuration, variableValues(configuration.variables, {}), here);
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
    expect(() => module.resolve("aws_iam_role", ["a", 0, "unique_id"])).toThrow("key unique_id is not known");
    expect(() => module.resolve("aws_iam_role", ["c", "arn"])).toThrow("There is no resource aws_iam_role.c");
    expect(() => module.resolve("each", ["key"])).toThrow("There is no resource each.key");
  });

  it.each([
    ['resource "aws_vpc" "a" {}', "The resource type aws_vpc is not supported"],
    ['resource "aws_iam_role" "a" {\n  for_each = {}\n}', "for_each in aws_iam_role.a is not supported"],
    [
      'resource "aws_iam_role" "a" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}',
      "The setting of the lifecycle of aws_iam_role.a prevent_destroy is not supported",
    ],
    ['module "a" {}', "The block module is not supported"],
    ['variable "a" {\n  type = set(string)\n  default = []\n}', "The type set(string) is not supported"],
    ["locals {\n  a = 1\n}\nlocals {\n  a = 2\n}", "a is there more than once"],
    ["locals {", /^main\.tf cannot be read: .*main\.tf:1/],
  ])("is refused when it has something else: %s", async (text, message) => {
    await expect(scope(text).then((module) => module.all("aws_vpc"))).rejects.toThrow(message);
  });
});
