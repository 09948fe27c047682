import type { Image, Instance } from "@aws-sdk/client-ec2";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candidateOf, nextCandidate, sameCandidate } from "../../../../lambdas/ami-builder/domain/candidates.ts";
import { decideCleanUp } from "../../../../lambdas/ami-builder/domain/clean-up.ts";
import { commandsOf } from "../../../../lambdas/ami-builder/domain/commands.ts";
import { judgeImage } from "../../../../lambdas/ami-builder/domain/image-state.ts";
import { judgeInstance } from "../../../../lambdas/ami-builder/domain/instance-state.ts";
import { commandSeconds, judgeInvocation } from "../../../../lambdas/ami-builder/domain/invocation.ts";
import { lastLines } from "../../../../lambdas/ami-builder/domain/last-lines.ts";
import { launchMappings, launchRequest } from "../../../../lambdas/ami-builder/domain/launch-request.ts";
import { imagePollSeconds, pollSeconds } from "../../../../lambdas/ami-builder/domain/polling.ts";
import { refusalOf } from "../../../../lambdas/ami-builder/domain/refusals.ts";
import { launchToken } from "../../../../lambdas/ami-builder/domain/tokens.ts";
import { preparedBuild, testNamed, workOn } from "../../support/build-values.ts";

const now = new Date("2026-01-01T01:00:00.000Z");
const prepared = preparedBuild("ami-1");
const work = workOn(prepared, now);
const seconds = (count: number) => new Date(now.getTime() + count * 1_000);

describe("candidates", () => {
  const type = fc.record({ type: fc.string(), subnet_id: fc.constant(null), spot: fc.boolean() });

  test("each is tried three times with five minutes between rounds, the last time on demand", () => {
    fc.assert(
      fc.property(fc.array(type, { minLength: 1, maxLength: 12 }), (candidates) => {
        const tried: { type: string; spot: boolean }[] = [];
        let waited = 0;
        let at = { candidate: 0, on_demand: false };
        for (;;) {
          tried.push(candidateOf({ candidates }, at));
          const next = nextCandidate(candidates.length, at);
          if (next === undefined) break;
          waited += next.wait_seconds;
          at = { ...at, candidate: next.candidate };
        }
        expect(tried.map((each) => each.type)).toEqual([1, 2, 3].flatMap(() => candidates.map((each) => each.type)));
        expect(tried.slice(-candidates.length).some(({ spot }) => spot)).toBe(false);
        expect(tried.slice(0, candidates.length).map(({ spot }) => spot)).toEqual(candidates.map(({ spot }) => spot));
        expect(waited).toBe(600);
      }),
    );
  });

  test("a quota is met with the same one, twice more", () => {
    const first = sameCandidate(4, { candidate: 2, on_demand: false });
    expect(first).toEqual({ candidate: 6, wait_seconds: 300 });
    expect(sameCandidate(4, { candidate: 10, on_demand: false })).toBeUndefined();
  });

  test("without spot there is none", () => {
    const candidates = [{ type: "t3.medium", subnet_id: null, spot: true }];
    expect(candidateOf({ candidates }, { candidate: 0, on_demand: true }).spot).toBe(false);
    expect(() => candidateOf({ candidates: [] }, { candidate: 0, on_demand: false })).toThrow(RangeError);
  });
});

test.each([
  ["InsufficientInstanceCapacity", "", "next"],
  ["UnfulfillableCapacity", "", "next"],
  ["Unsupported", "", "next"],
  ["InsufficientFreeAddressesInSubnet", "", "next"],
  ["MaxSpotInstanceCountExceeded", "", "next"],
  ["SpotMaxPriceTooLow", "", "next"],
  ["VcpuLimitExceeded", "", "quota"],
  ["InstanceLimitExceeded", "", "quota"],
  [
    "InvalidParameterValue",
    "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    "late",
  ],
  ["InvalidParameterValue", "The architecture does not match", "final"],
  ["InvalidAMIID.NotFound", "", "late"],
  ["IdempotentInstanceTerminated", "", "ended"],
  ["UnauthorizedOperation", "", "final"],
])("a launch that is refused with %s %s: %s", (code, message, refusal) => {
  expect(refusalOf(code, message)).toBe(refusal);
});

