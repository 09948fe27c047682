import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readScenario } from "../../../simulator/scenario/read-scenario.ts";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { simulate } from "../../../simulator/simulation.ts";
import { moduleFolder } from "./support.ts";

const folder = fileURLToPath(new URL("../../../docs/ami-copier/scenarios", import.meta.url));

/** What each example comes to: executions, and images by outcome. */
const outcomes: Readonly<Record<string, [executions: readonly string[], images: Readonly<Record<string, number>>]>> = {
  "bad-day.yaml": [["SUCCEEDED", "SUCCEEDED"], { done: 4 }],
  "busy-account.yaml": [["FAILED"], { done: 4, failed: 1, skipped: 12 }],
  "two-days.yaml": [["SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"], { done: 30 }],
};

test.each(readdirSync(folder))("%s does what its first line says", async (name) => {
  const record = await simulate(amiCopier, parseScenario(amiCopier, await readScenario(`${folder}/${name}`)), {
    moduleFolder,
  });
  const counts: Record<string, number> = {};
  for (const { outcome } of record.images) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  expect([record.executions.map(({ status }) => status), counts]).toEqual(outcomes[name]);
});
