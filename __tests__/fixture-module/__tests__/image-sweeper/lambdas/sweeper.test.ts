import { DeregisterImageCommand, DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { createSweeperHandler } from "../../../lambdas/image-sweeper/sweeper.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";

const kinds = JSON.stringify([
  { name: "golden", keep_days: 30, keep_newest: 0 },
  { name: "test", keep_days: 2, keep_newest: 0 },
]);

function setUp(environment: Readonly<Record<string, string>> = { KINDS: kinds }) {
  const client = new EC2Client({ region: "us-east-1" });
  const lines: string[] = [];
  const sweeper = createSweeperHandler({
    ec2: client,
    environment,
    log: createLogger({}, (line) => lines.push(line)),
    now: () => new Date("2026-03-01T00:00:00.000Z"),
  });
  return { ec2: mockClient(client), lines, sweeper };
}

test("find lists the images of all kinds, or of those that an event asks for", async () => {
  const { ec2, sweeper } = setUp();
  ec2.on(DescribeImagesCommand).resolves({ Images: [] });
  await expect(sweeper({ action: "find", input: {} })).resolves.toEqual({ images: [], due: 0 });
  await sweeper({ action: "find", input: { source: "images-image-sweeper", detail: { kinds: ["test"] } } });
  const filters = ec2.commandCalls(DescribeImagesCommand).map(({ args: [{ input }] }) => input.Filters);
  expect(filters).toEqual([
    [{ Name: "tag:SweepKind", Values: ["golden", "test"] }],
    [{ Name: "tag:SweepKind", Values: ["test"] }],
  ]);
});

test("remove logs the image it is about, and says what it did", async () => {
  const { ec2, lines, sweeper } = setUp();
  ec2.on(DeregisterImageCommand).resolves({ DeleteSnapshotResults: [{ SnapshotId: "snap-1", ReturnCode: "success" }] });
  const image = { image_id: "ami-1", name: "golden-1", kind: "golden", snapshot_ids: ["snap-1"] };
  await expect(sweeper({ action: "remove", image })).resolves.toEqual({ image_id: "ami-1", status: "removed" });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ action: "remove", image_id: "ami-1", kind: "golden" });
});

test.each([
  ["an action that it does not have", { action: "sweep" }, "InvalidInputError"],
  ["an input that is no event", { action: "find", input: "now" }, "InvalidInputError"],
  ["a kind that it does not have", { action: "find", input: { detail: { kinds: ["x"] } } }, "InvalidInputError"],
])("%s ends it under a name of the contract", async (_, event, name) => {
  await expect(setUp().sweeper(event)).rejects.toMatchObject({ name });
});

test("an environment that somebody has changed is told", async () => {
  const { sweeper } = setUp({ KINDS: '[{"name":"golden"}]' });
  await expect(sweeper({ action: "find", input: {} })).rejects.toMatchObject({ name: "ConfigurationError" });
});
