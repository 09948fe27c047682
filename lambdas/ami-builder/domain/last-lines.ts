import { clipLine } from "../../shared/text.ts";

const lines = 3;
const bytes = 300;

/**
 * The last words of a script, in one line: of what it said of errors, or else of all that it said.
 *
 * @returns empty if it said nothing
 */
export function lastLines({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const text = stderr.trim() === "" ? stdout : stderr;
  const said = text.split(/\r?\n|\r/).filter((line) => line.trim() !== "");
  return clipLine(said.slice(-lines).join(" "), bytes);
}
