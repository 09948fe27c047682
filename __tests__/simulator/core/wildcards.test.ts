import { expect, test } from "vitest";
import { wildcardExpression, type WildcardSyntax } from "../../../simulator/core/wildcards.ts";

const policy: WildcardSyntax = { hasQuestionMark: true, hasBackslash: false };
const filter: WildcardSyntax = { hasQuestionMark: true, hasBackslash: true };
const event: WildcardSyntax = { hasQuestionMark: false, hasBackslash: true };

test.each<[WildcardSyntax, string, string, boolean]>([
  [policy, "a*c", "abbc", true],
  [policy, "a*c", "a\nc", true],
  [policy, "a?c", "abc", true],
  [policy, "a?c", "ac", false],
  [policy, "a.c", "abc", false],
  [policy, "a\\*c", "a\\bc", true],
  [filter, "a\\*c", "a*c", true],
  [filter, "a\\*c", "abc", false],
  [filter, "a\\?c", "a?c", true],
  [filter, "a\\\\*", "a\\b", true],
  [event, "a?c", "a?c", true],
  [event, "a?c", "abc", false],
  [event, "*(x)", "y(x)", true],
  [event, "a*", "ba", false],
])("%j %s and %j: %s", (syntax, pattern, text, fits) => {
  expect(wildcardExpression(pattern, syntax).test(text)).toBe(fits);
});

test("flags are the expression's", () => {
  expect(wildcardExpression("EC2:copy*", policy, "i").test("ec2:CopyImage")).toBe(true);
});
