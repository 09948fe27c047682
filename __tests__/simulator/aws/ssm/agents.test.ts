import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
  paginateDescribeInstanceInformation,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../../simulator/account.ts";
import { clientOf, open } from "../support.ts";
import { agentAnd, launch, pass, profileWith } from "./machines.ts";

let account: Account;
let ssm: SSMClient;

beforeEach(async () => {
  account = await open();
  ssm = new SSMClient(clientOf(account));
});

afterEach(() => account.close());

const describeThem = async (input: DescribeInstanceInformationCommandInput = {}, client = ssm) =>
  (await client.send(new DescribeInstanceInformationCommand(input))).InstanceInformationList ?? [];
const statusOf = async () => (await describeThem()).map(({ PingStatus }) => PingStatus);
const [one, two] = ["i-0000000000000000a", "i-0000000000000000b"];

describe("an agent", () => {
  test("registers 40 s after its instance has booted", async () => {
    launch(account, one);
    await pass(account, 20 + 39);
    expect(await describeThem()).toEqual([]);
    await pass(account, 1);
    expect(await describeThem()).toMatchObject([
      {
        InstanceId: one,
        PingStatus: "Online",
        PlatformType: "Linux",
        ResourceType: "EC2Instance",
        RegistrationDate: new Date("2026-01-01T00:01:00Z"),
        LastPingDateTime: new Date("2026-01-01T00:01:00Z"),
      },
    ]);
    expect(await describeThem({}, new SSMClient({ ...clientOf(account), region: "eu-west-1" }))).toEqual([]);
  });

  test("never registers without a profile, its right, a trusted role, a route, or itself", async () => {
    const profile = profileWith(account, "mute", [{ Effect: "Allow", Action: "ssmmessages:*", Resource: "*" }]);
    launch(account, "i-1", { profile: undefined });
    launch(account, "i-2", { profile });
    launch(account, "i-3", { profile: { ...profileWith(account, "instance"), isTrusted: false } });
    launch(account, "i-4", { hasPublicAddress: false });
    launch(account, "i-5");
    account.ssm.settings.hasAgent = ({ id }) => id !== "i-5";
    await pass(account, 3_600);
    expect(await describeThem()).toEqual([]);
  });

  test("is online for five minutes after its instance went down, and again after the next boot", async () => {
    const instance = launch(account, one);
    await pass(account, 100);
    account.ec2.instances.stop(instance);
    await pass(account, 299);
    expect(await statusOf()).toEqual(["Online"]);
    await pass(account, 1);
    expect(await statusOf()).toEqual(["ConnectionLost"]);
    account.ec2.instances.start(instance);
    await pass(account, 59);
    expect(await statusOf()).toEqual(["ConnectionLost"]);
    await pass(account, 1);
    expect(await statusOf()).toEqual(["Online"]);
    account.ec2.instances.terminate(instance);
    await pass(account, 60);
    expect(await describeThem()).toEqual([]);
  });

  test("that goes down before it has registered does not register", async () => {
    const instance = launch(account, one);
    await pass(account, 30);
    account.ec2.instances.stop(instance);
    await pass(account, 600);
    expect(await describeThem()).toEqual([]);
  });
});

describe("DescribeInstanceInformation", () => {
  test("comes in pages of ten", async () => {
    for (let count = 0; count < 11; count += 1) launch(account, `i-${count}`);
    await pass(account, 61);
    const pages: number[] = [];
    for await (const { InstanceInformationList = [] } of paginateDescribeInstanceInformation({ client: ssm }, {})) {
      pages.push(InstanceInformationList.length);
    }
    expect(pages).toEqual([10, 1]);
    await expect(describeThem({ MaxResults: 4 })).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("finds by id, status and tag", async () => {
    const stopped = launch(account, one, { tags: [{ Key: "AmiBuilder", Value: "golden" }] });
    launch(account, two);
    await pass(account, 61);
    account.ec2.instances.stop(stopped);
    await pass(account, 300);
    const idsBy = async (Key: string, ...Values: readonly string[]) =>
      (await describeThem({ Filters: [{ Key, Values: [...Values] }] })).map(({ InstanceId }) => InstanceId);
    expect(await idsBy("InstanceIds", two, "i-none")).toEqual([two]);
    expect(await idsBy("PingStatus", "Online")).toEqual([two]);
    expect(await idsBy("PlatformTypes", "Linux")).toEqual([one, two]);
    expect(await idsBy("PlatformTypes", "Windows")).toEqual([]);
    expect(await idsBy("ResourceType", "ManagedInstance")).toEqual([]);
    expect(await idsBy("tag:AmiBuilder", "golden")).toEqual([one]);
    expect(await idsBy("tag:AmiBuilder", "other")).toEqual([]);
    expect(await idsBy("tag-key", "AmiBuilder")).toEqual([one]);
    await expect(idsBy("Name", "x")).rejects.toMatchObject({ name: "InvalidFilterKey" });
    await expect(idsBy("PingStatus")).rejects.toMatchObject({ name: "InvalidInstanceInformationFilterValue" });
    const older = { InstanceInformationFilterList: [{ key: "InstanceIds" as const, valueSet: [two] }] };
    expect(await describeThem(older)).toMatchObject([{ InstanceId: two }]);
    await expect(
      describeThem({ ...older, Filters: [{ Key: "PingStatus", Values: ["Online"] }] }),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });
});

test("a role with one of the two ways to ask for commands receives them", async () => {
  const ways = ["ec2messages:GetMessages", "ssmmessages:*", "s3:PutObject"];
  for (const [index, Action] of ways.entries()) {
    const statements = agentAnd({ Action, Resource: "*" }).slice(1);
    const registers = { Effect: "Allow", Action: "ssm:UpdateInstanceInformation", Resource: "*" };
    launch(account, `i-${index}`, { profile: profileWith(account, `role-${index}`, [registers, ...statements]) });
  }
  await pass(account, 61);
  const agents = ways.map((_, index) => account.ssm.agents.find(`i-${index}`));
  expect(agents.map((agent) => agent !== undefined && account.ssm.agents.receives(agent))).toEqual([true, true, false]);
});
