import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { tellSkipped } from "../support/skipped.ts";
import { projectFiles } from "./files.ts";

const isMissing = spawnSync("shellcheck", ["--version"]).status !== 0;
if (isMissing) tellSkipped("the shell scripts", "shellcheck is not installed");

if (isMissing && process.env["CI"]) {
  test("ShellCheck is installed in CI", () => {
    throw new Error("shellcheck is not installed, so nobody looked at the shell scripts.");
  });
}

test.skipIf(isMissing)("ShellCheck finds nothing in the shell scripts", () => {
  const scripts = [...projectFiles(".sh"), ...readdirSync(".ci").map((name) => `.ci/${name}`)];
  expect(scripts.length).toBeGreaterThan(10);
  const { stdout, stderr } = spawnSync("shellcheck", scripts, { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
});
