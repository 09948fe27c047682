import type { Image } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { findNew } from "../../../../lambdas/ami-copier/domain/discovery.ts";
import { installationOf } from "../../../../lambdas/ami-copier/domain/adoption.ts";
import { groupBySource } from "../../../../lambdas/ami-copier/domain/images.ts";
import { waveBytes } from "../../../../lambdas/ami-copier/domain/wave-size.ts";
import { planWaves } from "../../../../lambdas/ami-copier/domain/waves.ts";

const now = new Date("2026-01-10T00:00:00.000Z");
const executionId = "arn:aws:states:us-east-1:111122223333:execution:mine:run";
const adopter = { installation: "mine", now, copyTimeoutHours: 1 };
const source: Image = { ImageId: "ami-11111111", CreationDate: "2026-01-09T00:00:00.000Z" };

function own(state: Image["State"], tags: Readonly<Record<string, string>>, since = "2026-01-09T12:00:00.000Z"): Image {
  const all = { SourceAMI: "ami-11111111", ...tags };
  return { State: state, CreationDate: since, Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })) };
}

/** A temporary image as earlier versions made it: it names its execution and no deadline. */
const older = (installation: string, since?: string, state: Image["State"] = "pending") =>
  own(
    state,
    {
      CopiedBy: "ami-copier-lambda-temporary",
      CopyExecution: `arn:aws:states:us-east-1:111122223333:execution:${installation}:old`,
    },
    since,
  );

const temporary = (
  CopierInstallation: string,
  CopyDeadline = "2026-01-10T00:00:00.000Z",
  more: Readonly<Record<string, string>> = {},
) => own("pending", { CopiedBy: "ami-copier-lambda-temporary", CopierInstallation, CopyDeadline, ...more });
const past = "2026-01-09T23:59:59.000Z";
const mismatch = { BillingMismatch: "a became b" };

describe("findNew", () => {
  test.each([
    ["no copy", [], "process"],
    ["a final image", [own("available", { CopiedBy: "ami-copier-lambda" })], "skip"],
    ["a copy of the Python original with another uuid", [own("available", { SourceAMIUUID: "x" })], "skip"],
    ["a copy without any other tag", [own("available", {})], "skip"],
    ["a disabled final image", [own("disabled", {})], "skip"],
    ["a pending final image", [own("pending", {})], "skip"],
    ["a failed final image", [own("failed", {})], "process"],
    ["a deregistered final image", [own("deregistered", {})], "process"],
    ["a copy of ours under way", [temporary("mine")], "process"],
    ["a failed copy of ours", [older("mine", undefined, "failed")], "process"],
    ["a copy of ours by the name of its execution", [older("mine")], "process"],
    ["a copy of ours whose billing would change", [temporary("mine", undefined, mismatch)], "process"],
    ["a final image and a copy left behind", [own("available", {}), temporary("mine")], "process"],
    ["a copy of another installation", [temporary("other")], "defer"],
    ["a copy that another installation has given up", [temporary("other", past)], "process"],
    ["another's copy without a deadline, older than we would wait", [older("other")], "defer"],
    [
      "another's copy without a deadline, older than anybody waits",
      [older("other", "2026-01-08T23:59:59.000Z")],
      "process",
    ],
    [
      "a copy that says nothing of its installation",
      [own("pending", { CopiedBy: "ami-copier-lambda-temporary" })],
      "defer",
    ],
    ["a final image and another installation's copy", [own("available", {}), temporary("other")], "skip"],
    ["a deregistered copy of another installation", [older("other", undefined, "deregistered")], "process"],
  ])("%s", (_, images, expected) => {
    const { candidates, skipped, deferred } = findNew([source], groupBySource(images), adopter);
    expect({ process: candidates.length, skip: skipped.length, defer: deferred }).toEqual({
      process: 0,
      skip: 0,
      defer: 0,
      [expected]: 1,
    });
  });

  test("a copy of ours is finished though its source is no longer shared; others' are none of our business", () => {
    for (const ours of [temporary("mine"), older("mine"), temporary("mine", past)]) {
      expect(findNew([], groupBySource([ours]), adopter).candidates).toHaveLength(1);
    }
    for (const theirs of [temporary("other"), temporary("other", past), older("other", "2026-01-01T00:00:00.000Z")]) {
      expect(findNew([], groupBySource([theirs]), adopter)).toEqual({ candidates: [], skipped: [], deferred: 0 });
    }
  });

  test("a copy that is kept for its billing is reported no more when its source is filtered out, but what was registered of it goes", () => {
    const kept = temporary("mine", undefined, mismatch);
    expect(findNew([], groupBySource([kept]), adopter).candidates).toEqual([]);
    const registered = own("available", { CopiedBy: "ami-copier-lambda" });
    expect(findNew([], groupBySource([kept, registered]), adopter).candidates).toHaveLength(1);
  });

  test("copies under way come first, then the oldest", () => {
    const shared = ["ami-33333333", "ami-22222222", "ami-11111111"].map((ImageId, index) => ({
      ImageId,
      CreationDate: new Date(Date.UTC(2026, 0, index + 1)).toISOString(),
    }));
    const { candidates } = findNew(shared.toReversed(), groupBySource([temporary("mine")]), adopter);
    expect(candidates.map(({ sourceAmiId }) => sourceAmiId)).toEqual(["ami-11111111", "ami-33333333", "ami-22222222"]);
  });
});

test("installationOf reads the state machine's name", () => {
  expect(installationOf(executionId)).toBe("mine");
  expect(installationOf("local")).toBe("local");
});

describe("planWaves, within the quota of snapshot copies", () => {
  const candidates = (volumes: readonly number[]) =>
    volumes.map((count, index) => ({ sourceAmiId: `i${index}`, volumes: count, bytes: 1_700 }));

  test.each([
    [[], 20, []],
    [[1, 1, 1], 2, [["i0", "i1"], ["i2"]]],
    [[2, 2, 1], 3, [["i0"], ["i1", "i2"]]],
    [[1, 9, 1], 3, [["i0"], ["i1"], ["i2"]]],
  ])("volumes %j, %i at a time", (volumes, most, expected) => {
    expect(planWaves(candidates(volumes), most)).toEqual(expected);
  });

  test("a wave has no more than its states can hold, and an image that alone is more has its own", () => {
    const members = [0.6, 0.4, 0.5, 2, 0.5].map((share, index) => ({
      sourceAmiId: `i${index}`,
      volumes: 1,
      bytes: Math.floor(share * waveBytes),
    }));
    expect(planWaves(members, 20)).toEqual([["i0", "i1"], ["i2"], ["i3"], ["i4"]]);
  });

  test("a wave has at most 100 images", () => {
    expect(planWaves(candidates(Array.from({ length: 250 }, () => 1)), 1_000).map((wave) => wave.length)).toEqual([
      100, 100, 50,
    ]);
  });
});
