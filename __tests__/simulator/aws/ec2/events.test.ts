import { CreateTagsCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { code, Ec2Desk } from "./support.ts";

let desk: Ec2Desk;

beforeEach(async () => {
  desk = await Ec2Desk.open();
});

afterEach(() => desk.close());

const seen = (detailType: string) =>
  desk.account.events.seen.filter(({ event }) => event["detail-type"] === detailType).map(({ event }) => event);

test("EC2 tells of every state of an instance, at its moment and without tags", async () => {
  const id = await desk.running();
  await desk.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await desk.pass(30);
  const events = seen("EC2 Instance State-change Notification");
  expect(events.map(({ time, detail }) => [time.slice(14, 19), detail])).toEqual([
    ["00:00", { "instance-id": id, state: "pending" }],
    ["00:20", { "instance-id": id, state: "running" }],
    ["00:20", { "instance-id": id, state: "shutting-down" }],
    ["00:50", { "instance-id": id, state: "terminated" }],
  ]);
  expect(events[0]).toMatchObject({
    source: "aws.ec2",
    region: "us-east-1",
    resources: [`arn:aws:ec2:us-east-1:111122223333:instance/${id}`],
  });
});

test("tags of an instance that change are told, with all that it has now", async () => {
  const Tags = [{ Key: "Name", Value: "a" }];
  const id = await desk.running({ TagSpecifications: [{ ResourceType: "instance", Tags }] });
  const tag = (...tags: { Key: string; Value: string }[]) =>
    desk.client.send(new CreateTagsCommand({ Resources: [id], Tags: tags }));
  await tag({ Key: "AmiCapture", Value: "true" }, { Key: "Name", Value: "a" });
  await tag({ Key: "Name", Value: "a" });
  const events = seen("Tag Change on Resource");
  expect(events).toMatchObject([
    { source: "aws.tag", detail: { "changed-tag-keys": ["Name"], version: 1 } },
    { source: "aws.tag", resources: [`arn:aws:ec2:us-east-1:111122223333:instance/${id}`] },
  ]);
  expect(events[1]?.detail).toEqual({
    "changed-tag-keys": ["AmiCapture"],
    service: "ec2",
    "resource-type": "instance",
    version: 2,
    tags: { AmiCapture: "true", Name: "a" },
  });
  await expect(tag({ Key: "aws:x", Value: "1" })).rejects.toMatchObject(code("InvalidParameterValue"));
});

test("tags of volumes change without a word", async () => {
  const id = await desk.running();
  const [volume] = desk.account.ec2.instances.get(id)?.volumes ?? [];
  await desk.client.send(new CreateTagsCommand({ Resources: [volume?.id ?? ""], Tags: [{ Key: "a", Value: "1" }] }));
  expect(volume?.Tags).toEqual([{ Key: "a", Value: "1" }]);
  expect(seen("Tag Change on Resource")).toEqual([]);
});
