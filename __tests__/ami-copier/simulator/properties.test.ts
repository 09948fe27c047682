import type { RegisterImageCommandInput } from "@aws-sdk/client-ec2";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CopierScenarioInput, earlierStates } from "../../../simulator/modules/ami-copier/scenario.ts";
import { faultKinds } from "../../../simulator/core/faults.ts";
import { viewImage } from "../../../simulator/aws/ec2/view.ts";
import { cases } from "../../support/length.ts";
import {
  type CopierSimulation,
  expectConverged,
  expectSound,
  finalResult,
  finalsOf,
  withSimulation,
} from "./support.ts";

/** Sizes that all types have, but for st1, which begins at 125 GiB. */
const volume = fc
  .record({
    size: fc.integer({ min: 4, max: 1_024 }),
    type: fc.constantFrom(
      "gp2" as const,
      "gp3" as const,
      "io1" as const,
      "io2" as const,
      "st1" as const,
      "standard" as const,
    ),
  })
  .map(({ size, type }) => ({ size: type === "st1" ? Math.max(125, size) : size, type }));

const image = fc.record(
  {
    name: fc.stringMatching(/^[a-zA-Z0-9()[\] ./'@_-]{3,40}$/),
    architecture: fc.constantFrom("x86_64", "arm64"),
    boot_mode: fc.constantFrom("legacy-bios", "uefi", "uefi-preferred"),
    volumes: fc.array(volume, { minLength: 1, maxLength: 3 }).map((volumes) =>
      volumes.map(({ size, type }, index) => ({
        device: `/dev/sd${"abc"[index] ?? "z"}`,
        size,
        type,
        // AWS wants IOPS for these, and allows no others for the rest.
        ...(type.startsWith("io") ? { iops: Math.min(3_000, Math.max(100, size * 50)) } : {}),
      })),
    ),
    deprecated: fc.boolean(),
    earlier: fc.constantFrom(...(Object.keys(earlierStates) as (keyof typeof earlierStates)[])),
  },
  { requiredKeys: [] },
);

/** A fault hits one call, wherever it falls. Only a slow one takes seconds. */
const fault = fc
  .record(
    {
      kind: fc.constantFrom(...(Object.keys(faultKinds) as (keyof typeof faultKinds)[])),
      operation: fc.constantFrom(
        "DescribeImages",
        "CopyImage",
        "RegisterImage",
        "DeregisterImage",
        "GetParameter",
        "token",
      ),
      call: fc.integer({ min: 1, max: 12 }),
      seconds: fc.integer({ min: 1, max: 40 }),
    },
    { requiredKeys: ["kind", "call", "seconds"] },
  )
  .map(({ seconds, ...more }) => (more.kind === "slow" ? { ...more, seconds } : more));

const scenario = fc.record({
  // An owner has a name once.
  images: fc.uniqueArray(image, { minLength: 1, maxLength: 4, selector: ({ name }) => name ?? Symbol() }),
  composes: fc.constantFrom<(false | number)[]>(false, 0, 3, 120),
  hidden_seconds: fc.constantFrom(0, 10, 45),
  pending_seconds: fc.constantFrom(0, 25),
  snapshot_copy_quota: fc.constantFrom(3, 20),
  copy_minutes: fc.constantFrom(3, 30, 47),
  faults: fc.array(fault, { maxLength: 4 }),
  variables: fc.record(
    {
      ami_name_template: fc.constantFrom("{source_name}", "rhel-{uuid}-{date}", "same-for-all"),
      max_concurrent_copies: fc.constantFrom(1, 3, 20),
      tags: fc.constantFrom({}, { Team: "images", CostCenter: "4711" }),
      gp3_iops: fc.constant(3_000),
      status_check_wait_time: fc.constantFrom(60, 300, 900),
    },
    { requiredKeys: [] },
  ),
});

/** When executions are started, in minutes; the last ones stand alone, days later. */
const starts = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 3 });
const minutesPerDay = 1_440;

/**
 * Looks at the account at every call: there are never two final images of one source, and an image that a run deregisters must have left its snapshots to a final image, or be
 * a copy that failed or that another copy of its source made superfluous.
 */
function watchCalls({ account }: CopierSimulation): string[] {
  const losses: string[] = [];
  const { ec2, clock } = account;
  const call = ec2.call.bind(ec2);
  ec2.call = (operation, input, ...place) => {
    const { ImageId = "" } = input as { ImageId?: string };
    const stored = operation === "DeregisterImage" ? ec2.store.images.get(ImageId) : undefined;
    const state = stored === undefined ? undefined : viewImage(stored, clock.now).State;
    const answer = call(operation, input, ...place);
    const source = stored?.image.Tags?.find(({ Key }) => Key === "SourceAMI")?.Value ?? "";
    if (operation === "RegisterImage") {
      const tags = (input as RegisterImageCommandInput).TagSpecifications?.[0]?.Tags ?? [];
      const registered = tags.find(({ Key }) => Key === "SourceAMI")?.Value ?? "";
      if (finalsOf(account, registered).length > 1) losses.push(`${registered} has two final images`);
    }
    if (stored !== undefined && state !== "failed" && finalsOf(account, source).length === 0) {
      losses.push(`${ImageId} of ${source} was deregistered without a successor`);
    }
    return answer;
  };
  return losses;
}

function hasFinalResult(output: unknown): boolean {
  return typeof output === "object" && output !== null && "final_result" in output;
}

async function check(input: CopierScenarioInput, moments: readonly number[]): Promise<void> {
  await withSimulation(input, async (simulation) => {
    const { account, world } = simulation;
    const losses = watchCalls(simulation);
    const plan = [...moments, ...[3, 4, 5].map((day) => day * minutesPerDay)];
    const executions = await Promise.all(
      plan.map(async (at, index) => {
        const execution = await simulation.execute({
          name: `run-${index}`,
          at: at * 60_000,
          input: {},
          stopAfter: undefined,
        });
        expectSound(account, `after run ${index}`);
        return execution;
      }),
    );
    expect(losses).toEqual([]);
    const done = simulation.record(executions).images.filter(({ outcome }) => outcome === "done");
    expect(done.map(({ sourceAmiId }) => finalsOf(account, sourceAmiId)[0]?.id)).toEqual(
      done.map(({ finalAmiId }) => finalAmiId),
    );
    expectConverged(
      account,
      world.shared.map(({ id }) => id),
    );
    // The status agrees with the account: what the executions say they copied is there, and the last one found nothing to do.
    expect(executions.at(-1)).toMatchObject({
      status: "SUCCEEDED",
      output: { result: { message: "No AMIs to process" } },
    });
    for (const execution of executions.filter(({ output }) => hasFinalResult(output))) {
      const { discovered, copied, skipped, deferred, failed } = finalResult(execution).summary;
      expect(failed).toBe(0);
      expect(Number(copied) + Number(skipped) + Number(deferred)).toBe(discovered);
    }
    for (const execution of executions.filter(({ status }) => status === "FAILED")) {
      expect(execution.error).toMatch(/^(DiscoveryError|CopiesFailed|ProcessingError)$/);
      expect(execution.cause).not.toBe("");
    }
  });
}

test("whatever is there, goes wrong and overlaps, every source ends with exactly one sound final image", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, starts, (input, moments) => check(input as CopierScenarioInput, moments)),
    { numRuns: cases(8, 200) },
  );
});
