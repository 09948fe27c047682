import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../../simulator/cli/command.ts";
import { readOptions, UsageError } from "../../../simulator/cli/options.ts";
import type { CopierRecord } from "../../../simulator/modules/ami-copier/record.ts";
import { ScenarioError } from "../../../simulator/scenario/schema.ts";
import { simulateCommand } from "./support.ts";
import { Terminal } from "./terminal.ts";

const projectFolder = fileURLToPath(new URL("../../..", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulate-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function record(...args: readonly string[]): Promise<CopierRecord> {
  return JSON.parse((await simulateCommand("--json", ...args)).stdout) as CopierRecord;
}

describe("npm run simulate", () => {
  test("without options: two images, line by line, and what the account holds", async () => {
    const { status, stdout, stderr } = await simulateCommand();
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(/^00:00:00 {2}ami-\S+ {2}\.{20} {3}0 % {2}queued/m);
    expect(stdout).toMatch(/^00:15:00 {2}ami-\S+ {2}#{10}\.{10} {2}50 % {2}copying/m);
    expect(stdout).toMatch(/^00:30:00 {2}ami-\S+ {2}#{20} 100 % {2}done/m);
    expect(stdout).toContain("run-1: SUCCEEDED at 00:30:00, after 00:30:00");
    expect(stdout).toContain("2 discovered: 2 copied, 0 skipped, 0 failed, 0 deferred");
    expect(stdout).toContain("The account holds 2 images and 2 snapshots.");
    expect(stdout.match(/\/dev\/sda1 {2}10 GiB gp3, encrypted/g)).toHaveLength(2);
    expect(stdout).toMatch(/CopiedBy = ami-copier-lambda/);
    expect(stdout).toMatch(/Distribution = rhel-9/);
  });

  test("--json prints the record and nothing else", async () => {
    const { executions, images, calls, account } = await record("--images", "3", "--no-composes");
    expect(executions).toMatchObject([{ status: "SUCCEEDED", endedAt: 1_800_000 }]);
    expect(images.map(({ outcome }) => outcome)).toEqual(["done", "done", "done"]);
    expect(images[0]?.phases.map(({ phase }) => phase)).toEqual(["queued", "copying", "finalizing"]);
    expect(new Set(calls.map(({ service }) => service))).toEqual(new Set(["ec2"]));
    expect(account.images).toHaveLength(3);
  });

  test("--earlier sets the scene with earlier runs", async () => {
    expect((await record("--earlier", "copied")).calls).toHaveLength(2);
    const half = await record("--earlier", "half-copied");
    expect([half.endedAt, half.calls.some(({ operation }) => operation === "CopyImage")]).toEqual([1_200_000, false]);
    const failed = await record("--earlier", "failed");
    expect(failed.images.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
    expect(failed.account).toEqual({ images: [], snapshots: [] });
  });

  test("--fault lets calls go wrong; a run that failed ends with exit code 1", async () => {
    const { calls, executions } = await record(
      "--fault",
      "kill-after:ec2.RegisterImage@1",
      "--fault",
      "slow:redhat=20",
    );
    expect(calls.filter(({ outcome }) => outcome === "kill-after")).toMatchObject([{ operation: "RegisterImage" }]);
    expect(executions).toMatchObject([{ status: "SUCCEEDED" }]);
    const { status, stdout } = await simulateCommand("--fault", "throttle:ec2.CopyImage");
    expect(status).toBe(1);
    expect(stdout).toMatch(/run-1: FAILED.*\n {2}CopiesFailed: 2 of the images failed.*RequestLimitExceeded/);
  });

  test("--days follows the module's schedule: its rule starts the state machine", async () => {
    const { executions, events } = await record("--days", "2", "--earlier", "copied");
    expect(executions.map(({ startedAt }) => startedAt / 3_600_000)).toEqual([0, 12, 24, 36]);
    const fired = events.filter(({ source }) => source === "aws.events");
    expect(fired.flatMap(({ deliveries }) => deliveries)).toEqual(
      [0, 12, 24, 36].map((hours) => ({
        rule: "rhel-ami-discovery",
        target: "arn:aws:states:us-east-1:111122223333:stateMachine:rhel-ami-copier",
        at: hours * 3_600_000,
        attempts: 1,
        outcome: "ok",
      })),
    );
  });

  test("--days follows a cron, too", async () => {
    const path = file("cron.tfvars", 'schedule_expression = "cron(30 6,18 ? * FRI *)"');
    const { executions } = await record("--days", "7", "--images", "0", "--no-composes", "--terraform", path);
    // The clock begins with a Thursday.
    expect(executions.map(({ startedAt, status }) => [startedAt / 3_600_000, status])).toEqual([
      [30.5, "SUCCEEDED"],
      [42.5, "SUCCEEDED"],
    ]);
  });

  test("a schedule that is delivered twice starts two executions each time", async () => {
    const scenario = file("twice.yaml", "days: 1\ntwice: true\ncomposes: false");
    const { stdout, status } = await simulateCommand("--scenario", scenario);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /\nEvents sent: 4\n( {2}(00|12):00:00 {2}Scheduled Event: rhel-ami-discovery to states:stateMachine:rhel-ami-copier, ok\n){4}\n/,
    );
    expect(stdout).toContain("The account holds 2 images");
  });

  test("--terraform takes the module's inputs from a .tfvars file", async () => {
    const path = file(
      "inputs.tfvars",
      'name_prefix = "gold"\nami_name_template = "gold-{source_name}"\ntags = { Team = "a" }\n',
    );
    const { account, invocations } = await record("--terraform", path, "--images", "1");
    expect(account.images[0]).toMatchObject({
      name: expect.stringMatching(/^gold-composer-api-/) as string,
      tags: { Team: "a" },
    });
    expect(invocations[0]?.functionName).toBe("gold-ami-copier-initiator");
  });

  test("--scenario reads YAML and JSON, and other options win over it", async () => {
    const yaml = file(
      "scenario.yaml",
      "images:\n  - { name: composer-api-a, count: 2 }\nregion: eu-central-1\ncomposes: false\n",
    );
    const json = file("scenario.json", '{"images": 3, "copy_minutes": 12, "composes": false}');
    const first = await record("--scenario", yaml);
    expect([first.region, first.images.map(({ name }) => name)]).toEqual([
      "eu-central-1",
      ["composer-api-a-1", "composer-api-a-2"],
    ]);
    const second = await record("--scenario", json, "--images", "1");
    expect([second.images.length, second.endedAt]).toEqual([1, 900_000]);
  });

  test("--report writes a page", async () => {
    const path = join(folder, "report.html");
    expect((await simulateCommand("--report", path, "--images", "1")).stdout).toContain(`The report is in ${path}`);
    expect(readFileSync(path, "utf8")).toContain("run-1 SUCCEEDED");
  });

  test("a large one says beforehand how long it will take, beside what it prints", async () => {
    const scenario = file(
      "month.yaml",
      "days: 31\nimages: 0\ncomposes: false\nvariables: { schedule_expression: rate(1 minute) }",
    );
    const scale = file("small.yaml", "days: 31\nimages: 0\ncomposes: false");
    let told = "";
    const output = { isTerminal: false, columns: 80, rows: 24, write: () => undefined };
    const writeError = (text: string) => {
      told += text;
      // Nobody wants to wait for it here.
      throw new ScenarioError("enough");
    };
    await expect(runCommand(["--json", "--scenario", scenario], { output, writeError })).rejects.toThrow("enough");
    expect(told).toMatch(/^This takes about 22 minutes, longer on a machine that does other work too; \^C ends it\.\n/);
    expect((await simulateCommand("--scenario", scale)).stderr).toBe("");
  });

  test("--report leaves nothing of a run that did not come to its end, and keeps what was there", async () => {
    const fresh = join(folder, "fresh.html");
    const old = file("old.html", "an older report");
    const refused = file("refused.tfvars", "status_check_wait_time = 5");
    for (const path of [fresh, old]) {
      expect((await simulateCommand("--report", path, "--terraform", refused)).status).toBe(2);
    }
    expect(existsSync(fresh)).toBe(false);
    expect(readFileSync(old, "utf8")).toBe("an older report");
  });

  test("a report that cannot be written after the run is one line, and no verdict", async () => {
    const path = join(folder, "gone", "report.html");
    mkdirSync(join(folder, "gone"));
    let stderr = "";
    let stdout = "";
    const status = await runCommand(["--images", "0", "--report", path], {
      output: {
        isTerminal: false,
        columns: 80,
        rows: 24,
        write: (text) => {
          stdout += text;
          rmSync(join(folder, "gone"), { recursive: true, force: true });
        },
      },
      writeError: (text) => (stderr += text),
    });
    expect([status, stderr]).toEqual([
      74,
      `The report cannot be written to ${path} any more: there is no such file.\n`,
    ]);
    expect(stdout).toContain("run-1: SUCCEEDED");
  });

  test("ends with its exit code as a command, too", () => {
    const start = (...args: readonly string[]) =>
      spawnSync(process.execPath, ["--import", "tsx", "simulator/simulate.ts", ...args], {
        cwd: projectFolder,
        encoding: "utf8",
      });
    expect(start("--images", "1")).toMatchObject({ status: 0, stderr: "" });
    expect(start("--bogus")).toMatchObject({ status: 2, stdout: "" });
  });

  test("a fault that hit nothing ends with exit code 1, and says why", async () => {
    const { status, stdout, stderr } = await simulateCommand("--json", "--no-composes", "--fault", "throttle:kms@1");
    expect([status, stderr]).toEqual([
      1,
      "The fault throttle:kms@1 hit nothing: there was no call that it is about.\n",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      executions: [{ status: "SUCCEEDED" }],
      faults: [{ fault: { kind: "throttle", service: "kms", call: 1 }, calls: 0, hits: 0 }],
    });
  });

  test("a schedule that is disabled starts nothing, and the record says so", async () => {
    const tfvars = file("disabled.tfvars", "schedule_enabled = false");
    const { executions, events, remarks } = await record("--terraform", tfvars, "--days", "2");
    expect([executions, events]).toEqual([[], []]);
    expect(remarks).toEqual(["The schedule rhel-ami-discovery is disabled, and started nothing."]);
  });

  test("--logs prints what the functions log, beside the rest", async () => {
    const { stderr } = await simulateCommand("--logs", "--images", "0");
    expect(stderr).toMatch(/^00:00:00 {2}rhel-ami-copier-initiator: \{.*"message":"Discovery finished"/m);
  });
});

describe("on a terminal", () => {
  async function onTerminal(columns: number, rows: number, ...args: readonly string[]) {
    const terminal = new Terminal(columns, rows);
    const status = await runCommand(args, { output: terminal, writeError: terminal.write, errorIsTerminal: true });
    return { status, lines: [...terminal.scrolledOut, ...terminal.text] };
  }

  test("logs with their virtual time stand above the picture, which is there once", async () => {
    const { status, lines } = await onTerminal(160, 40, "--logs", "--images", "3", "--earlier", "copied");
    expect(status).toBe(0);
    const clocks = lines.filter((line) => line.startsWith("virtual clock"));
    expect(clocks).toHaveLength(1);
    const clock = lines.findIndex((line) => line.startsWith("virtual clock"));
    expect(lines.slice(clock + 1, clock + 4).map((line) => line.slice(0, 23))).toEqual(
      [1, 2, 3].map((number) => `  ami-0000000000000000${number}`),
    );
    expect(lines.slice(clock + 1, clock + 4).every((line) => line.includes("100 %  skipped"))).toBe(true);
    const logs = lines.filter((line) => /^\S+ +rhel-ami-copier-\w+: /.test(line));
    expect(logs.filter((line) => line.includes("Discovery finished")).map((line) => line.slice(0, 10))).toEqual([
      "earlier   ",
      "00:00:00  ",
    ]);
    expect(lines.indexOf(logs.at(-1) ?? "")).toBeLessThan(clock);
    expect(lines.findIndex((line) => line.startsWith("run-1: SUCCEEDED"))).toBeGreaterThan(clock);
  });

  test("ten rows of forty columns are enough for any number of images", async () => {
    const { lines } = await onTerminal(40, 10, "--images", "12", "--no-composes");
    expect(lines.filter((line) => line.startsWith("virtual clock"))).toEqual(["virtual clock 00:30:00"]);
    expect(lines.slice(0, 9)).toEqual([
      "virtual clock 00:30:00",
      ...[1, 2, 3, 4, 5, 6, 7].map((number) => `  …00000000${number}  ##### 100 %  done`),
      "  and 5 more: 5 done",
    ]);
  });
});

test("a piped run of many images has a line for a virtual minute, not one for every image", async () => {
  const { stdout } = await simulateCommand("--images", "45", "--no-composes");
  const lines = stdout.slice(0, stdout.indexOf("\n\nrun-1:")).split("\n");
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.length).toBeLessThan(40);
  expect(new Set(lines.slice(0, -1).map((line) => line.slice(0, "hh:mm".length))).size).toBe(lines.length - 1);
  expect(lines.at(-1)).toMatch(/ {2}45 done$/);
});

describe("the documents' commands for JSON print JSON in a shell", () => {
  const documents = ["README.md", "CONTRIBUTING.md", "MIGRATION.md", "docs/simulator.md", "docs/ami-copier.md"];
  const commands = documents.flatMap((name) =>
    readFileSync(join(projectFolder, name), "utf8")
      .split("\n")
      .filter((line) => /^npm .*--json/.test(line)),
  );

  test("there are such commands", () => {
    expect(commands.length).toBeGreaterThan(0);
  });

  test.each(commands)("%s", (command) => {
    const output = join(folder, "record.json");
    const line = command.replace(/#.*/, "").replace(/> *\S+/, `> ${output}`);
    const { status } = spawnSync("sh", ["-c", line], { cwd: projectFolder, encoding: "utf8" });
    const { executions } = JSON.parse(readFileSync(output, "utf8")) as CopierRecord;
    expect([status, executions.map((execution) => execution.status)]).toEqual([0, ["SUCCEEDED"]]);
  });
});

describe("wrong options end with a message that helps", () => {
  const cases: [string, () => readonly string[], RegExp][] = [
    ["an unknown option", () => ["--image", "2"], /unknown option '--image'[\s\S]*--images[\s\S]*--help/],
    [
      "a module that does not exist",
      () => ["--module", "nope"],
      /There is no module nope; choose one of ami-builder, ami-copier/,
    ],
    ["a module without a name", () => ["--module"], /'--module <name>' argument missing/],
    ["an argument too many", () => ["2"], /too many arguments/],
    [
      "no number",
      () => ["--images", "many"],
      /^--images must be a whole number from 0 to 99999, but is many\nSee: .*--help/,
    ],
    [
      "an unknown state",
      () => ["--earlier", "lost"],
      /^--earlier must be one of none, copied, half-copied, failed, but is lost/,
    ],
    ["an unknown fault", () => ["--fault", "explode"], /^--fault explode: its KIND must be one of throttle,/],
    ["a fault with a letter missing", () => ["--fault", "throtle"], /did you mean throttle\?/],
    ["a fault of no form", () => ["--fault", "drop:ec2@"], /^--fault must be KIND\[:SERVICE.*but is drop:ec2@\n/],
    ["the call before the first", () => ["--fault", "drop:ec2@0"], /N and SECONDS more than 0, but is drop:ec2@0/],
    ["a fault of an unknown service", () => ["--fault", "drop:rds"], /its service must be one of autoscaling, ec2,/],
    [
      "a fault of an operation in another case",
      () => ["--fault", "throttle:ec2.copyimage"],
      /^--fault throttle:ec2.copyimage: its operation must be .* in the same case .*: did you mean CopyImage\?/,
    ],
    ["a slow fault without seconds", () => ["--fault", "slow:ec2"], /its seconds must be given/],
    ["seconds of another fault", () => ["--fault", "drop:ec2=3"], /its seconds must be left out of drop: only slow/],
    ["days that are no number", () => ["--days", "x"], /^--days must be a number of days, .* but is x\n/],
    ["too many days", () => ["--days", "40"], /^--days must be .* at most 31, but is 40\n/],
    ["no days", () => ["--days", "0"], /^--days must be .* more than 0 .*, but is 0\n/],
    ["more images than are counted", () => ["--images", "100000"], /^--images must be .*99999, but is 100000\n/],
    [
      "composes and none",
      () => ["--composes", "3", "--no-composes"],
      /^--no-composes and --composes exclude each other: remove one of them/,
    ],
    ["a file that is not there", () => ["--scenario", "/nowhere.yaml"], /nowhere\.yaml.*no such file/],
    ["a scenario that is no YAML", () => ["--scenario", file("a.yaml", "a: [")], /a\.yaml/],
    ["a scenario that is a list", () => ["--scenario", file("b.yaml", "- 1")], /must be a mapping/],
    ["an unknown field", () => ["--scenario", file("c.yaml", "imges: 2")], /^imges is no field: did you mean images\?/],
    [
      "a wrong value",
      () => ["--scenario", file("d.yaml", "copy_minutes: -1")],
      /^copy_minutes must be more than 0, but is -1$/,
    ],
    ["twice without days", () => ["--scenario", file("j.yaml", "twice: true")], /twice is of the schedules.*set days/],
    ["runs and days", () => ["--scenario", file("e.yaml", "runs: [{}]"), "--days", "1"], /runs and days exclude/],
    [
      "variables that are a list",
      () => ["--scenario", file("l.yaml", "variables: [1]")],
      /^variables must be a mapping/,
    ],
    [
      "variables that are a text, beside a .tfvars file",
      () => ["--scenario", file("m.yaml", "variables: abc"), "--terraform", file("m.tfvars", "")],
      /^variables must be a mapping, but is "abc"$/,
    ],
    [
      "two .tfvars files, of which one would be lost",
      () => ["--terraform", file("p.tfvars", ""), "--terraform", file("q.tfvars", "")],
      /^--terraform may be given once: remove one of them/,
    ],
    [
      "a moment beyond a year",
      () => ["--scenario", file("r.yaml", "runs: [{ at_minutes: 1.0e+300 }]")],
      /^runs\[0\]\.at_minutes must be at most 525600, but is 1e\+300$/,
    ],
    ["a .tfvars file that is none", () => ["--terraform", file("f.tfvars", "a = ")], /f\.tfvars/],
  ];

  test.each(cases)("%s", async (_, args, message) => {
    const reading = readOptions(args(), () => undefined);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) as string });
  });

  const commands: [string, () => readonly string[], RegExp][] = [
    ["an option", () => ["--bogus"], /^error: unknown option '--bogus'\n/],
    [
      "inputs that the module refuses",
      () => ["--terraform", file("g.tfvars", "status_check_wait_time = 5")],
      /status_check_wait_time must be/,
    ],
    [
      "an input that the module has not",
      () => ["--terraform", file("h.tfvars", "colour = 1")],
      /colour is no input of the module/,
    ],
    [
      "composes that the inputs do not want",
      () => ["--terraform", file("n.tfvars", "enable_redhat_api = false"), "--composes", "3"],
      /^composes must be left out, but is 3, and the inputs leave Red Hat's API off: set enable_redhat_api = true/,
    ],
    [
      "no composes, though the inputs want Red Hat's API",
      () => [
        "--terraform",
        file("o.tfvars", 'enable_redhat_api = true\nredhat_client_id = "a"\nredhat_client_secret = "b"'),
        "--no-composes",
      ],
      /^composes must not be false \(--no-composes\) with enable_redhat_api = true: set it to 0/,
    ],
    [
      "a state machine that is not there",
      () => ["--scenario", file("l.yaml", "runs: [{}, { state_machine: other }]")],
      /runs\[1\]\.state_machine must be a state machine of the module, not other: rhel-ami-copier/,
    ],
    [
      "a report in a folder that is not there",
      () => ["--report", join(folder, "no/r.html")],
      /^--report must name a file that can be written, not .*no\/r\.html: its folder does not exist\.\n$/,
    ],
    ["a report that is a folder", () => ["--report", folder], /^--report must .*: it is a folder\.\n$/],
    [
      "a report beneath a file",
      () => ["--report", join(file("m", ""), "r.html")],
      /^--report must .*: a part of its path is no folder\.\n$/,
    ],
    ["a scenario that is a folder", () => ["--scenario", folder], /^\S+: it is a folder\n$/],
    [".tfvars that are a folder", () => ["--terraform", folder], /^\S+: it is a folder\n$/],
  ];

  test.each(commands)("and with exit code 2: %s", async (_, args, message) => {
    const { status, stdout, stderr } = await simulateCommand(...args());
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("--help is no error", async () => {
    const { status, stdout } = await simulateCommand("--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/--module <name> +the module: .*ami-copier.*\(default: ami-copier\)/);
    expect(stdout).toContain("half-copied");
    expect(stdout).toContain("kill-after");
  });
});
