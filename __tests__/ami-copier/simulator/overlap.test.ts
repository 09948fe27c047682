import { expect, test } from "vitest";
import { accountId, partition } from "../../../simulator/account.ts";
import { install } from "../../../simulator/installation.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import {
  type CopierSimulation,
  execute,
  expectConverged,
  finalResult,
  moduleFolder,
  withSimulation,
} from "./support.ts";

const minutes = (count: number) => count * 60_000;
const ids = ({ world }: CopierSimulation) => world.shared.map(({ id }) => id);

test.each([
  ["together", 0],
  ["a minute apart", minutes(1)],
  ["while the copies are half done", minutes(14)],
  ["at the moment the copies are done", minutes(30)],
])("two executions started %s make one image of each source, and both say so", async (_, delay) => {
  await withSimulation({ images: 3, hidden_seconds: 20 }, async (simulation) => {
    const { account } = simulation;
    const first = execute(simulation);
    const second = account.clock.sleepUntil(simulation.startedAt + delay).then(() => execute(simulation));
    for (const { status } of await Promise.all([first, second])) {
      expect(status).toBe("SUCCEEDED");
    }
    expectConverged(account, ids(simulation));
    expect((await execute(simulation)).transitions).toBe(4);
  });
});

test("a start that is delivered twice, five times over", async () => {
  await withSimulation({ images: 2 }, async (simulation) => {
    const results = await Promise.all(Array.from({ length: 5 }, () => execute(simulation)));
    expect(results.map(({ status }) => status)).toEqual(results.map(() => "SUCCEEDED"));
    expectConverged(simulation.account, ids(simulation));
  });
});

test("a manual run for one image during a scheduled one", async () => {
  await withSimulation({ images: 3 }, async (simulation) => {
    const { account } = simulation;
    const [source_ami_id = ""] = ids(simulation);
    const scheduled = execute(simulation);
    await account.clock.sleepUntil(simulation.startedAt + minutes(7));
    const manual = await execute(simulation, { input: { source_ami_id } });
    // It looks two minutes later than the scheduled one, which has finished the image then.
    expect(finalResult(manual)).toMatchObject({ mode: "single", summary: { copied: 0, skipped: 1, failed: 0 } });
    expect(finalResult(await scheduled).summary).toMatchObject({ discovered: 3, copied: 3, failed: 0 });
    expectConverged(account, ids(simulation));
  });
});

test("an execution that is stopped while another goes on", async () => {
  await withSimulation({ images: 2 }, async (simulation) => {
    const stop = new AbortController();
    const stopped = execute(simulation, { stop: stop.signal });
    const other = execute(simulation);
    await simulation.account.clock.sleepUntil(simulation.startedAt + minutes(12));
    stop.abort();
    expect([(await stopped).status, (await other).status]).toEqual(["ABORTED", "SUCCEEDED"]);
    expectConverged(simulation.account, ids(simulation));
  });
});

const intel = {
  name_prefix: "intel",
  source_architectures: ["x86_64"],
  copy_timeout_hours: 3,
  ami_name_template: "intel-{uuid}",
};
const both = { name_prefix: "both", copy_timeout_hours: 1, kms_key_id: "alias/images" };
const keys = [{ id: "11111111-2222-3333-4444-555555555555", aliases: ["alias/images"] }];

test.each([
  ["at once", 0],
  ["while the first copies", 20],
  ["after the time that the second allows", 90],
])(
  "two installations with different settings, %s, each copy their own, and share what both want",
  async (_, minute) => {
    const images = [
      { count: 2, name: "composer-api-intel", architecture: "x86_64" as const },
      { count: 2, name: "composer-api-arm", architecture: "arm64" as const },
    ];
    const scenario = { images, keys, variables: intel, composes: false as const, copy_minutes: minute + 40 };
    await withSimulation(scenario, async (simulation) => {
      const { account, startedAt } = simulation;
      const place = { accountId, partition, region: account.region };
      const other = await install(account, await evaluateModule(moduleFolder, both, place, awsTypes));
      const started = execute(simulation);
      await account.clock.sleepUntil(startedAt + minutes(minute));
      // The second one's own copies must be there within its hour.
      account.ec2.settings.copyMinutes = 40;
      const starts = [started, other.start({ name: "both", input: {}, since: startedAt })];
      for (const { status, cause } of await Promise.all(starts)) {
        expect([status, cause]).toEqual(["SUCCEEDED", undefined]);
      }
      // What one of them found under way it leaves to the other, and looks at it again in its next run.
      await other.start({ name: "both-again", input: {}, since: startedAt });
      await other.close();
      expectConverged(account, ids(simulation));
    });
  },
);
