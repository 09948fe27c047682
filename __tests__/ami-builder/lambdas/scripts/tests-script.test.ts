import { readdirSync } from "node:fs";
import { expect } from "vitest";
import { readTestRuns } from "../../../../lambdas/ami-builder/scripts/results.ts";
import { testsScript } from "../../../../lambdas/ami-builder/scripts/scripts.ts";
import { deliver, makeRoot, runScript, step, testScripts } from "./support.ts";

/** Runs test commands and reads their lines. */
async function run(commands: readonly string[], seconds = 30) {
  const root = makeRoot();
  const tests = commands.map((command) => ({ command, timeout_seconds: seconds }));
  const ended = await runScript(root, testsScript(tests, { grace: 0.1 }));
  expect(ended.code).toBe(0);
  expect(readdirSync(root).filter((name) => name.startsWith("tmp"))).toEqual([]);
  return readTestRuns(ended.stdout);
}

testScripts("all tests run, also after one that failed", async () => {
  const runs = await run(["echo one", "echo two >&2; exit 3", "exit 0"]);
  expect(runs).toMatchObject([
    { test: 0, exit_code: 0, stdout: "one\n", stderr: "" },
    { test: 1, exit_code: 3, stdout: "", stderr: "two\n" },
    { test: 2, exit_code: 0, stdout: "", stderr: "" },
  ]);
});

testScripts("a test is ended at its own time, with what it started", async () => {
  const runs = await run(["sleep 60 & echo begun; sleep 60", "echo next"], 0.3);
  expect(runs).toMatchObject([
    { exit_code: 124, stdout: "begun\n" },
    { exit_code: 0, stdout: "next\n" },
  ]);
  expect(runs[0]?.milliseconds).toBeGreaterThanOrEqual(300);
});

testScripts("output may be anything, and is that of the shell that people know", async () => {
  const fake = '{"kind":"test","test":0,"exit_code":0}';
  const runs = await run([
    `printf 'a\\0b'; echo '${fake}'; echo ünï \\"quoted\\"`,
    "[[ abc == a* ]] && echo {1..3}",
    "echo '{{ssm:x}}'",
  ]);
  expect(runs.map(({ stdout }) => stdout)).toEqual([`a\0b${fake}\nünï "quoted"\n`, "1 2 3\n", "{{ssm:x}}\n"]);
});

testScripts("a megabyte of output comes whole, and of more the first MiB", async () => {
  const [whole, cut] = await run([
    "head -c 1000000 /dev/zero | tr '\\0' x",
    "head -c 1048577 /dev/zero | tr '\\0' x >&2",
  ]);
  expect(whole?.stdout).toBe("x".repeat(1_000_000));
  expect(whole?.stdout_cut).toBe(false);
  expect(cut?.stderr).toBe("x".repeat(1_048_576));
  expect(cut).toMatchObject({ stdout_cut: false, stderr_cut: true });
});

testScripts("as a command of an instance they run once, in the scripts' environment", async () => {
  const root = makeRoot();
  const tests = testsScript([{ command: "echo $AMI_BUILDER_TEMPLATE in $HOME", timeout_seconds: 30 }]);
  const { code, stdout } = await deliver(root, step(root, tests.script, { kind: "tests", tests: ["where"] })).ended;
  expect(code).toBe(0);
  expect(readTestRuns(stdout)).toMatchObject([{ stdout: "r-research in /root\n" }]);
});