describe("looks", () => {
  test("come late by a fifth at most, between five seconds and a minute", () => {
    expect([0, 20, 26, 100, 299, 300, 3_600].map(pollSeconds)).toEqual([5, 5, 6, 20, 60, 60, 60]);
    expect([0, 1_199, 1_200, 86_400].map(imagePollSeconds)).toEqual([20, 20, 60, 60]);
  });

  test("at an image of a day need less than 25,000 events of six for each look", () => {
    let looks = 1;
    for (let at = 60; at < 86_400; at += imagePollSeconds(at)) looks += 1;
    expect(looks * 9).toBeLessThan(14_000);
  });
});

describe("the launch", () => {
  const image: Image = {
    ImageId: "ami-1",
    RootDeviceName: "/dev/sda1",
    BlockDeviceMappings: [
      { DeviceName: "/dev/sda1", Ebs: { SnapshotId: "snap-1", VolumeSize: 10, VolumeType: "gp2" } },
      { DeviceName: "/dev/sdf", Ebs: { SnapshotId: "snap-2", VolumeSize: 50, VolumeType: "io1", Iops: 100 } },
      { DeviceName: "/dev/sdb", VirtualName: "ephemeral0" },
    ],
  };
  const volume = { VolumeType: "gp3", DeleteOnTermination: true, Encrypted: true };

  test.each([
    [8, {}],
    [null, {}],
    [30, { VolumeSize: 30 }],
  ])("of %s GiB makes the root no smaller than the base's, and changes no other size", (volume_size_gb, root) => {
    expect(launchMappings(image, { ...prepared.instance, volume_size_gb })).toEqual([
      { DeviceName: "/dev/sda1", Ebs: { ...volume, ...root } },
      { DeviceName: "/dev/sdf", Ebs: volume },
    ]);
  });

  test("has the key that is named, and none where nothing is to be encrypted", () => {
    const [named] = launchMappings(image, { ...prepared.instance, kms_key_id: "key" });
    expect(named?.Ebs).toMatchObject({ KmsKeyId: "key" });
    const [plain] = launchMappings(image, { ...prepared.instance, encrypted: false, kms_key_id: "key" });
    expect(plain?.Ebs).not.toHaveProperty("Encrypted");
    expect(plain?.Ebs).not.toHaveProperty("KmsKeyId");
  });

  test("is the same call for the same try, and has a token of 64 digits", () => {
    const [candidate] = prepared.instance.candidates;
    if (candidate === undefined) throw new Error("there is one");
    const token = launchToken(work, "builder");
    const request = () => launchRequest({ prepared, role: "builder", candidate, image, token, userData: "#!/bin/sh" });
    expect(request()).toEqual(request());
    expect(request()).not.toHaveProperty("KeyName");
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    const others = [
      launchToken(work, "verifier"),
      launchToken({ ...work, attempt: 2 }, "builder"),
      launchToken({ ...work, candidate: 1 }, "builder"),
      launchToken({ ...work, execution_id: "other" }, "builder"),
    ];
    expect(new Set([token, ...others]).size).toBe(5);
    expect(launchToken({ ...work, since: now.toISOString(), phase: "launch" } as typeof work, "builder")).toBe(token);
  });
});

describe("an instance", () => {
  const at = { since: now.toISOString() };
  const instance = (name: Instance["State"], more: Instance = {}): Instance => ({ State: name, ...more });

  test.each<[string, Instance | undefined, number, object]>([
    ["pending", instance({ Name: "pending" }), 0, { kind: "waiting" }],
    ["running", instance({ Name: "running" }), 0, { kind: "running" }],
    ["unseen for four minutes", undefined, 240, { kind: "waiting" }],
    ["unseen for five", undefined, 300, { kind: "lost", elsewhere: false }],
    ["ended by a person", instance({ Name: "terminated" }), 0, { kind: "lost", elsewhere: false }],
    [
      "ended by EC2",
      instance({ Name: "terminated" }, { StateReason: { Code: "Server.SpotInstanceTermination", Message: "taken" } }),
      0,
      { kind: "lost", elsewhere: true, reason: "it is terminated: Server.SpotInstanceTermination: taken" },
    ],
    ["of spot, ended", instance({ Name: "shutting-down" }, { InstanceLifecycle: "spot" }), 0, { elsewhere: true }],
    ["stopped", instance({ Name: "stopped" }), 0, { kind: "lost", elsewhere: false }],
  ])("that is %s", (_, seen, after, expected) => {
    expect(judgeInstance(seen, at, seconds(after))).toMatchObject(expected);
  });
});

