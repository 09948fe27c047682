import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { type Fault, FaultPlan } from "../../../simulator/core/faults.ts";
import { clientOf, open } from "../aws/support.ts";

describe("a plan", () => {
  const hits = (fault: Fault, calls: readonly [service: string, operation: string][]) => {
    const plan = new FaultPlan([fault]);
    return calls.map(([service, operation]) => plan.take(service, operation)?.kind !== undefined);
  };
  const list = ["ec2", "DescribeImages"] as [string, string];
  const copy = ["ec2", "CopyImage"] as [string, string];
  const read = ["ssm", "GetParameter"] as [string, string];

  test("counts the calls that a fault is about, and no others", () => {
    expect(hits({ kind: "drop" }, [list, read])).toEqual([true, true]);
    expect(hits({ kind: "drop", call: 2 }, [list, read, list])).toEqual([false, true, false]);
    expect(hits({ kind: "drop", service: "ec2", call: 2 }, [list, read, copy, list])).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(hits({ kind: "drop", operation: "CopyImage" }, [list, copy, copy])).toEqual([false, true, true]);
    expect(hits({ kind: "drop", every: 2 }, [list, list, list, list])).toEqual([false, true, false, true]);
  });

  test("lets the first fault win, and counts for all of them", () => {
    const plan = new FaultPlan([
      { kind: "drop", call: 2 },
      { kind: "throttle", every: 2 },
      { kind: "slow", call: 3 },
    ]);
    expect([1, 2, 3, 4].map(() => plan.take("ec2", "CopyImage")?.kind)).toEqual([
      undefined,
      "drop",
      "slow",
      "throttle",
    ]);
  });
});

describe("the SDK's client", () => {
  let account: Account;
  beforeEach(async () => {
    account = await open();
  });
  afterEach(() => account.close());

  const plan = (...faults: Fault[]) => {
    account.plan(new FaultPlan(faults));
  };
  const list = (more: object = {}) =>
    new EC2Client({ ...clientOf(account), ...more }).send(new DescribeImagesCommand({ Owners: ["self"] }));

  test("sees AWS's codes when a service is throttled or unavailable", async () => {
    plan({ kind: "throttle", call: 1 }, { kind: "unavailable", call: 2 }, { kind: "throttle", call: 3 });
    await expect(list()).rejects.toMatchObject({ name: "RequestLimitExceeded", $metadata: { httpStatusCode: 503 } });
    await expect(list()).rejects.toMatchObject({ name: "Unavailable", $metadata: { httpStatusCode: 503 } });
    const ssm = new SSMClient(clientOf(account));
    const read = ssm.send(new GetParameterCommand({ Name: "x" }));
    await expect(read).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(account.calls.map(({ outcome }) => outcome)).toEqual(["throttle", "unavailable", "throttle"]);
  });

  test("tries again when a connection breaks, and finds that the call took effect or did not", async () => {
    const again = { maxAttempts: 2 };
    account.ec2.addOwn({ Name: "own" });
    plan({ kind: "drop", call: 1 }, { kind: "lose-answer", call: 3 });
    expect((await list(again)).Images).toHaveLength(1);
    expect((await list(again)).Images).toHaveLength(1);
    expect(account.calls.map(({ outcome }) => outcome)).toEqual(["drop", "ok", "lose-answer", "ok"]);
  });

  test("gives up on an answer that does not come", async () => {
    plan({ kind: "timeout" });
    const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true };
    await expect(list({ requestHandler })).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

test("a caller that dies in the middle of its request does no harm", async () => {
  const account = await open();
  const { port } = new URL(account.url);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nAction=");
  socket.destroy();
  await expect(new EC2Client(clientOf(account)).send(new DescribeImagesCommand({}))).resolves.toBeDefined();
  await account.close();
});
