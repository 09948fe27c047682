import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LogFields } from "../../../lambdas/shared/logger.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, executionArn } from "../support/functions.ts";

const guide = readFileSync("docs/ami-copier.md", "utf8");
const migration = readFileSync("MIGRATION.md", "utf8");
const sources = ["lambdas/ami-copier", "lambdas/shared"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/** The rows of the first table under a heading, by columns, without its head. */
function tableUnder(text: string, heading: string): readonly (readonly string[])[] {
  const [, section = ""] = text.split(`\n${heading}\n`);
  const [table = ""] = /^\|(?:.*\|\n)+/m.exec(section) ?? [];
  return table
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands in code marks and is a sentence, not a name. */
const quoted = (cell: string) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text.replace(/…$/, "")).filter((text) => text.includes(" "));

/** A filter pattern of CloudWatch Logs: `{ ($.a = "b") || ($.c = "d") }`. */
function matches(pattern: string, line: LogFields): boolean {
  const conditions = [...pattern.matchAll(/\$\.(\w+) = "([^"]*)"/g)];
  expect(pattern.replace(/\(?\$\.\w+ = "[^"]*"\)?/g, "x")).toBe(`{ ${conditions.map(() => "x").join(" || ")} }`);
  return conditions.some(([, field = "", value]) => line[field] === value);
}

async function discoveryLines(prepare: (world: FakeEc2) => void): Promise<readonly LogFields[]> {
  const world = new FakeEc2();
  prepare(world);
  const functions = createFunctions(world);
  await functions.initiator({ action: "discover", execution_id: executionArn("run"), input: {} });
  return functions.logLines.map((line) => JSON.parse(line) as LogFields);
}

describe("log texts in the documents", () => {
  const changed = tableUnder(migration, "### Logs").flatMap(([, ours = ""]) => quoted(ours));

  it("are the functions' own, where MIGRATION.md says what has changed", () => {
    expect(changed.length).toBeGreaterThan(8);
    expect(changed.filter((text) => !sources.includes(text))).toEqual([]);
  });

  it("are shown, every one, by the command above the table", async () => {
    const section = guide.slice(guide.indexOf("### Nothing is copied, and the run SUCCEEDED"));
    const [, pattern = ""] = /--filter-pattern '([^']*)'/.exec(section) ?? [];
    const rows = tableUnder(guide, "### Nothing is copied, and the run SUCCEEDED");
    const lines = [
      ...(await discoveryLines(() => undefined)),
      ...(await discoveryLines((world) => {
        world.addOwn({ Tags: [{ Key: "SourceAMI", Value: world.share() }] });
      })),
    ];
    const shown = lines.filter((line) => matches(pattern, line));
    expect(shown.length).toBeLessThan(lines.length);
    for (const [cell = ""] of rows) {
      const [text = "", ...fields] = [...cell.matchAll(/`([^`]+)`/g)].map(([, part = ""]) => part.replace(/…$/, ""));
      const told = shown.filter(({ message }) => String(message).startsWith(text));
      expect(told, `no line that is shown begins with: ${text}`).not.toEqual([]);
      for (const field of fields) expect(told.every((line) => field in line)).toBe(true);
    }
    expect(rows).toHaveLength(3);
  });
});

describe("rights to apply", () => {
  const types = readdirSync("dist-module")
    .filter((name) => name.endsWith(".tf"))
    .flatMap((name) => [...readFileSync(join("dist-module", name), "utf8").matchAll(/^resource "(\w+)"/gm)])
    .map(([, type = ""]) => type);

  it("are told for each type of resource, and for no other", () => {
    const told = tableUnder(guide, "### Rights to apply").flatMap(([cell = ""]) =>
      [...cell.matchAll(/`(aws_\w+)`/g)].map(([, type = ""]) => type),
    );
    expect(told.sort()).toEqual([...new Set(types)].sort());
  });

  it.each([
    ["aws_lambda_function", "PublishVersion"],
    ["aws_sfn_state_machine", "ValidateStateMachineDefinition"],
    ["aws_secretsmanager_secret", "GetResourcePolicy"],
  ])("are told where the provider calls more than one would think: %s, %s", (type, action) => {
    const row = tableUnder(guide, "### Rights to apply").find(([cell = ""]) => cell.includes(`\`${type}\``));
    expect(row?.[1]?.split(/[ ,]+/)).toContain(action);
  });
});