describe("an image", () => {
  const at = {
    image_id: "ami-2",
    since: now.toISOString(),
    deadline: seconds(600).toISOString(),
    ends_at: seconds(9_000).toISOString(),
  };

  test.each<[string, Image | undefined, number, string]>([
    ["pending", { State: "pending" }, 599, "waiting"],
    ["pending too long", { State: "pending" }, 600, "overdue"],
    ["available, if late", { State: "available" }, 900, "available"],
    ["unseen for four minutes", undefined, 240, "waiting"],
    ["unseen for five", undefined, 300, "failed"],
    ["failed", { State: "failed" }, 0, "failed"],
    ["disabled", { State: "disabled" }, 0, "failed"],
  ])("that is %s", (_, seen, after, kind) => {
    expect(judgeImage(seen, at, seconds(after)).kind).toBe(kind);
  });

  test("is given up at the end of the build, if that comes first", () => {
    const short = { ...at, ends_at: seconds(60).toISOString() };
    expect(judgeImage({ State: "pending" }, short, seconds(60))).toMatchObject({
      kind: "overdue",
      reason: expect.stringContaining(short.ends_at) as string,
    });
  });
});

describe("a command", () => {
  test.each([
    ["Pending", -1, "running"],
    ["In Progress", -1, "running"],
    ["InProgress", -1, "running"],
    ["Delayed", -1, "running"],
    ["Cancelling", -1, "running"],
    ["Success", 0, "ended"],
    ["Failed", 100, "ended"],
    ["Failed", 124, "timeout"],
    ["Failed", 199, "lost"],
    ["Execution Timed Out", -1, "timeout"],
    ["ExecutionTimedOut", -1, "timeout"],
    ["DeliveryTimedOut", -1, "undelivered"],
    ["Undeliverable", -1, "undelivered"],
    ["Terminated", -1, "undelivered"],
    ["Cancelled", -1, "cancelled"],
  ])("that is %s with %i is %s", (StatusDetails, ResponseCode, kind) => {
    expect(judgeInvocation({ StatusDetails, ResponseCode }, 0).kind).toBe(kind);
  });

  test("may be unknown for half a minute", () => {
    expect(judgeInvocation(undefined, 29).kind).toBe("running");
    expect(judgeInvocation(undefined, 30).kind).toBe("undelivered");
  });

  test("took as long as the agent says", () => {
    const ExecutionStartDateTime = "2026-01-01T00:00:01.500Z";
    expect(commandSeconds({ ExecutionStartDateTime, ExecutionEndDateTime: "2026-01-01T00:00:03.000Z" }, 9)).toBe(1.5);
    expect(commandSeconds({ ExecutionStartDateTime, ExecutionEndDateTime: "" }, 9.4)).toBe(9);
  });

  test("is quoted by its last three lines, of errors first", () => {
    expect(lastLines({ stdout: "out", stderr: "one\r\ntwo\n\nthree\nfour\n" })).toBe("two three four");
    expect(lastLines({ stdout: "10 %\r100 %\n", stderr: " \n" })).toBe("10 % 100 %");
    expect(lastLines({ stdout: "", stderr: "" })).toBe("");
    expect(lastLines({ stdout: "x".repeat(1_000), stderr: "" }).length).toBeLessThanOrEqual(300);
  });
});

