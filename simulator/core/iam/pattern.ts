/**
 * Whether a text is like a pattern of a policy: `*` stands for any text, `?` for one character.
 *
 * @param flags of a regular expression, such as `i`
 */
export function matchesPattern(pattern: string, text: string, flags = ""): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}
