import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { describeMisses, type Fault, FaultPlan, faultText } from "../../../simulator/core/faults.ts";
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

describe("a plan tells afterwards", () => {
  const recordsOf = (faults: readonly Fault[], calls: number) => {
    const plan = new FaultPlan(faults);
    for (let call = 0; call < calls; call += 1) plan.take("ec2", "CopyImage", "function");
    return plan.records;
  };

  test("how many calls each fault was about, and how many it hit", () => {
    const drop: Fault = { kind: "drop", every: 2 };
    const throttle: Fault = { kind: "throttle", call: 2 };
    const other: Fault = { kind: "slow", operation: "RegisterImage", seconds: 3 };
    expect(recordsOf([drop, throttle, other], 5)).toEqual([
      { fault: drop, calls: 5, hits: 2 },
      { fault: throttle, calls: 5, hits: 0 },
      { fault: other, calls: 0, hits: 0 },
    ]);
  });

  test.each<[Fault, calls: number, string]>([
    [{ kind: "drop", service: "ec2" }, 0, "drop:ec2 hit nothing: there was no call that it is about"],
    [{ kind: "kill-after", call: 2 }, 0, "kill-after@2 hit nothing: no function made a call that it is about"],
    [{ kind: "drop", call: 5 }, 3, "drop@5 hit nothing: there were 3 calls that it is about"],
    [{ kind: "drop", every: 2 }, 1, "drop/2 hit nothing: there was 1 call that it is about"],
  ])("why %o hit nothing", (fault, calls, message) => {
    expect(describeMisses(recordsOf([fault], calls))).toEqual([`The fault ${message}.`]);
  });

  test("that another fault came first", () => {
    const faults: readonly Fault[] = [{ kind: "drop" }, { kind: "throttle", service: "ec2" }];
    expect(describeMisses(recordsOf(faults, 2))).toEqual([
      "The fault throttle:ec2 hit nothing: other faults came first on the calls that it would have hit.",
    ]);
  });

  test("and a call that no function makes kills none, and is not counted as if it could", () => {
    const kill: Fault = { kind: "kill-before", service: "states", call: 1 };
    const plan = new FaultPlan([kill]);
    expect(plan.take("states", "DescribeExecution", "state machine")).toBeUndefined();
    expect(plan.take("states", "DescribeExecution", "function")).toBe(kill);
    expect(plan.records).toEqual([{ fault: kill, calls: 1, hits: 1 }]);
  });

  test("faults as they are typed", () => {
    const faults: readonly Fault[] = [
      { kind: "drop" },
      { kind: "throttle", service: "ec2", operation: "CopyImage", call: 2 },
      { kind: "slow", service: "redhat", every: 3, seconds: 2.5 },
    ];
    expect(faults.map(faultText)).toEqual(["drop", "throttle:ec2.CopyImage@2", "slow:redhat/3=2.5"]);
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
