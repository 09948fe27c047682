import { expect, test } from "vitest";
import { accountId, partition } from "../../../simulator/account.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { holdingsOf } from "../../../simulator/aws/ec2/holdings.ts";
import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import { install } from "../../../simulator/installation.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import type { CopierScenarioInput } from "../../../simulator/modules/ami-copier/scenario.ts";
import {
  type CopierSimulation,
  execute,
  expectConverged,
  finalResult,
  moduleFolder,
  withSimulation,
} from "./support.ts";

const hours = (count: number) => count * 3_600_000;

/** Starts an execution of the other installation, at a time since the beginning. */
type StartOther = (name: string, at: number) => Promise<ExecutionRecord>;

/** Simulates a scenario with a second installation of the module in the same account and Region, whose roles are its own. */
async function withTwo(
  scenario: CopierScenarioInput,
  variables: Readonly<Record<string, unknown>>,
  run: (simulation: CopierSimulation, startOther: StartOther) => Promise<void>,
): Promise<void> {
  await withSimulation({ composes: false, ...scenario }, async (simulation) => {
    const { account, startedAt } = simulation;
    const place = { accountId, partition, region: account.region };
    const other = await install(account, await evaluateModule(moduleFolder, variables, place, awsTypes));
    try {
      await run(simulation, async (name, at) => {
        await account.clock.sleepUntil(startedAt + at);
        return other.start({ name, input: {}, since: startedAt });
      });
    } finally {
      await other.close();
    }
  });
}

const sourcesOf = ({ world }: CopierSimulation) => world.shared.map(({ id }) => id);
const temporaries = ({ account }: CopierSimulation) =>
  holdingsOf(account).images.filter(({ tags }) => tags["CopiedBy"] === "ami-copier-lambda-temporary");

const patient = { name_prefix: "patient", copy_timeout_hours: 3, source_architectures: ["x86_64"] };
const hasty = { name_prefix: "hasty", copy_timeout_hours: 1, source_architectures: ["arm64"] };

test("an installation with other filters and a shorter timeout leaves a copy that takes long to the one that makes it", async () => {
  const images = [{ architecture: "x86_64" as const }];
  await withTwo({ images, copy_minutes: 150, variables: patient }, hasty, async (simulation, startOther) => {
    const first = execute(simulation);
    const other = await startOther("hasty", hours(1.5));
    expect([other.status, other.cause]).toEqual(["SUCCEEDED", undefined]);
    expect(temporaries(simulation)).toHaveLength(1);
    const { status, ...rest } = await first;
    expect(status).toBe("SUCCEEDED");
    expect(finalResult({ status, ...rest }).summary).toMatchObject({ copied: 1, failed: 0 });
    expectConverged(simulation.account, sourcesOf(simulation));
  });
});

test("what an installation has left behind is finished under another's role when its time is over, and not before", async () => {
  const takesAll = { ...hasty, source_architectures: [] };
  await withTwo({ images: 1, variables: patient }, takesAll, async (simulation, startOther) => {
    const { account, startedAt } = simulation;
    const stop = new AbortController();
    const stopped = execute(simulation, { stop: stop.signal });
    await account.clock.sleepUntil(startedAt + hours(0.2));
    stop.abort();
    expect((await stopped).status).toBe("ABORTED");
    expect((await startOther("early", hours(3.9))).status).toBe("SUCCEEDED");
    expect(temporaries(simulation)).toHaveLength(1);
    expect(finalResult(await startOther("late", hours(4.1))).summary).toMatchObject({ copied: 1, failed: 0 });
    expectConverged(account, sourcesOf(simulation));
    const [final] = holdingsOf(account).images;
    expect(final?.tags["CopierInstallation"]).toBe("hasty-ami-copier");
  });
});
