import { gunzipSync } from "node:zlib";
import * as z from "zod";

const description = z.object({
  kind: z.enum(["prepare", "step", "tests", "hygiene", "proof"]),
  template: z.string(),
  name: z.string(),
  tests: z.array(z.string()).optional(),
});

/** A command of the module as it reaches an instance. */
export interface PackedCommand extends z.output<typeof description> {
  /** Where the wrapper claims the script on the instance: the same for each delivery. */
  readonly guard: string;
  /** Seconds after which the wrapper ends the script. */
  readonly timeoutSeconds: number;
  /** Whether the instance reboots after it. */
  readonly reboot: boolean;
  /** What is run. */
  readonly script: string;
}

/**
 * Unpacks a command that the module has sent: a line that decompresses a script, which begins with what it is.
 *
 * @param commands lines as Systems Manager got them
 * @returns undefined for a command of somebody else
 */
export function unpack(commands: readonly string[]): PackedCommand | undefined {
  const text = textOf(commands);
  const firstLine = text?.split("\n", 1)[0] ?? "";
  if (text === undefined || !firstLine.startsWith("# {")) return undefined;
  const [, id = "", attempt = "", guard = "", seconds = "", , reboot = "", script = ""] = argumentsOf(text);
  return {
    ...description.parse(JSON.parse(firstLine.slice(2))),
    guard: `${id}/${attempt}/${guard}`,
    timeoutSeconds: Number(seconds),
    reboot: reboot === "yes",
    script,
  };
}

/** The script in the line that decompresses it; undefined for another line. */
export function textOf([line = ""]: readonly string[]): string | undefined {
  const [, packed] = /printf %s '([A-Za-z0-9+/=]+)' \| base64 -d \| gzip -dc/.exec(line) ?? [];
  return packed === undefined ? undefined : gunzipSync(Buffer.from(packed, "base64")).toString("utf8");
}

/** What a script gives itself for arguments: the words, all in single quotes, behind its first `set --`. */
export function argumentsOf(script: string): readonly string[] {
  const [, quoted = ""] = /^set -- ((?:'[^']*'|\\'| )*)$/m.exec(script) ?? [];
  return [...quoted.matchAll(/(?:'[^']*'|\\')+/g)].map(([word]) => word.replaceAll(/'([^']*)'|\\(')/g, "$1$2"));
}
