import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const projectFolder = fileURLToPath(new URL("../../..", import.meta.url));
const own = ["--import", "tsx", "simulator/simulate.ts"];
/** A simulation that lasts longer than any of these tests. */
const long = ["--images", "1000"];
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ends-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Starts a command with a folder of its own for temporary files. */
function start(command: string, args: readonly string[]) {
  const temporary = mkdtempSync(join(folder, "temporary-"));
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(command, args, { cwd: projectFolder, env });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  return { child, temporary, exit: once(child, "exit"), closed: once(child, "close"), stderr: () => stderr };
}

/** What a simulation has in its folder for temporary files; tsx keeps a cache there. */
function filesIn(temporary: string): readonly string[] {
  return readdirSync(temporary).filter((name) => !name.startsWith("tsx-"));
}

/** The processes of functions, whose files are in that folder. */
function functionsIn(temporary: string): readonly string[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(join(temporary, "simulation-")));
}

async function expectNothingLeft(temporary: string): Promise<void> {
  expect(filesIn(temporary)).toEqual([]);
  // A process that was killed is listed until the system has buried it.
  await expect.poll(() => functionsIn(temporary), { timeout: 20_000 }).toEqual([]);
}

describe("a simulation that is ended leaves no process, no file and no stack trace", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s, with exit code %i", async (signal, code) => {
    const { child, temporary, closed, stderr } = start(process.execPath, [...own, "--logs", ...long]);
    await expect.poll(() => functionsIn(temporary).length, { timeout: 60_000 }).toBeGreaterThan(0);
    expect(filesIn(temporary)).toHaveLength(1);
    child.kill(signal);
    expect(await closed).toEqual([code, null]);
    expect(stderr()).not.toMatch(/^\s+at /m);
    await expectNothingLeft(temporary);
  });

  test("while its functions' files are made", async () => {
    const { child, temporary, closed } = start(process.execPath, [...own, ...long]);
    await expect.poll(() => filesIn(temporary).length, { timeout: 60_000, interval: 5 }).toBe(1);
    child.kill("SIGTERM");
    expect(await closed).toEqual([143, null]);
    await expectNothingLeft(temporary);
  });

  test("by npm, which tells only its shell that it ends", async () => {
    const { child, temporary, exit } = start("npm", ["run", "simulate", "--", ...long]);
    await expect.poll(() => functionsIn(temporary).length, { timeout: 60_000 }).toBeGreaterThan(0);
    child.kill("SIGTERM");
    await exit;
    await expect.poll(() => filesIn(temporary), { timeout: 20_000 }).toEqual([]);
    await expectNothingLeft(temporary);
  });

  test.each([
    ["its progress", "stdout", []],
    ["its logs", "stderr", ["--logs"]],
  ] as const)("by a pipe from which nobody reads %s any more", async (_, stream, options) => {
    const { child, temporary, closed, stderr } = start(process.execPath, [...own, ...options, ...long]);
    await once(child[stream], "data");
    child[stream].destroy();
    expect(await closed).toEqual([141, null]);
    expect(stderr()).not.toMatch(/^\s+at /m);
    await expectNothingLeft(temporary);
  });
});

test("output that cannot be written is told in one line", async () => {
  // A device that is always full; where there is none there is nothing to try.
  const shell = `exec "${process.execPath}" ${own.join(" ")} --images 0 > /dev/full`;
  const { closed, stderr, temporary } = start("sh", ["-c", `test -e /dev/full || exit 74; ${shell}`]);
  expect(await closed).toEqual([74, null]);
  expect(stderr()).toMatch(/^(What is printed cannot be written: .*no space left.*\n)?$/);
  await expectNothingLeft(temporary);
});
