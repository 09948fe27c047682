import { expect, test } from "vitest";
import { cases } from "../../support/length.ts";
import { expectConverged } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions } from "../support/functions.ts";
import { numbersFrom } from "../../support/numbers.ts";
import { runWorkflow } from "./run.ts";

/** A world with everything that may go wrong at once, and executions that overlap and die in it. */
async function stir(seed: number) {
  const next = numbersFrom(seed);
  const world = new FakeEc2();
  world.settings.hiddenListings = next(3);
  world.settings.lingeringListings = next(3);
  world.settings.snapshotCopyQuota = 1 + next(4);
  world.settings.copyMinutes = 5 + next(60);
  const sources = Array.from({ length: 1 + next(4) }, () =>
    world.share({ BootMode: next(2) === 0 ? "uefi" : "legacy-bios", ...(next(2) === 0 ? { Name: "same" } : {}) }),
  );
  if (next(3) === 0) {
    world.addOwn({ Name: "rhel-same" });
  }
  const functions = createFunctions(world, {
    environment: {
      AMI_NAME_TEMPLATE: "rhel-{source_name}",
      MAX_CONCURRENT_COPIES: String(world.settings.snapshotCopyQuota),
    },
  });
  for (let round = 0; round < 3; round += 1) {
    world[next(2) === 0 ? "failBefore" : "failAfter"](1 + next(60));
    const runs = Array.from({ length: 1 + next(3) }, (_, index) =>
      runWorkflow(world, functions, {
        name: `${round}-${index}`,
        installation: `installation-${next(2)}`,
        stopsAtDeath: next(2) === 0,
      }),
    );
    await Promise.all(runs);
    world.revive();
    world.advance(next(600));
  }
  return { world, sources, functions };
}

test.each(Array.from({ length: cases(60, 1_000) }, (_, seed) => seed))(
  "whatever happened (%i), the next runs converge",
  async (seed) => {
    const { world, sources, functions } = await stir(seed);
    world.settings.hiddenListings = 0;
    world.settings.lingeringListings = 0;
    // A day later every copy that was left behind may be adopted by anybody.
    world.advance(25 * 60);
    const last = await runWorkflow(world, functions, { name: "last" });
    expect(last).toMatchObject({ status: "SUCCEEDED" });
    const { final_result: copied, result: idle } = last.output as Record<string, { summary: object } | undefined>;
    expect((copied ?? idle)?.summary).toMatchObject({ deferred: 0 });
    expectConverged(world, sources);
  },
);
