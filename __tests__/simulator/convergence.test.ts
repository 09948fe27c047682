import { describe, expect, test } from "vitest";
import type { Simulation } from "../../simulator/simulation.ts";
import { execute, expectConverged, finalResult, withSimulation } from "./support.ts";

/**
 * The module as it is shipped, with every kind of AWS call it makes: credentials, key, listings, copies, UEFI variables,
 * registrations, deregistrations.
 */
const scenario = { images: 0, variables: { kms_key_id: "alias/images" }, hidden_seconds: 10 } as const;

/** New images for one try; those of the try before are shared no more. */
function shareTwo({ account }: Simulation): readonly string[] {
  for (const { image, sharedWith } of account.ec2.store.images.values()) {
    if (sharedWith.size > 0) account.ec2.unshare(image.ImageId);
  }
  const number = account.ec2.store.images.size;
  return [
    account.ec2.share({ Name: `composer-api-${number}-a`, uefiData: "dWVmaQ==" }),
    account.ec2.share({ Name: `composer-api-${number}-b`, BootMode: "legacy-bios" }),
  ];
}

/** How many AWS calls a run makes when nothing goes wrong. */
async function countCalls(simulation: Simulation): Promise<number> {
  const sources = shareTwo(simulation);
  const before = simulation.account.calls.length;
  expect((await execute(simulation)).status).toBe("SUCCEEDED");
  expectConverged(simulation.account, sources);
  return simulation.account.calls.slice(before).filter(({ service }) => service !== "redhat").length;
}

/** Plans a death at the n-th AWS call; Red Hat is not AWS. */
function planDeath({ account }: Simulation, kind: "kill-before" | "kill-after", position: number, onDeath: () => void) {
  let calls = 0;
  const services = ["ec2", "kms", "ssm", "secretsmanager", "sts"];
  account.plan({
    take: (service) => {
      calls += services.includes(service) ? 1 : 0;
      if (calls !== position || !services.includes(service)) return undefined;
      onDeath();
      return { kind };
    },
  });
}

describe.each(["kill-before", "kill-after"] as const)("a function dies (%s)", (kind) => {
  test("at any AWS call: Step Functions calls it again, and the run ends well", async () => {
    await withSimulation(scenario, async (simulation) => {
      const { account } = simulation;
      const calls = await countCalls(simulation);
      expect(calls).toBeGreaterThan(20);
      for (let position = 1; position <= calls; position += 1) {
        const at = `${kind} call ${position}`;
        const sources = shareTwo(simulation);
        let deaths = 0;
        planDeath(simulation, kind, position, () => (deaths += 1));
        const first = await execute(simulation);
        expect(deaths, at).toBe(1);
        expect([first.status, finalResult(first).summary], at).toMatchObject(["SUCCEEDED", { copied: 2, failed: 0 }]);
        expectConverged(account, sources, at);
        const second = await execute(simulation);
        expect([second.status, second.transitions], at).toEqual(["SUCCEEDED", 4]);
        expectConverged(account, sources, at);
      }
    });
  });

  test("at any AWS call and its execution is stopped: the next run finishes what it left", async () => {
    await withSimulation(scenario, async (simulation) => {
      const { account } = simulation;
      const calls = await countCalls(simulation);
      for (let position = 1; position <= calls; position += 1) {
        const at = `${kind} call ${position}`;
        const sources = shareTwo(simulation);
        const stop = new AbortController();
        planDeath(simulation, kind, position, () => {
          stop.abort();
        });
        const first = await execute(simulation, { stop: stop.signal });
        expect(first.status, at).toBe("ABORTED");
        account.plan({ take: () => undefined });
        await account.clock.sleepUntil(account.clock.now + 3_600_000);
        const second = await execute(simulation);
        expect(second.status, at).toBe("SUCCEEDED");
        expectConverged(account, sources, at);
        expect((await execute(simulation)).transitions, at).toBe(4);
      }
    });
  });
});
