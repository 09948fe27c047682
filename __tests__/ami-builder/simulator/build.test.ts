import { beforeAll, describe, expect, inject, test } from "vitest";
import { runCommandSummary } from "./support.ts";
import { costOfBuilds } from "../../../simulator/modules/ami-builder/cost.ts";
import { amiBuilder } from "../../../simulator/modules/ami-builder/index.ts";
import type { BuilderRecord } from "../../../simulator/modules/ami-builder/record.ts";
import type { ItemProgress } from "../../../simulator/modules/simulated-module.ts";
import { renderHtml } from "../../../simulator/report/html.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { simulate } from "../../../simulator/simulation.ts";

const scenario = parseScenario(amiBuilder, {
  templates: {
    web: {
      name: "Web",
      base_ami: { source: "ubuntu-24.04-lts" },
      regions: ["us-east-1", "eu-west-1"],
      steps: [
        { name: "upgrade", script: "apt-get -y upgrade", reboot: true },
        { name: "nginx", script: "echo 'it'\\''s nginx'\napt-get install -y nginx", retries: 1 },
      ],
      validation_tests: [
        { name: "version", command: "nginx -v", expected_matches: "^nginx/1\\.2\\d", stream: "stderr" },
        { name: "answers", command: "curl http://localhost/", expected_contains: ["Welcome", "nginx"], on: ["image"] },
      ],
    },
  },
  commands: [
    { step: "nginx", exit: 100, times: 1 },
    { step: "nginx", seconds: 65 },
    { test: "version", stderr: "nginx/1.25.3", exit: 0 },
  ],
  variables: { regional: { "eu-west-1": {} } },
});

let record: BuilderRecord;
const seen: ItemProgress[] = [];

beforeAll(async () => {
  record = await simulate(amiBuilder, scenario, {
    moduleFolder: `${inject("distFolder")}/modules/ami-builder`,
    progress: (items) => seen.push(...items()),
  });
});

describe("a template in two Regions, from its start to its parameters", () => {
  test("succeeds, and its output counts what was built", () => {
    expect(record.executions).toMatchObject([
      { status: "SUCCEEDED", output: { status: "success", summary: { planned: 1, built: 1, failed: 0 } } },
    ]);
  });

  test("has an image in each Region, verified, which the parameter there names", () => {
    const parameters = record.parameters.map(({ name, region, value }) => ({ name, region, value }));
    const images = Object.entries(record.regions).map(([region, { images: held }]) => ({ region, held }));
    expect(images.map(({ region, held }) => [region, held.length])).toEqual([
      ["eu-west-1", 1],
      ["us-east-1", 1],
    ]);
    for (const { region, held } of images) {
      expect(held).toMatchObject([
        { state: "available", tags: { AmiBuilderState: "verified", AmiBuilderTemplate: "web" } },
      ]);
      expect(parameters).toContainEqual({ name: "/golden/web/x86_64/latest", region, value: held[0]?.id });
    }
  });

  test("leaves no instance, and ran each script once though one failed first and one rebooted", () => {
    expect(record.instances.map(({ role, state }) => [role, state])).toEqual([
      ["builder", "terminated"],
      ["verifier", "terminated"],
    ]);
    expect(record.repeatedScripts).toEqual([]);
  });

  test("the record has what each step took and what each test found", () => {
    const [cell] = record.cells;
    expect(cell?.steps.filter(({ name }) => name === "nginx")).toEqual([
      { name: "nginx", seconds: 5, exitCode: 100 },
      { name: "nginx", seconds: 65, exitCode: 0 },
    ]);
    expect(cell?.tests.map(({ name, on, passed }) => [name, on, passed])).toEqual([
      ["version", "builder", true],
      ["version", "image", true],
      ["answers", "image", true],
    ]);
  });

  test("the phases follow one another without gaps, and the live line names the step", () => {
    const [cell] = record.cells;
    const names = cell?.phases.map(({ phase }) => phase).filter((phase, index, all) => all.indexOf(phase) === index);
    expect(names).toEqual([
      "queued",
      "plan",
      "launch",
      "prepare",
      "steps",
      "tests",
      "hygiene",
      "stop",
      "image",
      "verify",
      "publish",
    ]);
    cell?.phases.slice(1).forEach(({ from }, index) => {
      expect(from).toBe(cell.phases[index]?.to);
    });
    expect(cell?.outcome).toBe("built");
    expect(new Set(seen.map(({ phase }) => phase))).toContain("step 2 of 2");
  });

  test("the summary and the report tell it", () => {
    expect(runCommandSummary(record)).toEqual(
      expect.arrayContaining([
        "Cells: 1 built",
        "Tests: 3 passed, 0 failed",
        "The account holds 2 images and 2 snapshots.",
      ]),
    );
    const html = renderHtml(amiBuilder, record);
    for (const text of ["cells: 1 built", "/golden/web/x86_64/latest", "upgrade", "passed", "t3.medium"]) {
      expect(html).toContain(text);
    }
  });

  test("it costs the time of two instances, and what stays is the snapshots", () => {
    const { run, monthly } = costOfBuilds(record);
    const [type] = run;
    expect(type).toMatchObject({ item: "EC2, t3.medium", unit: "hour" });
    expect(type?.quantity).toBeCloseTo(
      record.instances.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0) / 3_600,
      6,
    );
    expect(monthly).toMatchObject([{ quantity: 16 }]);
  });
});
