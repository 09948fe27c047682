import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { deliver, describeScripts, makeRoot, step, write } from "./support.ts";

const guards = "var/lib/ami-builder/0a1b2c3d4e5f/1";

/** Waits until something is so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

/** Whether a process is there and no zombie. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid.trim()}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The only lock under a root. */
function lockOf(root: string): string {
  const [name = ""] = readdirSync(join(root, guards)).filter((file) => file.endsWith(".lock"));
  return join(root, guards, name);
}

describeScripts.each(["dash", "bash"])("a command that %s runs", (shell) => {
  test("leaves a script as it was written", async () => {
    const root = makeRoot();
    const everyCharacter = Array.from({ length: 0x500 }, (_, index) => String.fromCodePoint(0xa0 + index)).join("");
    const text = `it's "quoted" \`here\` $HOME \\ {{ssm:/a/b}} {{ x }} %s \u{1f4bf} ${everyCharacter}\r\nsecond line\r\n\n`;
    const { code, stdout, stderr } = await deliver(root, step(root, `cat <<'END'\n${text}END\n`), shell).ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: text, stderr: "" });
  });

  test("gives scripts their environment, no input, and the root to stand in", async () => {
    const root = makeRoot();
    const script = 'env | grep -E "^(AMI_|DEB|HOME|LANG)" | sort; pwd; umask; cat';
    const { stdout } = await deliver(root, step(root, script), shell).ended;
    expect(stdout.split("\n")).toEqual([
      "AMI_BUILDER_ARCHITECTURE=x86_64",
      "AMI_BUILDER_BASE_IMAGE=ami-0123456789abcdef0",
      "AMI_BUILDER_ID=0a1b2c3d4e5f",
      "AMI_BUILDER_REGION=eu-west-1",
      "AMI_BUILDER_TEMPLATE=r-research",
      'AMI_BUILDER_VERSION=it\'s "1.10"',
      "DEBIAN_FRONTEND=noninteractive",
      "HOME=/root",
      "LANG=C.UTF-8",
      root,
      "0022",
      "",
    ]);
  });

  test("ends as the script does, with both outputs", async () => {
    const root = makeRoot();
    const ended = await deliver(root, step(root, "echo out; echo err >&2; exit 100"), shell).ended;
    expect(ended).toEqual({ code: 100, stdout: "out\n", stderr: "err\n" });
  });

  test("ends with 124 when the time is over, and leaves no process of the script's", async () => {
    const root = makeRoot();
    // A child that ignores the request to end, and a script that ends by it.
    const script = `(trap "" TERM; echo "$BASHPID" >grandchild; sleep 60) & echo $$ >child; echo begun; wait`;
    const ended = await deliver(root, step(root, script, { timeoutSeconds: 0.3 }), shell).ended;
    expect(ended).toEqual({
      code: 124,
      stdout: "begun\n",
      stderr: "The script did not end within 0.3 seconds.\n",
    });
    const pids = ["child", "grandchild"].map((name) => readFileSync(join(root, name), "utf8"));
    await until(() => !pids.some(isAlive));
  });

  test("kills a script that does not want to end", async () => {
    const root = makeRoot();
    const script = `trap "" TERM; echo $$ >child; while :; do sleep 60; done`;
    const ended = await deliver(root, step(root, script, { timeoutSeconds: 0.3 }), shell).ended;
    expect(ended.code).toBe(124);
    expect(isAlive(readFileSync(join(root, "child"), "utf8"))).toBe(false);
  });

  test("is not held up by what a script leaves running", async () => {
    const root = makeRoot();
    const command = step(root, "sleep 60 & echo $! >service; echo started");
    expect(await deliver(root, command, shell).ended).toMatchObject({ code: 0, stdout: "started\n" });
    expect(await deliver(root, command, shell).ended).toMatchObject({ code: 0, stdout: "started\n" });
    process.kill(Number(readFileSync(join(root, "service"), "utf8")), "SIGKILL");
  });

  test("delivered several times at once runs its script once, and all end alike", async () => {
    const root = makeRoot();
    const command = step(root, "echo ran >>count; sleep 0.2; echo out; echo err >&2; exit 7");
    const ended = await Promise.all([1, 2, 3, 4].map(() => deliver(root, command, shell).ended));
    expect(ended).toEqual(Array(4).fill({ code: 7, stdout: "out\n", stderr: "err\n" }));
    expect(await deliver(root, command, shell).ended).toEqual({ code: 7, stdout: "out\n", stderr: "err\n" });
    expect(readFileSync(join(root, "count"), "utf8")).toBe("ran\n");
  });

  test("ends with 199 when an earlier delivery died while its script ran", async () => {
    const root = makeRoot();
    const command = step(root, "echo $$ >child; echo begun; sleep 60", { timeoutSeconds: 5 });
    const winner = deliver(root, command, shell);
    await until(() => existsSync(join(root, "child")) && readFileSync(join(root, "child"), "utf8") !== "");
    const other = deliver(root, command, shell);
    const waits = new RegExp(`-> FLOCK .*:${statSync(lockOf(root)).ino} `);
    await until(() => waits.test(readFileSync("/proc/locks", "utf8")));
    winner.child.kill("SIGKILL");
    const ended = await other.ended;
    process.kill(-Number(readFileSync(join(root, "child"), "utf8")), "SIGKILL");
    expect(ended).toMatchObject({ code: 199, stdout: "begun\n" });
    expect(ended.stderr).toContain("died before its end");
    expect((await deliver(root, command, shell).ended).code).toBe(199);
  });

  test("asks for the reboot once its script is done, and is done after it", async () => {
    const root = makeRoot();
    const command = step(root, "echo ran >>count; echo out", { reboot: true });
    expect(await deliver(root, command, shell).ended).toEqual({ code: 194, stdout: "out\n", stderr: "" });
    // A second delivery before the reboot asks for it too.
    expect((await deliver(root, command, shell).ended).code).toBe(194);
    write(root, { "proc/sys/kernel/random/boot_id": "boot-2\n" });
    expect(await deliver(root, command, shell).ended).toEqual({ code: 0, stdout: "out\n", stderr: "" });
    expect(readFileSync(join(root, "count"), "utf8")).toBe("ran\n");
  });

  test("does not reboot after a script that failed", async () => {
    const root = makeRoot();
    const command = step(root, "exit 3", { reboot: true });
    expect((await deliver(root, command, shell).ended).code).toBe(3);
    expect((await deliver(root, command, shell).ended).code).toBe(3);
  });

  test.each([194, 199])("does not pass a script's own %i on, which means something else", async (code) => {
    const root = makeRoot();
    const ended = await deliver(root, step(root, `exit ${code}`), shell).ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`ended with ${code}`);
  });

  test("passes any amount and any kind of output on", async () => {
    const root = makeRoot();
    const script = "head -c 1000000 /dev/zero | tr '\\0' x; printf 'a\\0b' >&2";
    const ended = await deliver(root, step(root, script), shell).ended;
    expect(ended.stdout).toBe("x".repeat(1_000_000));
    expect(ended.stderr).toBe("a\0b");
  });

  test("is refused whole when it was damaged on its way", async () => {
    const root = makeRoot();
    const command = step(root, "echo ran >>count");
    const [line = ""] = command.Parameters.commands;
    const damaged = { ...command.Parameters, commands: [line.replace(/.{40}' \|/, "' |")] };
    expect((await deliver(root, { ...command, Parameters: damaged }, shell).ended).code).not.toBe(0);
    expect(existsSync(join(root, "count"))).toBe(false);
  });
});

describeScripts("a step", () => {
  test("tried again has another folder", async () => {
    const root = makeRoot();
    const script = "echo ran >>count; exit 1";
    await deliver(root, step(root, script)).ended;
    await deliver(root, step(root, script, { retry: 1 })).ended;
    expect(readFileSync(join(root, "count"), "utf8")).toBe("ran\nran\n");
    const names = readdirSync(join(root, guards)).filter((name) => !name.endsWith(".lock"));
    expect(names).toEqual([expect.stringMatching(/^03-[0-9a-f]{12}$/), expect.stringMatching(/^03-[0-9a-f]{12}-1$/)]);
  });

  test("names its interpreter in its first line", async () => {
    const root = makeRoot();
    const ended = await deliver(root, step(root, "#!/usr/bin/env -S awk -f\nBEGIN { print 6 * 7 }\n")).ended;
    expect(ended).toEqual({ code: 0, stdout: "42\n", stderr: "" });
  });

  test("whose exit code cannot be written, as on a full disk, still ends with it, and is lost to a later delivery", async () => {
    const root = makeRoot();
    const command = step(root, 'echo ran >>count; mkdir "$(dirname "$0")/code.new"; exit 5');
    expect((await deliver(root, command).ended).code).toBe(5);
    expect((await deliver(root, command).ended).code).toBe(199);
    expect(readFileSync(join(root, "count"), "utf8")).toBe("ran\n");
  });

  test("that cannot have a folder fails and does not run", async () => {
    const root = makeRoot({ "var/lib/ami-builder": "a file" });
    const ended = await deliver(root, step(root, "echo ran")).ended;
    expect(ended).toMatchObject({ code: 1, stdout: "" });
  });
});
