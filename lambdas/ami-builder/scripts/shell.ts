/**
 * Writes a text so that a shell takes it as it stands, whatever is in it.
 *
 * @param text any text without NUL
 */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A script with its arguments, which it would otherwise get from a command line.
 *
 * @param words the arguments: `$1`, `$2` …
 * @param parts texts of scripts: functions first, then what uses them
 */
export function withArguments(words: readonly string[], ...parts: readonly string[]): string {
  return [`set -- ${words.map(quote).join(" ")}\n`, ...parts].join("");
}
