import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { amiBuilder } from "../../../simulator/modules/ami-builder/index.ts";
import { readScenario } from "../../../simulator/scenario/read-scenario.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { isLong } from "../../support/length.ts";
import { run, runCommandSummary } from "./support.ts";

const folder = join(import.meta.dirname, "../../../docs/ami-builder/scenarios");
const read = (name: string) => readScenario(join(folder, `${name}.yaml`));

test.each(readdirSync(folder))("%s is a scenario", async (name) => {
  const scenario = parseScenario(amiBuilder, await readScenario(join(folder, name)));
  expect(amiBuilder.open(scenario).variables).toHaveProperty("templates");
});

test("an image that fails its test is removed, and nothing is published", async () => {
  const record = await run(await read("failing-test"));
  expect(record.executions).toMatchObject([{ status: "FAILED", error: "BuildsFailed" }]);
  expect(record.cells).toMatchObject([
    { outcome: "failed", reason: expect.stringContaining("TestsFailedError") as string },
  ]);
  expect(record.parameters).toEqual([]);
  expect(runCommandSummary(record)).toEqual(
    expect.arrayContaining([
      "Tests: 1 passed, 1 failed",
      "  web.x86_64.us-east-1, on the image: nginx answers: it exited with 7 and not with 0",
      "The account holds 0 images and 0 snapshots.",
      expect.stringMatching(/^2 instances ran, .*; none is left$/),
    ]),
  );
});

test("what hygiene leaves is found on the booted image", async () => {
  const template = { name: "Web", base_ami: { source: "debian-12", ssm_agent: "install" } };
  const record = await run({ templates: { web: template }, hygiene_leaves: ["machine_id"] });
  expect(record.cells).toMatchObject([{ reason: expect.stringContaining("HygieneError") as string }]);
  expect(record.regions["us-east-1"]).toEqual({ images: [], snapshots: [] });
});

test("images that a stopped run left pending are finished and published by the next, without another builder", async () => {
  const record = await run(await read("stopped"));
  expect(record.executions).toMatchObject([{ status: "SUCCEEDED" }]);
  expect(record.instances.filter(({ from }) => from >= 0).map(({ role }) => role)).toEqual(["verifier", "verifier"]);
  expect(record.parameters).toHaveLength(2);
});

test("an image is made of a host once that is ready", async () => {
  const record = await run(await read("capture"));
  expect(record.executions).toMatchObject([
    { status: "SUCCEEDED", output: { ami_creation_status: "completed", summary: { captured: 1 } } },
  ]);
  expect(record.cells).toMatchObject([{ id: "i-0abc1234def567890", outcome: "captured" }]);
  expect(record.parameters).toMatchObject([{ name: "/golden/captures/v0.9.2/full/x86_64" }]);
});

/** What examples come to: cells, instances and parameters. With a thousand invocations the second takes half a minute. */
const examples = [
  ["multi-region", 1, 2, 2],
  ["research-matrix", 8, 16, 26],
] as const;

test.each(isLong ? examples : examples.slice(0, 1))(
  "the example %s is built as it is, and published in all its Regions",
  async (name, cells, instances, parameters) => {
    const record = await run(await read(name));
    expect(record.executions).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(record.cells.map(({ outcome }) => outcome)).toEqual(Array<string>(cells).fill("built"));
    expect([record.instances.length, record.parameters.length]).toEqual([instances, parameters]);
    expect(record.repeatedScripts).toEqual([]);
    // What a cell may take in one Region; a copy is looked at some thirty times.
    const transitions = record.executions[0]?.transitions ?? Infinity;
    expect(transitions).toBeLessThan(cells * 200 + (parameters - cells) * 100);
  },
);
