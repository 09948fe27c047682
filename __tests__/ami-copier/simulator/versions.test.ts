import { strToU8, zipSync } from "fflate";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awsTypesIn } from "../../../simulator/aws/computed.ts";
import { install } from "../../../simulator/installation.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import { place } from "./resources.ts";
import { type CopierSimulation, execute, moduleFolder, withSimulation } from "./support.ts";

const minute = 60_000;
let brokenFolder = "";

beforeAll(() => {
  brokenFolder = mkdtempSync(join(tmpdir(), "other-code-"));
  cpSync(moduleFolder, brokenFolder, { recursive: true });
  const handler = 'exports.handler = async () => { throw Object.assign(new Error("new code"), { name: "NewCode" }); };';
  const zip = join(brokenFolder, "lambdas", "finalizer.zip");
  rmSync(zip);
  writeFileSync(zip, zipSync({ "index.js": strToU8(handler) }));
});

afterAll(() => {
  rmSync(brokenFolder, { recursive: true });
});

/** Applies while a run waits for its copies; then another run takes an image that is shared later. */
async function applyDuringRun(folder: string, variables: Readonly<Record<string, unknown>> = {}) {
  return withSimulation({ images: 2, composes: false }, async (simulation) => {
    const { account, startedAt, world } = simulation;
    const [first = "", second = ""] = world.shared.map(({ id }) => id);
    account.ec2.unshare(second);
    const module = await evaluateModule(folder, variables, place, awsTypesIn(account.versions));
    const running = execute(simulation);
    await account.clock.sleepUntil(startedAt + 10 * minute);
    const next = await account.clock.standStill(() => install(account, module));
    try {
      const before = await running;
      const calledMeanwhile = next.invocations.length;
      account.ec2.reshare(second);
      const after = await next.start({ name: "after", input: {}, since: startedAt });
      return { before, after, calledMeanwhile, first: iopsOf(simulation, first), second: iopsOf(simulation, second) };
    } finally {
      await next.close();
    }
  });
}

function iopsOf({ account }: CopierSimulation, source: string): readonly unknown[] {
  return account.ec2
    .ownImages()
    .filter(({ image }) => image.Tags?.some(({ Key, Value }) => Key === "SourceAMI" && Value === source))
    .flatMap(({ image }) => (image.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.Iops));
}

test("a run goes on with the code it began with when another is applied meanwhile; the next run has the new", async () => {
  const { before, after, calledMeanwhile } = await applyDuringRun(brokenFolder);
  expect(before.status).toBe("SUCCEEDED");
  expect(calledMeanwhile).toBe(0);
  expect(after).toMatchObject({ status: "FAILED" });
  expect(after.cause).toContain("NewCode");
});

test("a run goes on with the settings it began with when others are applied meanwhile", async () => {
  const { before, after, first, second } = await applyDuringRun(moduleFolder, { gp3_iops: 4000 });
  expect([before.status, after.status]).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  expect([first, second]).toEqual([[3000], [4000]]);
});
