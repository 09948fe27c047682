import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findRemains } from "../../../../lambdas/ami-builder/scripts/proof.ts";
import { readNotes, readProof } from "../../../../lambdas/ami-builder/scripts/results.ts";
import { hygieneScript, prepareScript, proofScript } from "../../../../lambdas/ami-builder/scripts/scripts.ts";
import { type HygieneItem, hygieneItems as items } from "../../../../lambdas/ami-builder/template/template.ts";
import { userData } from "../../../../lambdas/ami-builder/scripts/user-data.ts";
import {
  called,
  deliver,
  describeScripts,
  makeRoot,
  read,
  runScript,
  start,
  step,
  testScripts,
  write,
} from "./support.ts";

const builder = "i-0123456789abcdef0";
/** What each item removes or empties on a machine as Ubuntu and Red Hat leave it; null for removed. */
const concerned: Readonly<Record<HygieneItem, Readonly<Record<string, "emptied" | "removed">>>> = {
  ssh_host_keys: {
    "etc/ssh/ssh_host_ed25519_key": "removed",
    "etc/ssh/ssh_host_ed25519_key.pub": "removed",
    "etc/ssh/ssh_host_rsa_key": "removed",
  },
  authorized_keys: {
    "root/.ssh/authorized_keys": "removed",
    "home/ubuntu/.ssh/authorized_keys": "removed",
    "srv/deploy/.ssh/authorized_keys2": "removed",
  },
  machine_id: { "etc/machine-id": "emptied", "var/lib/dbus/machine-id": "removed" },
  cloud_init: {
    "var/lib/cloud/data/instance-id": "removed",
    [`var/lib/cloud/instances/${builder}/user-data.txt`]: "removed",
    [`var/lib/cloud/instances/${builder}/sem/config_ssh`]: "removed",
    "var/lib/cloud/sem/config_scripts_per_once.once": "removed",
  },
  logs: {
    "var/log/syslog": "emptied",
    "var/log/syslog.1": "removed",
    "var/log/syslog.2.gz": "removed",
    "var/log/messages-20260301": "removed",
    "var/log/nginx/access.log": "emptied",
    "var/log/cloud-init.log": "emptied",
    "var/log/journal/0123/system.journal": "removed",
  },
  history: {
    "root/.bash_history": "removed",
    "home/ubuntu/.python_history": "removed",
    "home/ubuntu/.lesshst": "removed",
  },
  temp: { "tmp/build/a file": "removed", "tmp/.hidden": "removed", "var/tmp/x": "removed" },
  random_seed: { "var/lib/systemd/random-seed": "removed", "var/lib/systemd/credential.secret": "removed" },
  ssm_agent: {
    [`var/lib/amazon/ssm/${builder}/document/orchestration/c-1/awsrunShellScript/_script.sh`]: "removed",
    "var/lib/amazon/ssm/Vault/Store/EC2RegistrationKey": "removed",
  },
};

/** Goes whatever is chosen. */
const always = {
  "etc/systemd/system/ami-builder-expiry.timer": "removed",
  "etc/systemd/system/ami-builder-expiry.service": "removed",
  "etc/systemd/system/timers.target.wants/ami-builder-expiry.timer": "removed",
  "var/lib/ami-builder/0a1b2c3d4e5f/1/01-abc/script": "removed",
} as const;

/** What nothing may touch. */
const others = {
  "etc/passwd":
    "root:x:0:0:root:/root:/bin/bash\ndeploy:x:1001:1001::/srv/deploy:/bin/sh\nnobody:x:65534:65534::/nonexistent:\n",
  "etc/ssh/sshd_config": "PermitRootLogin no",
  "etc/ssh/ssh_host_names": "not a key",
  "etc/ssh/moduli": "1",
  "etc/systemd/system/rstudio.service": "[Unit]",
  "etc/cloud/cloud.cfg": "users",
  "etc/amazon/ssm/amazon-ssm-agent.json": "{}",
  "home/ubuntu/.ssh/config": "Host *",
  "home/ubuntu/.ssh/known_hosts": "a",
  "home/ubuntu/.bashrc": "alias",
  "home/ubuntu/my_history": "of the world",
  "home/ubuntu/work/.bash_history": "somebody's file",
  "root/.profile": "umask",
  "srv/app/.ssh/authorized_keys": "of no user",
  "var/lib/cloud/seed/nocloud/meta-data": "local",
  "var/lib/cloud/scripts/per-boot/start": "#!/bin/sh",
  "var/lib/systemd/timers/stamp": "",
  "var/lib/dpkg/status": "Package: r-base",
  "var/tmpfile": "x",
  "usr/share/doc/syslog.1": "manual",
  "usr/lib/R/library/ssm.gz": "x",
};

function machine(): string {
  const mine = Object.values(concerned).flatMap((files) => Object.keys(files));
  const root = makeRoot({
    ...others,
    ...Object.fromEntries([...mine, ...Object.keys(always)].map((path) => [path, `${path} of ${builder}\n`])),
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
  });
  // What is removed of a file must be it, not what a link to it names.
  symlinkSync(join(root, "srv/app"), join(root, "tmp/link"));
  return root;
}

