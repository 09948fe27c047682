/** How a kind of patterns is written. `*` stands for any text in all of them. */
export interface WildcardSyntax {
  /** Whether `?` stands for one character. */
  readonly hasQuestionMark: boolean;
  /** Whether a backslash takes the meaning of a wildcard or a backslash away. */
  readonly hasBackslash: boolean;
}

/**
 * A pattern with wildcards as a regular expression, which fits whole texts.
 *
 * @param flags of the expression, such as `i`
 */
export function wildcardExpression(
  pattern: string,
  { hasQuestionMark, hasBackslash }: WildcardSyntax,
  flags = "",
): RegExp {
  const parts = hasBackslash ? /\\([*?\\])|([\s\S])/gu : /(?!)()|([\s\S])/gu;
  const source = pattern.replaceAll(parts, (_, escaped?: string, plain?: string) => {
    if (plain === "*") return "[\\s\\S]*";
    if (plain === "?" && hasQuestionMark) return "[\\s\\S]";
    return `\\u{${(escaped ?? plain ?? "").codePointAt(0)?.toString(16) ?? "0"}}`;
  });
  return new RegExp(`^${source}$`, `u${flags}`);
}
