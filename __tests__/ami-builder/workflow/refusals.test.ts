import { expect, test } from "vitest";
import { runErrors } from "../../../lambdas/ami-builder/contract.ts";
import { cases, isLong } from "../../support/length.ts";
import { numbersFrom } from "../../support/numbers.ts";
import type { Call, Fault } from "./calls.ts";
import { inEach, mishapAt, openWorld } from "./deaths.ts";
import { expectConverged, scriptsTwice, watchParameters } from "./expectations.ts";

/** What a function is told when somebody calls too often, or a service is ill, for longer than the SDK itself tries again. */
function passing({ service }: Call, chance: number): Fault {
  const throttled = {
    ec2: { code: "RequestLimitExceeded", status: 503 },
    s3: { code: "SlowDown", status: 503 },
  }[service];
  if (chance === 0) return { code: "InternalError", status: 500 };
  return throttled ?? { code: "ThrottlingException", status: 400 };
}

test("throttles and server errors in any order change nothing but the time", async () => {
  await inEach(
    Array.from({ length: cases(6, 300) }, (_, seed) => seed),
    async (seed) => {
      const next = numbersFrom(seed);
      const world = await openWorld({ seed });
      const wrong = watchParameters(world);
      world.fault = (call) => (next(60) === 0 ? passing(call, next(2)) : undefined);
      const { status, output, cause } = await world.run({ name: "first" });
      const context = `seed ${seed}: ${cause ?? ""}`;
      expect([status, output], context).toMatchObject(["SUCCEEDED", { summary: { built: 1, failed: 0 } }]);
      await world.sleep(120);
      expectConverged(world, context);
      expect([...wrong, ...world.denied, ...scriptsTwice(world)], context).toEqual([]);
      await world.close();
    },
  );
});

test("a call that is not allowed fails the run under a name, and the next run converges", async () => {
  const counted = await openWorld();
  await counted.run({ name: "first" });
  await counted.close();
  // Of looks that repeat each other the first two are enough.
  const seen = new Map<string, number>();
  const positions = counted.calls.flatMap(({ operation, region, input }, index) => {
    const what = `${operation} ${region} ${/^(Get|Put)Object$/.test(operation) ? (input as { Key: string }).Key : ""}`;
    seen.set(what, (seen.get(what) ?? 0) + 1);
    return (seen.get(what) ?? 0) <= 2 || isLong ? [index + 1] : [];
  });
  const tried = isLong ? positions : positions.filter((_, index) => index % 8 === 0);
  await inEach(tried, async (position) => {
    const world = await openWorld();
    const wrong = watchParameters(world);
    const code = counted.calls[position - 1]?.service === "ec2" ? "UnauthorizedOperation" : "AccessDeniedException";
    const happened = mishapAt(world, { code, status: 403 }, position, () => true);
    const first = await world.run({ name: "first" });
    const context = `call ${position} ${happened.call?.operation ?? "none"} ${JSON.stringify(happened.call?.input).slice(0, 150)}: ${first.error ?? ""} ${first.cause ?? ""}`;
    if (first.status === "SUCCEEDED") {
      // A look that others made up for: then all is done, and nothing was taken for absent.
      expect([happened.call?.operation, first.output], context).toMatchObject([
        expect.stringMatching(/^(Describe|Get)/),
        { summary: { built: 1, failed: 0 } },
      ]);
      await world.sleep(60);
      expectConverged(world, context);
    } else {
      expect(Object.values(runErrors), context).toContain(first.error);
      expect(first.cause, context).toMatch(/(\w+Error|States\.\w+): /);
    }
    await world.sleep(60);
    const second = await world.run({ name: "second" });
    expect([second.status, second.cause], context).toEqual(["SUCCEEDED", undefined]);
    await world.sleep(120);
    expectConverged(world, context);
    expect([...wrong, ...scriptsTwice(world)], context).toEqual([]);
    await world.close();
  });
});
