import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forEachLimited } from "../../lambdas/shared/pool.ts";
import { tellSkipped } from "../support/skipped.ts";
import { bash, blocksOf } from "./blocks.ts";

const run = promisify(execFile);
const shell = blocksOf("bash");
const isMissing = spawnSync("aws", ["--version"]).status !== 0;
if (isMissing) tellSkipped("options of the documents' aws commands", "aws is not on the PATH");

/** What version 2 of the AWS command line adds to the services' operations; version 1 does not have it. */
const notOfAService = ["logs tail"];
const operationOf = (call: readonly string[]) => call.slice(0, 2).join(" ");

/** What stands for each command when a document's blocks are run: `aws` notes what it was called with, and both answer one word. */
const stubs = `
aws() { printf '%s\\0' "$@" >> "$CALLS"; printf '\\n' >> "$CALLS"; echo example-temp-1; }
terraform() { echo example; }
npm() { :; }
npx() { :; }
`;

describe.skipIf(isMissing)("the documents' aws commands", () => {
  let folder = "";
  let calls: readonly (readonly string[])[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "commands-"));
    const log = join(folder, "calls");
    writeFileSync(log, "");
    writeFileSync(join(folder, "credentials.json"), "{}");
    for (const file of new Set(shell.filter(({ code }) => code.includes("aws ")).map((block) => block.file))) {
      // A document's blocks one after the other, as somebody follows it. What `read` waits for comes from their standard input.
      const blocks = shell.filter((block) => block.file === file).map(({ code }) => `{ ${code}\n} <<< $'one\\ntwo'`);
      bash([`cd ${folder}`, stubs, ...blocks].join("\n"), { ...process.env, CALLS: log });
    }
    const all = readFileSync(log, "utf8")
      .split("\0\n")
      .filter((call) => call !== "")
      .map((call) => call.split("\0"));
    // The same operation with the same options needs one look.
    const key = (call: readonly string[]) =>
      [operationOf(call), ...call.filter((word) => word.startsWith("--"))].join();
    calls = [...new Map(all.map((call) => [key(call), call])).values()];
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("are found in the blocks", () => {
    const written = shell.flatMap(({ code }) =>
      [...code.matchAll(/\baws ([a-z0-9]+ [a-z-]+)/g)].map(([, name]) => name),
    );
    expect(new Set(calls.map(operationOf))).toEqual(new Set(written));
  });

  it("have the options and queries that the AWS command line takes", async () => {
    const env = {
      ...{ PATH: process.env["PATH"], HOME: folder, AWS_DEFAULT_REGION: "us-east-1", AWS_PAGER: "" },
      ...{ AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none", AWS_MAX_ATTEMPTS: "1" },
    };
    // Nobody listens there: what it would send, and so has found nothing wrong with, it cannot.
    const nowhere = ["--endpoint-url", "http://127.0.0.1:9"];
    const ofServices = calls.filter((call) => !notOfAService.includes(operationOf(call)));
    const refused: string[] = [];
    await forEachLimited(
      ofServices,
      2,
      () => false,
      async (call) => {
        const said = await run("aws", [...call, ...nowhere], { env, cwd: folder }).then(
          () => "an answer from nobody",
          (error: unknown) => (error as { readonly stderr: string }).stderr,
        );
        if (!said.includes("Could not connect to the endpoint")) refused.push(`aws ${call.join(" ")}: ${said.trim()}`);
      },
    );
    expect(refused).toEqual([]);
    expect(ofServices.length).toBeGreaterThan(15);
  });
});