describe("the list of commands", () => {
  const definition = {
    steps: [{ name: "setup", script: "a", timeout_seconds: 100, retries: 1, reboot: true }],
    validation_tests: [testNamed("here", ["builder"]), testNamed("both", ["builder", "image"])],
    hygiene: [],
  };
  const notes = { instance_id: "i-1", machine_id: "a", host_keys: [] };
  const list = (
    role: "builder" | "verifier",
    kind: "build" | "validation" = "build",
    of: typeof notes | null = notes,
  ) => commandsOf({ definition, kind }, role, of).map(({ number, name, phase }) => `${number} ${name}: ${phase}`);

  test("of builder, verifier and validation", () => {
    expect(list("builder")).toEqual([
      "0 prepare: prepare",
      "1 setup: step setup",
      "2 tests: tests",
      "3 hygiene: hygiene",
    ]);
    expect(list("verifier")).toEqual(["4 proof: verify", "5 tests: verify"]);
    expect(list("verifier", "build", null)).toEqual(["4 tests: verify"]);
    expect(list("verifier", "validation")).toEqual(["0 tests: verify"]);
    expect(commandsOf({ definition: null, kind: "validation" }, "verifier", null)).toEqual([]);
  });

  test("has each command's own time and what the template wants of steps", () => {
    const [prepare, setup, tests, hygiene] = commandsOf({ definition, kind: "build" }, "builder", null);
    expect([prepare, setup, hygiene].map((each) => each?.patienceSeconds)).toEqual([600, 280, 300]);
    expect(setup).toMatchObject({ timeoutSeconds: 100, retries: 1, reboot: true });
    expect(tests?.patienceSeconds).toBeGreaterThanOrEqual(2 * 60 + 180);
    expect(tests?.tests.map(({ name }) => name)).toEqual(["here", "both"]);
  });
});

describe("the clean-up", () => {
  const tags = (more: Record<string, string>) => Object.entries(more).map(([Key, Value]) => ({ Key, Value }));
  const builder: Instance = {
    InstanceId: "i-1",
    State: { Name: "running" },
    Tags: tags({ AmiBuilderRole: "builder" }),
  };
  const verifier: Instance = {
    InstanceId: "i-2",
    State: { Name: "running" },
    Tags: tags({ AmiBuilderRole: "verifier" }),
  };
  const host: Instance = { InstanceId: "i-3", State: { Name: "running" }, Tags: tags({ Name: "host" }) };
  const over: Instance = { ...builder, InstanceId: "i-4", State: { Name: "terminated" } };
  const building: Image = { ImageId: "ami-2", State: "available", Tags: tags({ AmiBuilderState: "building" }) };
  const failed: Image = { ...building, ImageId: "ami-3", State: "failed" };
  const verified: Image = { ImageId: "ami-4", State: "available", Tags: tags({ AmiBuilderState: "verified" }) };
  const leavings = { instances: [builder, verifier, host, over], images: [building, failed, verified] };
  const at = { kind: "build", phase: "verify", instance_id: "i-2", image_id: "ami-2" } as const;

  test("ends what runs and removes what is not finished; a host and a finished image stay", () => {
    expect(decideCleanUp(at, { Error: "TestsFailedError" }, leavings, false)).toEqual({
      terminate: ["i-1", "i-2"],
      keep: null,
      remove: [building, failed],
    });
  });

  test("leaves everything when an image was only too slow", () => {
    expect(decideCleanUp({ ...at, phase: "image" }, { Error: "ImageTimeoutError" }, leavings, false)).toEqual({
      terminate: [],
      keep: null,
      remove: [],
    });
  });

  test("keeps the builder that failed, if it is to be kept, and no verifier", () => {
    const step = { ...at, phase: "step packages", instance_id: "i-1" };
    expect(decideCleanUp(step, undefined, leavings, true)).toMatchObject({ keep: "i-1", terminate: ["i-2"] });
    expect(decideCleanUp(at, undefined, leavings, true)).toMatchObject({ keep: null, terminate: ["i-1", "i-2"] });
  });

  test.each([
    ["capture", "image", [failed]],
    ["capture", "verify", [building, failed]],
    ["capture", "publish", [failed]],
    ["validation", "verify", []],
  ] as const)("of a %s that failed in its phase %s", (kind, phase, remove) => {
    expect(decideCleanUp({ ...at, kind, phase }, undefined, leavings, false).remove).toEqual(remove);
  });
});
