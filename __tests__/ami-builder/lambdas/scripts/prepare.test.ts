import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { readNotes } from "../../../../lambdas/ami-builder/scripts/results.ts";
import { prepareScript } from "../../../../lambdas/ami-builder/scripts/scripts.ts";
import { called, makeRoot, runScript, testScripts, write } from "./support.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

testScripts("notes machine-id and host keys, and halts the timers of apt", async () => {
  const root = makeRoot({
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
    "etc/ssh/ssh_host_rsa_key": "private",
    "etc/ssh/ssh_host_rsa_key.pub": "public",
    "etc/ssh/sshd_config": "Port 22",
  });
  const { code, stdout, stderr } = await runScript(root, prepareScript({ root }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(readNotes(stdout)).toEqual({
    kind: "notes",
    machine_id: "0123456789abcdef0123456789abcdef",
    host_keys: [sha256("private"), sha256("public")].sort(),
  });
  expect(called(root)).toEqual(["cloud-init status --wait", "systemctl stop apt-daily.timer apt-daily-upgrade.timer"]);
});

testScripts("a machine without host keys has none to note", async () => {
  const root = makeRoot();
  const { code, stdout } = await runScript(root, prepareScript({ root }));
  expect(code).toBe(0);
  expect(readNotes(stdout)).toEqual({ kind: "notes", machine_id: "", host_keys: [] });
});

testScripts("waits for the locks of the package managers, and goes on when they are not let go of", async () => {
  const root = makeRoot({ "var/lib/dpkg/lock-frontend": "" });
  const { ino } = statSync(join(root, "var/lib/dpkg/lock-frontend"));
  write(root, { "proc/locks": `1: POSIX  ADVISORY  WRITE 812 103:01:${ino} 0 EOF\n` });
  const { code, stdout, stderr } = await runScript(root, prepareScript({ root, patience: 1, interval: 0.1 }));
  expect(code).toBe(0);
  expect(stderr).toMatch(/lock-frontend is still locked after 1 seconds/);
  expect(readNotes(stdout)).toBeDefined();
});

testScripts("goes on as soon as a lock is let go of", async () => {
  const root = makeRoot({ "var/lib/rpm/.rpm.lock": "" });
  const { ino } = statSync(join(root, "var/lib/rpm/.rpm.lock"));
  write(root, {
    "proc/locks": `1: POSIX  ADVISORY  WRITE 812 103:01:${ino} 0 EOF\n`,
    // Whoever looks a second time finds it free.
    "stubs/sleep": `#!/bin/sh\necho waited >>${root}/called\n: >${root}/proc/locks\n`,
  });
  await runScript(root, { script: `chmod +x ${root}/stubs/sleep` });
  const { stderr } = await runScript(root, prepareScript({ root, patience: 30 }));
  expect(stderr).toBe("");
  expect(called(root).filter((line) => line === "waited")).toHaveLength(1);
});

testScripts("says what cloud-init did not manage, and goes on", async () => {
  const root = makeRoot();
  write(root, { "stubs/cloud-init": "#!/bin/sh\nexit 1\n" });
  const { code, stderr } = await runScript(root, prepareScript({ root }));
  expect(code).toBe(0);
  expect(stderr).toMatch(/cloud-init ended with an error/);
});
