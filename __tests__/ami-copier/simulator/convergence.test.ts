import { describe, expect, test } from "vitest";
import { redHatImage } from "../../../simulator/modules/ami-copier/red-hat/images.ts";
import type { CopierScenarioInput } from "../../../simulator/modules/ami-copier/scenario.ts";
import { isLong } from "../../support/length.ts";
import { type CopierSimulation, execute, expectConverged, finalResult, withSimulation } from "./support.ts";

const deaths = ["kill-before", "kill-after"] as const;
const noFaults = { take: () => undefined };

/** The set-up in which executions that end with a death are tried in a short run too. */
const shortRun = "with a key and images that show late";

/** Together they make every kind of AWS call the module makes, in one wave and in several. */
const scenarios: Readonly<Record<string, CopierScenarioInput>> = {
  [shortRun]: {
    images: 0,
    composes: 0,
    variables: { kms_key_id: "alias/images" },
    hidden_seconds: 10,
  },
  "with a wave for each image, and credentials in Secrets Manager": {
    images: 0,
    composes: 0,
    variables: { max_concurrent_copies: 1, redhat_credential_store: "secretsmanager" },
  },
};

/** New images for one try; those of the try before are shared no more. */
function shareTwo({ account }: CopierSimulation): readonly string[] {
  for (const { image, sharedWith } of account.ec2.store.images.values()) {
    if (sharedWith.size > 0) account.ec2.unshare(image.ImageId);
  }
  const number = account.ec2.store.images.size;
  return [
    account.ec2.share(redHatImage({ Name: `composer-api-${uuid(2 * number)}`, uefiData: "dWVmaQ==" })),
    account.ec2.share(redHatImage({ Name: `composer-api-${uuid(2 * number + 1)}`, BootMode: "legacy-bios" })),
  ];
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** How many AWS calls a run makes when nothing goes wrong. */
async function countCalls(simulation: CopierSimulation): Promise<number> {
  const sources = shareTwo(simulation);
  const before = simulation.account.calls.length;
  expect((await execute(simulation)).status).toBe("SUCCEEDED");
  expectConverged(simulation.account, sources);
  return simulation.account.calls.slice(before).filter(({ service }) => service !== "redhat").length;
}

/** Plans a death at the n-th AWS call; Red Hat is not AWS. */
function planDeath(
  { account }: CopierSimulation,
  kind: "kill-before" | "kill-after",
  position: number,
  onDeath: () => void,
) {
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

describe.each(Object.entries(scenarios))("%s", (_, scenario) => {
  // Within one process the workflow's tests do this for every set-up and death; here, with real ones, a short run has three of the four.
  test.each(deaths.filter((kind) => isLong || scenario === scenarios[shortRun] || kind === "kill-after"))(
    "a function that dies at any AWS call (%s) is called again, and the run ends well",
    async (kind) => {
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
    },
  );

  // Within one process the workflow's tests do this for every set-up; here, with real ones, one is enough in a short run.
  test.runIf(isLong || scenario === scenarios[shortRun]).each(deaths)(
    "an execution that ends with a death at any AWS call (%s) is finished by the next",
    async (kind) => {
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
          account.plan(noFaults);
          await account.clock.sleepUntil(account.clock.now + 3_600_000);
          const second = await execute(simulation);
          expect(second.status, at).toBe("SUCCEEDED");
          expectConverged(account, sources, at);
          expect((await execute(simulation)).transitions, at).toBe(4);
        }
      });
    },
  );
});

test.each(
  (
    [
      ["kill-before", []],
      ["kill-after", ["name", "snapshots"]],
    ] as const
  ).filter(([kind]) => isLong || kind === "kill-after"),
)(
  "a copy that fails is removed whatever dies (%s) and whatever it has lost (%j), and told; the next run copies the image",
  async (kind, lost) => {
    await withSimulation({ images: 0, composes: false, failed_copies_lose: [...lost] }, async (simulation) => {
      const { account } = simulation;
      const { settings } = account.ec2;
      let deaths = 1;
      for (let position = 1; deaths === position; position += 1) {
        const at = `${kind} call ${position}`;
        const sources = shareTwo(simulation);
        settings.copyProblem = (source) => (source === sources[0] ? "the key is disabled" : undefined);
        planDeath(simulation, kind, position, () => (deaths += 1));
        const first = await execute(simulation);
        expect([first.status, first.cause], at).toEqual(["FAILED", expect.stringContaining("the key is disabled")]);
        expectConverged(account, sources.slice(1), at);
        settings.copyProblem = () => undefined;
        expect((await execute(simulation)).status, at).toBe("SUCCEEDED");
        expectConverged(account, sources, at);
      }
      expect(deaths).toBeGreaterThan(20);
    });
  },
);
