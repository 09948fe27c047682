import type { Instance } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { instancesToEnd, startFrom } from "../../../lambdas/ami-builder/domain/planning/leavings.ts";

const now = new Date("2026-01-01T00:00:00.000Z");

function instance(InstanceId: string, tags: Readonly<Record<string, string>> = {}, Name = "running"): Instance {
  const Tags = Object.entries({ AmiBuilderExecution: "dead", ...tags }).map(([Key, Value]) => ({ Key, Value }));
  return { InstanceId, State: { Name: Name as "running" }, Tags };
}

test("instances of dead runs end, but for those that somebody needs", () => {
  const kept = { AmiBuilderKeep: "true" };
  const instances = [
    instance("i-dead"),
    instance("i-stopped", {}, "stopped"),
    instance("i-over", {}, "terminated"),
    instance("i-source"),
    instance("i-mine", { AmiBuilderExecution: "mine" }),
    instance("i-kept", { ...kept, AmiBuilderExpires: "2026-01-01T01:00:00.000Z" }),
    instance("i-expired", { ...kept, AmiBuilderExpires: "2025-12-31T23:00:00.000Z" }),
  ];
  expect(instancesToEnd(instances, "i-source", "mine", now)).toEqual(["i-dead", "i-stopped", "i-expired"]);
});

test("of several images that which is nearest to its end is gone on with, and copies never are", () => {
  const image = (ImageId: string, State: string, state: string, more: Readonly<Record<string, string>> = {}) => ({
    ImageId,
    Name: ImageId,
    State: State as "available",
    SourceInstanceId: "i-1",
    Tags: Object.entries({ AmiBuilderState: state, ...more }).map(([Key, Value]) => ({ Key, Value })),
  });
  const pending = image("ami-pending", "pending", "building");
  const available = image("ami-available", "available", "building");
  const finished = image("ami-finished", "available", "verified");
  const copy = image("ami-copy", "available", "verified", { AmiBuilderSource: "us-east-1 ami-1" });
  expect(startFrom([pending, available, finished]).start).toMatchObject({
    from: "publishing",
    image_id: "ami-finished",
  });
  expect(startFrom([pending, available, copy]).start).toMatchObject({ from: "verifier", image_id: "ami-available" });
  expect(startFrom([pending]).start).toEqual({ from: "image", image_id: "ami-pending", instance_id: "i-1" });
  expect(startFrom([image("ami-failed", "failed", "building"), copy]).start.from).toBe("builder");
});