/** Hygiene, and what it leaves to a unit of its own. */
async function clean(root: string, chosen: readonly HygieneItem[]): Promise<void> {
  const waits = { root, delay: 0, patience: 3, interval: 0.01 };
  const { code, stderr } = await runScript(root, hygieneScript(chosen, waits));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(await finish(root)).toMatchObject({ code: 0, stderr: "" });
}

/** Runs what the unit was to run. */
function finish(root: string) {
  const unit = called(root).find((line) => line.startsWith("systemd-run")) ?? "";
  const [program = "", ...args] = unit.replace(/^.* (?=\/bin\/sh )/, "").split(" ");
  return start(root, program, args).ended;
}

/** How a tree should look, after items were removed from what it was. */
function expected(before: Readonly<Record<string, string>>, chosen: readonly HygieneItem[]) {
  const changes = Object.assign({}, always, ...chosen.map((item) => concerned[item])) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(before)
      .filter(([path]) => changes[path] !== "removed")
      .map(([path, content]) => [path, changes[path] === "emptied" ? "" : content]),
  );
}

/** The tree without the finished unit's script, which is in memory on a machine. */
function tree(root: string) {
  return Object.fromEntries(Object.entries(read(root)).filter(([path]) => !path.startsWith("run/")));
}

describeScripts("hygiene", () => {
  test.each([["all of it", items] as const, ["nothing", []] as const, ...items.map((item) => [item, [item]] as const)])(
    "asked for %s removes just that",
    async (_what, chosen) => {
      const root = machine();
      const before = tree(root);
      await clean(root, chosen);
      expect(tree(root)).toEqual(expected(before, chosen));
    },
  );

  test("leaves folders, and logs with their modes, for the services that need them", async () => {
    const root = machine();
    await runScript(root, { script: `chmod 640 ${root}/var/log/syslog` });
    await clean(root, items);
    expect(statSync(join(root, "var/log/syslog")).mode & 0o777).toBe(0o640);
    for (const folder of ["tmp", "var/tmp", "var/log/journal", "var/lib/amazon/ssm", "root/.ssh"]) {
      expect(statSync(join(root, folder)).isDirectory()).toBe(true);
    }
  });

  test("keeps a machine-id of D-Bus that is a link to the other", async () => {
    const root = makeRoot({ "etc/machine-id": "0123\n" });
    mkdirSync(join(root, "var/lib/dbus"), { recursive: true });
    symlinkSync("/etc/machine-id", join(root, "var/lib/dbus/machine-id"));
    await clean(root, items);
    expect(readlinkSync(join(root, "var/lib/dbus/machine-id"))).toBe("/etc/machine-id");
    expect(lstatSync(join(root, "etc/machine-id")).size).toBe(0);
  });

  test("has nothing to do on an empty system", async () => {
    await clean(makeRoot(), items);
  });

  test("fails, and leaves the agent alone, when something does not go", async () => {
    const root = makeRoot();
    mkdirSync(join(root, "etc/ssh/ssh_host_rsa_key"), { recursive: true });
    expect((await runScript(root, hygieneScript(items, { root }))).code).toBe(1);
    expect(called(root).filter((line) => line.startsWith("systemd-run"))).toEqual([]);
  });

  test("sends its result before the agent is stopped, and its guard goes last", async () => {
    const root = machine();
    const current = `var/lib/amazon/ssm/${builder}/document/state/current/c-9`;
    write(root, { [current]: "{}" });
    const { script } = hygieneScript(items, { root, delay: 0, patience: 1000, interval: 0.01 });
    const ended = await deliver(root, step(root, script, { kind: "hygiene" })).ended;
    expect(ended).toEqual({ code: 0, stdout: "", stderr: "" });
    const done = finish(root);
    await expect(Promise.race([done, new Promise((resolve) => setTimeout(resolve, 100, "waits"))])).resolves.toBe(
      "waits",
    );
    expect(called(root).filter((line) => line.includes("ssm-agent"))).toEqual([]);
    expect(Object.keys(read(root)).filter((path) => path.startsWith("var/lib/ami-builder"))).not.toEqual([]);
    // The agent has handed the result over.
    await runScript(root, { script: `rm ${root}/${current}` });
    await done;
    expect(called(root).slice(-2)).toEqual([
      "systemctl stop amazon-ssm-agent.service",
      "systemctl stop snap.amazon-ssm-agent.amazon-ssm-agent.service",
    ]);
    expect(Object.keys(read(root)).filter((path) => /ami-builder|amazon\/ssm\/i-/.test(path))).toEqual([
      "run/ami-builder-finish",
    ]);
  });

  test("does not wait for ever for a result that is never handed over", async () => {
    const root = machine();
    write(root, { [`var/lib/amazon/ssm/${builder}/document/state/current/c-9`]: "{}" });
    await clean(root, items);
  });
});

