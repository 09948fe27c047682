import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultReader } from "../../../simulator/cli/fault-option.ts";
import { readOptions } from "../../../simulator/cli/options.ts";
import { simulateCommand } from "./support.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "given-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const scenarioOf = async (...args: readonly string[]) => (await readOptions(args, () => undefined)).scenario;

describe("an option wins over the file", () => {
  const scenario = (content: string) => file("scenario.yaml", content);

  test("where both set a field, and fields that it does not set stay", async () => {
    const path = scenario("images: 3\ncomposes: 4\nearlier: copied\ncopy_minutes: 12\n");
    expect(
      await scenarioOf("--scenario", path, "--images", "1", "--composes", "7", "--earlier", "failed"),
    ).toMatchObject({ images: 1, composes: 7, earlier: "failed", copy_minutes: 12 });
    expect(await scenarioOf("--scenario", path, "--no-composes")).toMatchObject({ images: 3, composes: false });
  });

  test("whole, where it is a list: other faults come in place of the file's", async () => {
    const path = scenario("faults:\n  - { kind: drop }\n  - { kind: throttle, service: ec2 }\n");
    expect(await scenarioOf("--scenario", path, "--fault", "drop:ssm", "--fault", "drop:kms")).toMatchObject({
      faults: [
        { kind: "drop", service: "ssm" },
        { kind: "drop", service: "kms" },
      ],
    });
  });

  test("but does not choose between two ways of starting executions", async () => {
    const path = scenario("runs:\n  - { at_minutes: 5 }\n");
    expect(await scenarioOf("--scenario", path)).toMatchObject({ runs: [{ at_minutes: 5 }] });
    await expect(scenarioOf("--scenario", path, "--days", "2")).rejects.toThrow(/runs and days exclude each other/);
    expect(await scenarioOf("--scenario", scenario("days: 5"), "--days", "2")).toMatchObject({ days: 2 });
  });

  test("and an input of a .tfvars file over the variable of its name, whole", async () => {
    const path = scenario("variables:\n  name_prefix: gold\n  gp3_iops: 4000\n  tags: { Team: a, Cost: b }\n");
    const inputs = file("inputs.tfvars", 'name_prefix = "silver"\ntags = { Team = "c" }\n');
    expect((await scenarioOf("--scenario", path, "--terraform", inputs)).variables).toEqual({
      name_prefix: "silver",
      gp3_iops: 4_000,
      tags: { Team: "c" },
    });
  });
});

describe("inputs that are given hold", () => {
  const empty = () => ["--terraform", file("empty.tfvars", "")];
  const off = () => ["--terraform", file("off.tfvars", "enable_redhat_api = false")];
  const on = () => [
    "--terraform",
    file("on.tfvars", 'enable_redhat_api = true\nredhat_client_id = "mine"\nredhat_client_secret = "also"'),
  ];
  const madeUp =
    "enable_redhat_api was turned on for this simulation, with credentials that were made up; --no-composes leaves it off.";
  const taken = "Red Hat takes the credentials of the inputs, whatever they are.";

  /** What is asked for, whether Red Hat is asked, and what is remarked. */
  const cases: [string, () => readonly string[], isAsked: boolean, remarks: readonly string[]][] = [
    ["no inputs: the API is turned on, and that is said", () => [], true, [madeUp]],
    ["no inputs, and no composes", () => ["--no-composes"], false, []],
    ["an empty .tfvars file turns on no API", empty, false, []],
    ["an empty .tfvars file, with composes", () => [...empty(), "--composes", "2"], true, [madeUp]],
    ["an empty .tfvars file, without composes", () => [...empty(), "--no-composes"], false, []],
    ["the API off", off, false, []],
    ["the API off, without composes", () => [...off(), "--no-composes"], false, []],
    ["the API on", on, true, [taken]],
    ["the API on, with composes", () => [...on(), "--composes", "2"], true, [taken]],
    ["the API on, with an API that lists nothing", () => [...on(), "--composes", "0"], true, [taken]],
  ];

  test.each(cases)("%s", async (_, args, isAsked, remarks) => {
    const { stdout, stderr, status } = await simulateCommand("--json", "--images", "1", ...args());
    expect([status, stderr]).toEqual([0, ""]);
    const record = JSON.parse(stdout) as { calls: { service: string }[]; remarks: string[] };
    expect(record.calls.some(({ service }) => service === "redhat")).toBe(isAsked);
    expect(record.remarks).toEqual(remarks);
  });

  test("credentials without the API are left as they are, for the module to judge", async () => {
    const path = file("alone.tfvars", 'redhat_client_id = "mine"\nredhat_client_secret = "also"');
    const { stdout } = await simulateCommand("--json", "--images", "1", "--terraform", path);
    expect(stdout).not.toContain(madeUp);
    expect(stdout).not.toContain('"redhat"');
  });

  test("a key that is named exists, and that is said", async () => {
    const path = file("key.tfvars", 'kms_key_id = "alias/images"');
    const { stdout } = await simulateCommand("--json", "--images", "1", "--terraform", path);
    expect(JSON.parse(stdout)).toMatchObject({
      images: [{ outcome: "done" }],
      remarks: ["The KMS key alias/images exists in this simulation, enabled and usable."],
    });
  });
});

describe("--fault", () => {
  const read = faultReader([{ name: "a.b", operations: ["get", "v2-list"] }]);

  test.each([
    ["drop", { kind: "drop" }],
    ["drop:a.b", { kind: "drop", service: "a.b" }],
    ["drop:a.b.get@3", { kind: "drop", service: "a.b", operation: "get", call: 3 }],
    ["slow:a.b.v2-list/2=1.5", { kind: "slow", service: "a.b", operation: "v2-list", every: 2, seconds: 1.5 }],
    ["kill-after:ec2.CopyImage", { kind: "kill-after", service: "ec2", operation: "CopyImage" }],
  ])("%s is read, dots in a host's name included", (text, fault) => {
    expect(read(text)).toEqual([fault]);
  });

  test.each([
    ["drop:a.c", /^drop:a.c: its service must be one of .*a\.b$/],
    ["drop:a.b.Get", /its operation must be an operation of a\.b.*did you mean get\?/],
    ["drop:ec2.AllocateAddress", /that the simulator answers .*: ec2 has it at AWS, but here nothing can call it$/],
    ["drop:ssm.CopyImage", /must be an operation of ssm.*: ec2 has it$/],
  ])("%s is refused", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
