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

  const key = "key/11111111-2222-3333-4444-555555555555";
  const own = { credential_kms_key_arns: [`arn:aws:kms:us-east-1:111122223333:${key}`] };
  const theirs = { credential_kms_key_arns: [`arn:aws:kms:us-east-1:999988887777:${key}`] };
  const secret = (account: string) => `arn:aws:secretsmanager:us-east-1:${account}:secret:my-org/redhat`;

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["a secret by its name", { existing_redhat_secret_name: "my-org/redhat" }],
    ["a secret by its ARN", { existing_redhat_secret_arn: `${secret("111122223333")}-a1B2c3`, ...own }],
    ["a secret by the beginning of its ARN", { existing_redhat_secret_arn: secret("111122223333") }],
    ["another account's secret", { existing_redhat_secret_arn: `${secret("999988887777")}-a1B2c3`, ...theirs }],
    [
      "parameters by name",
      { existing_redhat_client_id_param_name: "/x/id", existing_redhat_client_secret_param_name: "flat" },
    ],
    [
      "parameters by ARN, one of another account",
      {
        existing_redhat_client_id_param_arn: "arn:aws:ssm:us-east-1:111122223333:parameter/x/id",
        existing_redhat_client_secret_param_arn: "arn:aws:ssm:us-east-1:999988887777:parameter/x/secret",
      },
    ],
  ])("is reached with %s", async (_, existing) => {
    const store = Object.keys(existing).some((name) => name.includes("secret_arn") || name.includes("secret_name"));
    const variables = {
      enable_redhat_api: true,
      redhat_credential_store: store ? "secretsmanager" : "ssm",
      ...existing,
    };
    const { account, executions } = await run({ images: 1, variables });
    expect(executions[0]?.status).toBe("SUCCEEDED");
    expect(account.images.map(({ tags }) => tags["ComposeId"])).not.toContain(undefined);
  });
});
