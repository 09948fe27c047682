import { expect, inject } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { type HeldImage, holdingsOf } from "../../../simulator/aws/ec2/holdings.ts";
import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import type { CopierPart } from "../../../simulator/modules/ami-copier/record.ts";
import type { CopierScenarioInput } from "../../../simulator/modules/ami-copier/scenario.ts";
import type { CopierWorld } from "../../../simulator/modules/ami-copier/world.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { openSimulation, simulate, type Simulation } from "../../../simulator/simulation.ts";

export type CopierSimulation = Simulation<CopierPart, CopierWorld>;

/** The module as a synth makes it now; its zips hold the handlers as they are now. */
export const moduleFolder = inject("distFolder");

/** Simulates a scenario with the module. */
export const run = (input: CopierScenarioInput) =>
  simulate(amiCopier, parseScenario(amiCopier, input), { moduleFolder });

/** Sets a scenario up with the module; close it at the end. */
export const open = (input: CopierScenarioInput) =>
  openSimulation(amiCopier, parseScenario(amiCopier, input), { moduleFolder });

/** Sets a scenario up, runs a test on it, and takes it down. */
export async function withSimulation<T>(
  input: CopierScenarioInput,
  test: (simulation: CopierSimulation) => Promise<T>,
): Promise<T> {
  const simulation = await open(input);
  try {
    return await test(simulation);
  } finally {
    await simulation.close();
  }
}

let executions = 0;

/** Starts an execution now and waits for its end. */
export function execute(
  simulation: CopierSimulation,
  more: { readonly stop?: AbortSignal; readonly input?: unknown } = {},
) {
  executions += 1;
  const { account, installation } = simulation;
  return installation.start({ name: `execution-${executions}`, input: {}, since: account.clock.now, ...more });
}

/** The result that an execution reports when it looked at all its images. */
export function finalResult({ output }: ExecutionRecord) {
  return (output as { final_result: { status: string; summary: Record<string, number> } }).final_result;
}

/** Final images of a source. */
export function finalsOf(account: Account, source: string): readonly HeldImage[] {
  return holdingsOf(account).images.filter(
    ({ tags }) => tags["SourceAMI"] === source && tags["CopiedBy"] === "ami-copier-lambda",
  );
}

/** Exactly one final image for each source, as it should be, and nothing else that a run could have left. */
export function expectConverged(account: Account, sources: readonly string[], at = ""): void {
  expect(
    sources.map((source) => [source, finalsOf(account, source).length]),
    `finals ${at}`,
  ).toEqual(sources.map((source) => [source, 1]));
  expectSound(account, at);
  const { images, snapshots } = holdingsOf(account);
  const referred = new Set(images.flatMap(({ volumes }) => volumes.map(({ snapshotId }) => snapshotId)));
  expect(
    images.filter(({ tags }) => tags["CopiedBy"] !== "ami-copier-lambda"),
    `temporary images ${at}`,
  ).toEqual([]);
  expect(
    snapshots.filter(({ id }) => !referred.has(id)),
    `orphan snapshots ${at}`,
  ).toEqual([]);
}

/** What holds at any time: final images are available, encrypted and gp3 in every volume, and tagged with their snapshots. */
export function expectSound(account: Account, at = ""): void {
  const { images, snapshots } = holdingsOf(account);
  const bySnapshot = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
  for (const { id, state, volumes, tags } of images) {
    if (tags["CopiedBy"] !== "ami-copier-lambda") continue;
    expect(state, `state of ${id} ${at}`).toBe("available");
    expect(tags["SourceAMI"], `tags of ${id} ${at}`).toMatch(/^ami-/);
    for (const volume of volumes) {
      expect(volume, `volume of ${id} ${at}`).toMatchObject({ type: "gp3", encrypted: true });
      const snapshot = bySnapshot.get(volume.snapshotId);
      expect(snapshot?.encrypted, `snapshot of ${id} ${at}`).toBe(true);
      expect(snapshot?.tags["SourceAMI"], `tags of a snapshot of ${id} ${at}`).toBe(tags["SourceAMI"]);
    }
  }
}
