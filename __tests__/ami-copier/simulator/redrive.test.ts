import { describe, expect, test } from "vitest";
import { type CopierSimulation, execute, expectConverged, finalResult, withSimulation } from "./support.ts";

const minutes = 60_000;
/** Each image in a wave of its own; what is registered shows late, so that the finalizer tries again. */
const scenario = { images: 2, hidden_seconds: 10, variables: { max_concurrent_copies: 1 } };

function sourcesOf({ account }: CopierSimulation): readonly string[] {
  return [...account.ec2.store.images.values()]
    .filter(({ sharedWith }) => sharedWith.size > 0)
    .map(({ image }) => image.ImageId);
}

/** Starts a run, stops it after some time, and tells its ARN. */
async function runStoppedAfter(simulation: CopierSimulation, milliseconds: number): Promise<string> {
  const { clock, stateMachines } = simulation.account;
  const stop = new AbortController();
  clock.setTimer(() => {
    stop.abort();
  }, milliseconds);
  const { name, status } = await execute(simulation, { stop: stop.signal });
  expect(status).toBe("ABORTED");
  const run = stateMachines.executions.find((execution) => execution.name === name);
  return run?.executionArn ?? "";
}

describe("a run that is redriven", () => {
  test.each([
    ["while the first copy is made", 10 * minutes],
    ["while the first image is finished", 30 * minutes + 1_000],
    ["while the second copy is made", 45 * minutes],
    ["while the second image is finished", 60 * minutes + 20_000],
  ])("after it was stopped %s converges", async (_, moment) => {
    await withSimulation(scenario, async (simulation) => {
      const { clock, stateMachines } = simulation.account;
      const arn = await runStoppedAfter(simulation, moment);
      const waves = () => stateMachines.executions.filter(({ name, status }) => name !== arn && status === "ABORTED");
      expect(waves().length).toBeGreaterThan(0);
      await clock.sleepUntil(clock.now + 5 * minutes);
      const record = await stateMachines.redrive(arn).ended;
      expect(record.status).toBe("SUCCEEDED");
      expect(finalResult(record).summary).toMatchObject({ discovered: 2, copied: 2, failed: 0 });
      expectConverged(simulation.account, sourcesOf(simulation));
      // The role let it go on with the very executions of its waves: there is none besides.
      expect(waves()).toEqual([]);
      expect(stateMachines.executions).toHaveLength(3);
    });
  });

  test("days after it was stopped before its first copy began gives the copies their whole time", async () => {
    await withSimulation(scenario, async (simulation) => {
      const { clock, ec2, stateMachines } = simulation.account;
      const quota = ec2.settings.snapshotCopyQuota;
      ec2.settings.snapshotCopyQuota = 0;
      const arn = await runStoppedAfter(simulation, 10 * minutes);
      ec2.settings.snapshotCopyQuota = quota;
      await clock.sleepUntil(clock.now + 48 * 60 * minutes);
      const record = await stateMachines.redrive(arn).ended;
      expect(finalResult(record).summary).toMatchObject({ discovered: 2, copied: 2, failed: 0 });
      expectConverged(simulation.account, sourcesOf(simulation));
    });
  });

  test("after it ended in a Fail state fails again at once; a new run converges", async () => {
    await withSimulation(scenario, async (simulation) => {
      const { account } = simulation;
      account.ec2.settings.copyProblem = () => "the key is disabled";
      const failed = await execute(simulation);
      expect(failed).toMatchObject({ status: "FAILED", error: "CopiesFailed" });
      const arn = account.stateMachines.executions[0]?.executionArn ?? "";
      const calls = account.calls.length;
      expect(await account.stateMachines.redrive(arn).ended).toMatchObject({
        status: "FAILED",
        error: "CopiesFailed",
        cause: failed.cause,
      });
      expect(account.calls).toHaveLength(calls);
      account.ec2.settings.copyProblem = () => undefined;
      expect(await execute(simulation)).toMatchObject({ status: "SUCCEEDED" });
      expectConverged(account, sourcesOf(simulation));
    });
  });
});
