import { describe, expect, it } from "vitest";
import { meaning } from "./support/expressions.ts";
import { normalize } from "./support/round-trip.ts";

describe("the comparison of expressions, which the round trip rests on", () => {
  it.each([
    ["${f([1, 2], var.a)}", "${f(\n  [\n    1,\n    2,\n  ],\n  var.a\n)}"],
    ['${{"a" = 1, "b c" = [true]}}', '${{\n  "b c" = [true]\n  a = 1\n}}'],
    ["${var.a || var.b}", "${(\n  var.a\n  || var.b\n)}"],
    ['${"/each/${each.key}"}', "/each/${each.key}"],
    ["${null}", "${ null }"],
  ])("takes %j and %j for the same", async (left, right) => {
    expect(await meaning(left)).toEqual(await meaning(right));
  });

  it("takes an object or a list in an interpolation for the one that JSON has as a value", async () => {
    const text = '${{ "b" = [1, "x", null], a = one(var.a[*].arn), c = { d = "${var.d}-e" } }}';
    const value = { a: "${one(var.a[*].arn)}", b: [1, "x", null], c: { d: "${var.d}-e" } };
    expect(await normalize(text)).toEqual(await normalize(value));
    expect(await normalize(text)).not.toEqual(await normalize({ ...value, a: "${one(var.b[*].arn)}" }));
    expect(await normalize(text)).not.toEqual(await normalize({ ...value, b: [1, "x", "null"] }));
    expect(await normalize(text)).not.toEqual(await normalize({ ...value, c: { d: "${var.d}" } }));
  });

  it.each([
    ["${var.a || var.b}", "${var.a && var.b}"],
    ["${var.a ? 1 : 2}", "${var.a ? 2 : 1}"],
    ["${a - (b - c)}", "${(a - b) - c}"],
    ["${f(a...)}", "${f(a)}"],
    ["${[for x in y : x if z]}", "${[for x in y : x]}"],
    ["${[for x in y : x if z]}", "${[for x in y : x if w]}"],
    ["${{for k, v in m : k => v}}", "${{for k, v in m : k => v...}}"],
    ["${{ a = 1, b = 2 }}", "${{ a = 2, b = 1 }}"],
    ["${{ a = 1 }}", "${{ (a) = 1 }}"],
    ["${x[0]}", '${x["0"]}'],
    ["${x.y}", "${x.z}"],
    ["${x[*].y}", "${x[*].z}"],
    ['${"a\\\\b"}', '${"a\\\\\\\\b"}'],
    ["$${a}", "${a}"],
    ["a${b}", "a ${b}"],
    ["${-a}", "${a}"],
  ])("tells %j from %j", async (left, right) => {
    expect(await meaning(left)).not.toEqual(await meaning(right));
  });
});
