import { inject } from "vitest";
import { amiBuilder } from "../../../simulator/modules/ami-builder/index.ts";
import type { BuilderRecord } from "../../../simulator/modules/ami-builder/record.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { simulate } from "../../../simulator/simulation.ts";

/** Simulates a scenario with the module as its sources are now. */
export function run(input: unknown): Promise<BuilderRecord> {
  const moduleFolder = `${inject("distFolder")}/modules/ami-builder`;
  return simulate(amiBuilder, parseScenario(amiBuilder, input), { moduleFolder });
}

/** What the command prints of a simulation at its end. */
export function runCommandSummary(record: BuilderRecord): readonly string[] {
  return amiBuilder.summary.end(record);
}
