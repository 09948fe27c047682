import { describe, expect, it } from "vitest";
import { reflow } from "../../generator/hcl/reflow.ts";
import { meaning } from "./support/expressions.ts";

const long = (count: number, part: string) => Array.from({ length: count }, (_, index) => `${part}_${index}`);

describe("reflow", () => {
  it.each([
    ["a short list", '["a", var.b]', '["a", var.b]'],
    ["an object of one entry", '{"a" = 1}', "{ a = 1 }"],
    ["an object of two entries", '{"a" = 1, "b-c" = 2}', "{\n  a = 1\n  b-c = 2\n}"],
    ["keys that need their quotes", '{"a b" = 1, "1" = 2}', '{\n  "a b" = 1\n  "1" = 2\n}'],
    ["strings with brackets, commas and quotes", String.raw`f("a, [b\"", "{")`, String.raw`f("a, [b\"", "{")`],
    ["strings with expressions in them", '"${f("a", {"b" = 1})}-x"', '"${f("a", {"b" = 1})}-x"'],
    ["an object written over lines by hand", "{\n a = 1\n b = 2\n}", "{\n  a = 1\n  b = 2\n}"],
    ["line breaks in brackets", "(\n  var.a\n  || var.b\n)", "(var.a || var.b)"],
    ["an empty list and an empty object", "f([], {})", "f([], {})"],
  ])("lays out %s", (_, expression, expected) => {
    expect(reflow(expression, "")).toBe(expected);
  });

  it("gives each entry of a long list and each argument of a long call its line", () => {
    const names = long(12, "local.some_name");
    expect(reflow(`[${names.join(", ")}]`, "")).toBe(`[\n${names.map((name) => `  ${name},`).join("\n")}\n]`);
    expect(reflow(`merge(${names.join(", ")})`, "")).toBe(`merge(\n${names.map((name) => `  ${name}`).join(",\n")}\n)`);
  });

  it("breaks a long condition where it binds least", () => {
    const [a, b, c] = long(3, "local.a_rather_long_name_of_a_condition_that_fills_the_line");
    expect(reflow(`${a} && ${b} || ${c}`, "")).toBe(`(\n  (\n    ${a}\n    && ${b}\n  )\n  || ${c}\n)`);
    expect(reflow(`${a} ? ${b} : ${c}`, "")).toBe(`(\n  ${a}\n  ? ${b}\n  : ${c}\n)`);
  });

  it.each([
    'var.a == "" ? {"x" = [for k, v in var.m : {"k" = k, "v" = v} if v != null], "y" = 1} : {}',
    'jsonencode({"A" = [{"B" = concat([{"c" = 1, "d" = 2}], [for s in [{"e" = 1, "f" = 2}] : s if var.t])}]})',
    'alltrue([for name, value in var.some_rather_long_name_of_a_map : length(name) >= 1 && length(name) <= 127 && !can(regex("^(?i)aws:", name)) && length(value) <= 256])',
    "var.a_rather_long_name_of_a_variable == null ? true : var.a_rather_long_name_of_a_variable >= 3000 && floor(var.a_rather_long_name_of_a_variable) == var.a_rather_long_name_of_a_variable",
    "!(var.a_rather_long_name_of_a_variable || var.another_rather_long_name_of_a_variable) && !var.a_third_rather_long_name_of_a_variable",
    '{for k, v in var.m : upper(k) => {"a" = v, "b" = k}... if v != ""}',
  ])("keeps the meaning of %s", async (expression) => {
    expect(await meaning(`\${${reflow(expression, "  ")}}`)).toEqual(await meaning(`\${${expression}}`));
  });

  it.each([
    ["a bracket that is not closed", "f(a", /not closed/],
    ["a bracket too many", "f(a))", /closes nothing/],
    ["a bracket of another kind", "f(a]", /closes nothing/],
    ["a string that is not closed", 'f("a)', /not closed/],
    ["a comment", "f(a) # why", /comment/],
    ["a heredoc", "<<EOT\na\nEOT", /heredoc/],
  ])("refuses %s", (_, expression, message) => {
    expect(() => reflow(expression, "")).toThrow(message);
  });
});
