import type { CommandOutcome, ShellCommand } from "../../../aws/ssm/commands/runner.ts";
import { argumentsOf, textOf } from "../commands/packed.ts";
import type { Page, PageRequest } from "../network.ts";

/** Seconds that curl takes for an answer. */
const answerSeconds = 1;
/** Of a body the script hands back no more. */
const mostBytes = 500;

/**
 * What the module's script prints that has an instance ask for a page itself, as its curl would find it.
 *
 * @param command any command
 * @param open what whoever has an address answers
 * @returns undefined for another command
 */
export function answerQuestion(
  { commands }: Pick<ShellCommand, "commands">,
  open: (request: PageRequest) => Page,
): CommandOutcome | undefined {
  const [, quoted] = /^exec bash -c '([\s\S]*)'$/.exec(textOf(commands) ?? "") ?? [];
  const [address, verify, , ...texts] = argumentsOf(quoted?.replaceAll("'\\''", "'") ?? "");
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(address);
  const scheme = protocol === "http:" ? "http" : "https";
  const usualPort = scheme === "http" ? 80 : 443;
  const page = open({
    scheme,
    host: hostname,
    port: port === "" ? usualPort : Number(port),
    path: `${pathname}${search}`,
  });
  if (typeof page === "string") return print(0, false, "", page);
  if (!page.isTrusted && verify === "yes") return print(0, false, "", "curl: (60) SSL certificate problem");
  const body = page.body.toLowerCase();
  const found = texts.length === 0 || texts.some((text) => body.includes(text.toLowerCase()));
  return print(page.status, found, page.body, "");
}

function print(status: number, found: boolean, body: string, error: string): CommandOutcome {
  const line = { kind: "readiness", status, found, body: base64(body), error: base64(error) };
  return { exit: 0, stdout: `${JSON.stringify(line)}\n`, seconds: answerSeconds };
}

function base64(text: string): string {
  return Buffer.from(text).subarray(0, mostBytes).toString("base64");
}
