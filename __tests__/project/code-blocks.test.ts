import { parse } from "@cdktf/hcl2json";
import { expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { bash, blocksOf } from "./blocks.ts";

const shell = blocksOf("bash");

it("there are blocks to look at, and none in a language that nobody looks at", () => {
  expect(shell.length).toBeGreaterThan(20);
  const known = ["bash", "hcl", "json", "yaml", "ts", "text", "mermaid"];
  expect(
    blocksOf("\\w*").filter(
      ({ place }) => !known.some((name) => blocksOf(name).some((block) => block.place === place)),
    ),
  ).toEqual([]);
});

it.each(blocksOf("hcl"))("the configuration in $place is HCL", async ({ place, code }) => {
  await expect(parse(place, code)).resolves.toBeDefined();
});

it.each(blocksOf("json"))("the JSON in $place is some", ({ code }) => {
  expect(() => JSON.parse(code) as unknown).not.toThrow();
});

it.each(blocksOf("yaml"))("the YAML in $place is some", ({ code }) => {
  expect(() => parseYaml(code) as unknown).not.toThrow();
});

it.each(shell)("the commands in $place are what a shell understands", ({ code }) => {
  const { ok, text } = bash(`bash -n <<'BLOCK'\n${code}\nBLOCK`);
  expect(ok, text).toBe(true);
  expect(text).toBe("");
});

/** What a shell sets itself. */
const ofTheShell = ["HOME", "PATH", "PWD"];

it.each(shell)("every variable in $place is set there or before it in the document", ({ file, place, code }) => {
  const before = shell.filter((block) => block.file === file);
  const until = before.slice(0, before.findIndex((block) => block.place === place) + 1).map((block) => block.code);
  const set = [...until.join("\n").matchAll(/\b([A-Za-z_]\w*)=|\bread (?:-\w+ )*(\w+)|\bfor (\w+) in\b/g)].flatMap(
    ([, assigned, read, each]) => assigned ?? read ?? each ?? [],
  );
  // In single quotes a dollar is a character, as in the filters of CloudWatch.
  const used = [...code.replace(/'[^'\n]*'/g, "").matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  expect([...set, ...ofTheShell]).toEqual(expect.arrayContaining(used));
});
