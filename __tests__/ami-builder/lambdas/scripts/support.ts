import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, onTestFinished, test } from "vitest";
import { type OnceCommand, onceCommand, type ShellCommand } from "../../../../lambdas/ami-builder/scripts/command.ts";
import { tellSkipped } from "../../../support/skipped.ts";

const isSkipped = process.platform !== "linux" || spawnSync("flock", ["--version"]).status !== 0;
if (isSkipped) tellSkipped("the scripts that run on instances", "this system has no flock, or is no Linux");

/** For what runs scripts: they need Linux with its flock and setsid, which other systems have not. */
export const describeScripts = describe.skipIf(isSkipped);
/** Likewise. */
export const testScripts = test.skipIf(isSkipped);

/** A folder that stands for an instance's root, with the files that are given, removed after the test. */
export function makeRoot(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "instance-"));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  write(root, { "proc/sys/kernel/random/boot_id": "boot-1\n", "proc/locks": "", ...files });
  // Commands that would reach the machine the tests run on are told of instead.
  for (const name of ["systemctl", "systemd-run", "cloud-init"]) {
    const path = join(root, "stubs", name);
    write(root, { [`stubs/${name}`]: `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>"${root}/called"\n` });
    chmodSync(path, 0o755);
  }
  return root;
}

/** Writes files under a folder. */
export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** All files under a folder but the stubs and what they tell, with their content. */
export function read(root: string): Readonly<Record<string, string>> {
  const files = filesIn(root)
    .map((path) => path.slice(root.length + 1))
    .filter((path) => !/^(stubs|called|proc)/.test(path));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Walks by itself: whether Node's own recursive listing follows links to folders differs from version to version. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}

/** What the stubs were called with. */
export function called(root: string): readonly string[] {
  try {
    return readFileSync(join(root, "called"), "utf8").trimEnd().split("\n");
  } catch {
    return [];
  }
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program that has the root's stubs before all else on its PATH. */
export function start(root: string, program: string, args: readonly string[]) {
  const child = spawn(program, args, {
    env: { PATH: `${root}/stubs:${process.env["PATH"] ?? ""}`, TMPDIR: root },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => {
      resolve({ code, ...output });
    });
  });
  return { child, ended };
}

/** Runs a script of bash's with a root. */
export function runScript(root: string, { script }: { readonly script: string }): Promise<Ended> {
  return start(root, "bash", ["-c", script]).ended;
}

/** Delivers a command as the agent does: its lines in a script of sh's. */
export function deliver(root: string, command: ShellCommand, shell = "sh") {
  return start(root, shell, ["-c", command.Parameters.commands.join("\n")]);
}

const build = {
  template: "r-research",
  version: 'it\'s "1.10"',
  architecture: "x86_64",
  region: "eu-west-1",
  baseImage: "ami-0123456789abcdef0",
  id: "0a1b2c3d4e5f",
};

/** A step's command over a root. */
export function step(root: string, script: string, rest: Partial<OnceCommand> = {}): ShellCommand {
  return onceCommand({
    kind: "step",
    name: "packages",
    build,
    attempt: 1,
    instanceId: "i-0123456789abcdef0",
    index: 3,
    retry: 0,
    script,
    timeoutSeconds: 30,
    reboot: false,
    root,
    grace: 0.1,
    ...rest,
  });
}
