import { wildcardExpression } from "../wildcards.ts";

/**
 * Whether a text is like a pattern of a policy: `*` stands for any text, `?` for one character.
 *
 * @param flags of a regular expression, such as `i`
 */
export function matchesPattern(pattern: string, text: string, flags = ""): boolean {
  // Most have no wildcard, and there are many for each call.
  if (flags === "" && !/[*?]/.test(pattern)) return pattern === text;
  return wildcardExpression(pattern, { hasQuestionMark: true, hasBackslash: false }, flags).test(text);
}
