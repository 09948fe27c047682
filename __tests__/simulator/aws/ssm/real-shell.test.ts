import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendCommandCommand, GetCommandInvocationCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../../simulator/account.ts";
import { openRealShell, type RealShell } from "../../../../simulator/aws/ssm/shell/real-shell.ts";
import { runIsolated } from "../../../../simulator/aws/ssm/shell/isolation.ts";
import { tellSkipped } from "../../../support/skipped.ts";
import { clientOf, open } from "../support.ts";
import { launch, pass } from "./machines.ts";

const folder = mkdtempSync(join(tmpdir(), "real-shell-"));
const probe = mkdtempSync(join(tmpdir(), "real-shell-probe-"));
const reason = await runIsolated({ root: probe, stubs: probe, program: ["/bin/true"], seconds: 10 }).then(
  ({ exit, stderr }) => (exit === 0 ? undefined : stderr),
  (error: unknown) => String(error),
);
if (reason !== undefined) tellSkipped("commands in a real shell", `no namespaces: ${reason}`);

let account: Account;
let shell: RealShell;
let disk: string;

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(probe, { recursive: true, force: true });
  if (reason === undefined) await account.close();
});

test("no command runs where its isolation fails", async () => {
  const broken = join(folder, "broken");
  mkdirSync(join(broken, "probe"), { recursive: true });
  // The file system cannot be made, as on a machine without namespaces.
  writeFileSync(join(broken, "probe", "dev"), "");
  await expect(openRealShell({ folder: broken })).rejects.toMatchObject({
    name: "ModuleError",
    message: expect.stringContaining("only in user, mount, process and network namespaces") as string,
  });
});

describe.skipIf(reason !== undefined)("a command in a real shell", () => {
  const id = "i-0000000000000000a";

  beforeAll(async () => {
    account = await open();
    shell = await openRealShell({ folder, stubs: { "apt-get": "#!/bin/sh\necho stub $*\n" }, limit: 2 });
    account.ssm.settings.runner = shell.runner;
    disk = shell.machines.launch(undefined, launch(account, "i-0000000000000000b")) as string;
    launch(account, id, { machine: disk });
    await pass(account, 61);
  });

  async function run(...commands: string[]) {
    const ssm = new SSMClient(clientOf(account));
    const document = { DocumentName: "AWS-RunShellScript", InstanceIds: [id], Parameters: { commands } };
    const { Command } = await ssm.send(new SendCommandCommand(document));
    await pass(account, 10);
    const result = await ssm.send(new GetCommandInvocationCommand({ CommandId: Command?.CommandId, InstanceId: id }));
    return {
      code: result.ResponseCode,
      stdout: result.StandardOutputContent ?? "",
      stderr: result.StandardErrorContent ?? "",
    };
  }

  test("runs, writes to its disk, and has the scenario's programs first", async () => {
    expect(await run("echo new > /etc/motd", "apt-get install r-base", "id -u", "exit 3")).toEqual({
      code: 3,
      stdout: "stub install r-base\n0\n",
      stderr: "",
    });
    expect(readFileSync(join(disk, "etc/motd"), "utf8")).toBe("new\n");
    expect(existsSync(join(disk, "var/lib/amazon/ssm", id))).toBe(true);
  });

  test("sees neither this process's environment nor its files, processes and network", async () => {
    process.env["REAL_SHELL_SECRET"] = "word";
    const seen = await run(
      "env",
      `ls ${process.cwd()} ${folder}`,
      "ls -d /proc/[0-9]* | wc -l",
      "grep -c : /proc/net/dev",
    );
    delete process.env["REAL_SHELL_SECRET"];
    expect(seen.stdout).not.toMatch(/REAL_SHELL_SECRET|package\.json|disk-/);
    // The shell, its list and its count; the loopback device alone.
    expect(seen.stdout).toMatch(/\n[1-4]\n1\n$/);
  });

  test("cannot write to this machine, as root neither", async () => {
    const attempts = [
      "touch /usr/real-shell /bin/real-shell /opt/stubs/real-shell",
      "mount -o remount,bind,rw /usr && touch /usr/real-shell",
      "umount -l /usr && touch /usr/real-shell",
      "echo 1 > /proc/sys/vm/drop_caches",
      "mount -o remount,bind,rw /proc/sys && echo 1 > /proc/sys/vm/drop_caches",
      "chroot /proc/1/root ls /home",
    ];
    for (const attempt of attempts) expect([attempt, (await run(attempt)).code]).not.toEqual([attempt, 0]);
    expect(existsSync("/usr/real-shell")).toBe(false);
  });

  test("that does not end counts as one that hangs", async () => {
    const instance = account.ec2.instances.get(id);
    if (instance === undefined) throw new Error("the instance is there");
    const command = { commandId: "hangs", instance, region: "us-east-1", commands: ["echo begun; sleep 60"] };
    expect(await shell.runner({ ...command, comment: "", boot: 1, run: 1 })).toEqual({
      ends: "hang",
      stdout: "begun\n",
      stderr: "",
    });
  });

  test("an image has what was on the disk when it was made", async () => {
    const instance = account.ec2.instances.get(id);
    if (instance === undefined) throw new Error("the instance is there");
    await run("echo before > /etc/motd");
    const image = shell.machines.capture(instance);
    await run("echo after > /etc/motd");
    const copy = shell.machines.launch(image, instance) as string;
    expect(readFileSync(join(copy, "etc/motd"), "utf8")).toBe("before\n");
    expect(readFileSync(join(disk, "etc/motd"), "utf8")).toBe("after\n");
  });
});
