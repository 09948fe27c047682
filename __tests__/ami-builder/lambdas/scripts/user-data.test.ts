import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { userData } from "../../../../lambdas/ami-builder/scripts/user-data.ts";
import { called, describeScripts, makeRoot, start, write } from "./support.ts";

const launch = { expiresAt: "2026-03-01T04:00:00.000Z", region: "eu-west-1", installsAgent: false };

test("the switch has its moment in UTC, and no memory of one that was missed", () => {
  const text = userData(launch);
  expect(text).toMatch(/^#!\/bin\/sh\n/);
  expect(text).toMatch(/^OnCalendar=2026-03-01 04:00:00 UTC$/m);
  expect(text).not.toMatch(/^Persistent=/m);
  expect(text).not.toContain("@");
  expect(userData(launch)).toBe(text);
});

test("user data fits into what EC2 takes", () => {
  expect(Buffer.byteLength(userData({ ...launch, installsAgent: true }))).toBeLessThan(16_384);
});

describeScripts("the agent, where the base image has none,", () => {
  const stub = (root: string, name: string, body: string) => {
    write(root, { [`stubs/${name}`]: `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>${root}/called\n${body}\n` });
  };
  /** Boots with user data on a machine that has dpkg or not. */
  const boot = async (machine: string, has: Readonly<Record<string, string>>, region = "eu-west-1") => {
    const root = makeRoot({ "etc/systemd/system/x": "", "bin/x": "" });
    stub(root, "sleep", "");
    stub(root, "uname", `echo ${machine}`);
    for (const [name, body] of Object.entries(has)) stub(root, name, body);
    const path = `PATH=${root}/stubs:${root}/bin`;
    // The machine has what is given here, and no package manager beside it.
    const tools = ["cat", "mktemp", "rm", "sh"];
    const prepare = `chmod +x ${root}/stubs/*; for t in ${tools.join(" ")}; do ln -s "$(command -v $t)" ${root}/bin/; done`;
    await start(root, "bash", ["-c", prepare]).ended;
    const data = userData({ ...launch, region, installsAgent: true });
    const ended = await start(root, "sh", ["-c", `${path}; export PATH\n${data}`, "user-data", root]).ended;
    return { root, ended, calls: called(root).map((line) => line.replaceAll(/\S*\/tmp\.\w+/g, "TMP")) };
  };

  test("is installed on Debian", async () => {
    const { calls } = await boot("aarch64", { curl: "", dpkg: "" });
    expect(calls.filter((line) => /^(curl|dpkg|systemctl enable)/.test(line))).toEqual([
      "systemctl enable --now ami-builder-expiry.timer",
      "curl -fsSLo TMP/amazon-ssm-agent.deb https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/debian_arm64/amazon-ssm-agent.deb",
      "dpkg -i TMP/amazon-ssm-agent.deb",
      "systemctl enable --now amazon-ssm-agent",
    ]);
  });

  test("is installed on Red Hat, in China from there", async () => {
    const { calls } = await boot("x86_64", { curl: "", rpm: "" }, "cn-north-1");
    expect(calls.filter((line) => /^(curl|rpm)/.test(line))).toEqual([
      "curl -fsSLo TMP/amazon-ssm-agent.rpm https://s3.cn-north-1.amazonaws.com.cn/amazon-ssm-cn-north-1/latest/linux_amd64/amazon-ssm-agent.rpm",
      "rpm -U TMP/amazon-ssm-agent.rpm",
    ]);
  });

  test("is fetched by wget without curl, and again after a failure", async () => {
    const { calls } = await boot("x86_64", { wget: "exit 4", dpkg: "" });
    expect(calls.filter((line) => line.startsWith("wget"))).toHaveLength(5);
    expect(calls.filter((line) => line.startsWith("sleep"))).toEqual([
      "sleep 5",
      "sleep 10",
      "sleep 20",
      "sleep 40",
      "sleep 0",
    ]);
  });

  test("is left as it is where there is one", async () => {
    const { calls } = await boot("x86_64", { curl: "", dpkg: "", "amazon-ssm-agent": "" });
    expect(calls.filter((line) => /^(curl|dpkg)/.test(line))).toEqual([]);
  });

  test("does not keep the switch from its place", async () => {
    const { root } = await boot("x86_64", {});
    const unit = join(root, "etc/systemd/system/ami-builder-expiry.service");
    expect(existsSync(unit)).toBe(true);
    expect(readFileSync(unit, "utf8")).toContain("ExecStart=/usr/bin/systemctl poweroff");
  });
});
