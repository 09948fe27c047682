import { describe, expect, test } from "vitest";
import type { Fault } from "../../../simulator/core/faults.ts";
import { execute, expectConverged, finalsOf, run, withSimulation } from "./support.ts";

const redHat = (fault: Omit<Fault, "service">): Fault => ({ service: "redhat", ...fault });

describe("Red Hat's API", () => {
  test("tells of ten images among a hundred composes in at most 25 requests", async () => {
    const { calls, account } = await run({ images: 10, composes: 100 });
    expect(calls.filter(({ service }) => service === "redhat").length).toBeLessThanOrEqual(25);
    expect(account.images.map(({ tags }) => tags["ComposeId"])).not.toContain(undefined);
  });

  test("tells of images among a thousand composes", async () => {
    const { executions, account, calls } = await run({ images: 3, composes: 1_000 });
    expect(executions[0]?.status).toBe("SUCCEEDED");
    expect(account.images.map(({ tags }) => tags["Distribution"])).not.toContain(undefined);
    expect(calls.filter(({ service }) => service === "redhat").length).toBeLessThan(20);
  });

  test.each<[string, Fault[]]>([
    ["is down", [redHat({ kind: "drop" })]],
    ["does not answer", [redHat({ kind: "timeout" })]],
    ["answers after a minute", [redHat({ kind: "slow", seconds: 60 })]],
    ["answers after nine seconds", [redHat({ kind: "slow", seconds: 9 })]],
    ["has no tokens", [redHat({ kind: "unavailable", operation: "token" })]],
    ["fails every second time", [redHat({ kind: "unavailable", every: 2 })]],
    [
      "fails every third time, and hangs every fifth",
      [redHat({ kind: "drop", every: 3 }), redHat({ kind: "timeout", every: 5 })],
    ],
    ["throttles", [redHat({ kind: "throttle", operation: "compose" })]],
  ])("%s: the copy goes on, within the function's time", async (_, faults) => {
    await withSimulation({ images: 4, composes: 100, faults }, async (simulation) => {
      const { status, states } = await execute(simulation);
      expect(status).toBe("SUCCEEDED");
      const discovery = states.find(({ name }) => name === "DiscoverAMIs");
      expect(discovery).toMatchObject({ retries: 0 });
      expect((discovery?.exitedAt ?? Infinity) - (discovery?.enteredAt ?? 0)).toBeLessThan(600_000);
      expectConverged(
        simulation.account,
        simulation.world.shared.map(({ id }) => id),
      );
    });
  });

  test("is asked again by the next run for new images only", async () => {
    await withSimulation({ images: 1, faults: [redHat({ kind: "drop", call: 1 })] }, async (simulation) => {
      const { account, world } = simulation;
      await execute(simulation);
      expect(finalsOf(account, world.shared[0]?.id ?? "")[0]?.tags["ComposeId"]).toBeUndefined();
      const before = account.calls.length;
      await execute(simulation);
      expect(account.calls.slice(before).map(({ service }) => service)).toEqual(["ec2", "ec2"]);
    });
  });
});