describeScripts("the proof on the booted image", () => {
  const look = async (root: string) => {
    const { code, stdout, stderr } = await runScript(root, proofScript(builder, { root }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return readProof(stdout) ?? expect.fail("no proof");
  };
  const note = async (root: string) =>
    readNotes((await runScript(root, prepareScript({ root }))).stdout) ?? expect.fail("no notes");
  /** What the first boot of an image makes. */
  const boot = (root: string) => {
    write(root, {
      "proc/sys/kernel/random/boot_id": "boot-2\n",
      "etc/machine-id": "fedcba9876543210fedcba9876543210\n",
      "etc/ssh/ssh_host_rsa_key": "another",
      "home/ubuntu/.ssh/authorized_keys": "# none\n\n",
      "var/lib/amazon/ssm/i-0fedcba9876543210/document/state": "{}",
      "var/lib/cloud/data/instance-id": "i-0fedcba9876543210\n",
    });
  };

  test("finds nothing once hygiene was there", async () => {
    const root = machine();
    const notes = await note(root);
    await clean(root, items);
    boot(root);
    expect(findRemains(notes, await look(root), items)).toEqual([]);
  });

  test("finds everything that was not removed", async () => {
    const root = machine();
    const notes = await note(root);
    write(root, { "var/lib/ami-builder/0a1b2c3d4e5f/1/01-abc/boot": "boot-1\n" });
    await runScript(root, { script: `echo boot-2 >${root}/proc/sys/kernel/random/boot_id` });
    expect(findRemains(notes, await look(root), items)).toEqual([
      "it has the builder's machine-id 0123456789abcdef0123456789abcdef",
      "it has 3 of the builder's SSH host key files",
      "SSH keys may log in: /home/ubuntu/.ssh/authorized_keys, /root/.ssh/authorized_keys, /srv/deploy/.ssh/authorized_keys2",
      expect.stringMatching(/^the agent's folder names the builder: \/var\/lib\/amazon\/ssm\//),
      expect.stringMatching(/^cloud-init's folder names the builder: \/var\/lib\/cloud\//),
      "the scripts of the steps are in it: /var/lib/ami-builder/0a1b2c3d4e5f/1/01-abc/boot",
    ]);
  });

  test("finds whatever alone was forgotten, and does not mind if it was not asked for", async () => {
    const root = machine();
    const notes = await note(root);
    const before = read(root);
    await clean(root, items);
    boot(root);
    const booted = read(root);
    const proved: readonly HygieneItem[] = [
      "machine_id",
      "ssh_host_keys",
      "authorized_keys",
      "ssm_agent",
      "cloud_init",
    ];
    for (const forgotten of proved) {
      const back = Object.keys(concerned[forgotten]);
      write(root, Object.fromEntries(back.map((path) => [path, before[path] ?? ""])));
      const proof = await look(root);
      expect(findRemains(notes, proof, items)).toHaveLength(1);
      const rest = items.filter((item) => item !== forgotten);
      expect(findRemains(notes, proof, rest)).toEqual([]);
      for (const path of back) {
        const folder = path.slice(0, path.indexOf(builder) + builder.length);
        rmSync(join(root, path.includes(builder) ? folder : path), { recursive: true, force: true });
      }
      write(root, booted);
    }
  });

  test("does not take its own command for a trace", async () => {
    const root = makeRoot({ "var/lib/cloud/data/instance-id": "i-0fedcba9876543210\n" });
    // The kernel's own file, whose size is 0 whatever is in it.
    rmSync(join(root, "proc/sys/kernel/random/boot_id"));
    symlinkSync("/proc/sys/kernel/random/boot_id", join(root, "proc/sys/kernel/random/boot_id"));
    const command = step(root, proofScript(builder, { root }).script, {
      kind: "proof",
      instanceId: "i-0fedcba9876543210",
    });
    write(root, { "var/lib/amazon/ssm/i-0fedcba9876543210/document/state/current/c-1": JSON.stringify(command) });
    const { stdout } = await deliver(root, command).ended;
    expect(readProof(stdout)).toMatchObject({ ssm_agent: [], cloud_init: [], guards: [] });
  });
});

testScripts("a name with quotes and controls does not break the proof", async () => {
  const root = makeRoot({ [`var/lib/cloud/a "b" \\c\t${builder}`]: "x" });
  const { stdout } = await runScript(root, proofScript(builder, { root }));
  expect(readProof(stdout)?.cloud_init).toEqual([`/var/lib/cloud/a "b" \\c${builder}`]);
});

testScripts("the switch is what hygiene removes", async () => {
  const root = makeRoot({ "etc/systemd/system/other.service": "[Unit]" });
  const data = userData({ expiresAt: "2026-03-01T04:00:00.000Z", region: "eu-west-1", installsAgent: false });
  await start(root, "sh", ["-c", data, "user-data", root]).ended;
  expect(readFileSync(join(root, "etc/systemd/system/ami-builder-expiry.timer"), "utf8")).toContain(
    "\nOnCalendar=2026-03-01 04:00:00 UTC\n",
  );
  expect(called(root)).toEqual(["systemctl daemon-reload", "systemctl enable --now ami-builder-expiry.timer"]);
  await clean(root, []);
  expect(Object.keys(tree(root))).toEqual(["etc/systemd/system/other.service"]);
});
