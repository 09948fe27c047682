import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../../simulator/account.ts";
import type { CommandOutcome, ShellCommand } from "../../../../simulator/aws/ssm/commands/runner.ts";
import type { Instance } from "../../../../simulator/aws/ec2/instances/instance.ts";
import { clientOf, open, region } from "../support.ts";
import { agentAnd, launch, pass, profileWith } from "./machines.ts";
import { clientWith, parameterArn } from "./support.ts";

const id = "i-0000000000000000a";
let account: Account;
let ssm: SSMClient;
let instance: Instance;
/** What reached instances. */
let seen: ShellCommand[];

beforeEach(async () => {
  account = await open();
  ssm = new SSMClient(clientOf(account));
  instance = launch(account, id, { tags: [{ Key: "AmiBuilder", Value: "golden" }] });
  await pass(account, 61);
  seen = [];
  runs(() => ({ exit: 0, stdout: "hello\n", seconds: 10 }));
});

afterEach(() => account.close());

function runs(outcome: (command: ShellCommand) => CommandOutcome): void {
  account.ssm.settings.runner = (command) => {
    seen.push(command);
    return outcome(command);
  };
}

async function send(input: Partial<SendCommandCommandInput> = {}, client = ssm): Promise<string> {
  const { Command } = await client.send(
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [id],
      Parameters: { commands: ["echo hello"] },
      ...input,
    }),
  );
  return Command?.CommandId ?? "";
}

const get = (CommandId: string, InstanceId = id) =>
  ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));

/** Status, details and code of a command. */
async function stateOf(commandId: string) {
  const { Status, StatusDetails, ResponseCode } = await get(commandId);
  return [Status, StatusDetails, ResponseCode];
}

describe("SendCommand", () => {
  const commands = ["echo hello"];

  test.each<[string, Partial<SendCommandCommandInput>, string]>([
    ["an unknown document", { DocumentName: "My-Document" }, "InvalidDocument"],
    ["an unknown version", { DocumentVersion: "9" }, "InvalidDocumentVersion"],
    ["no commands", { Parameters: {} }, "InvalidParameters"],
    ["an unknown parameter", { Parameters: { commands, shell: ["bash"] } }, "InvalidParameters"],
    ["a time that is none", { Parameters: { commands, executionTimeout: ["soon"] } }, "InvalidParameters"],
    ["more than two days", { Parameters: { commands, executionTimeout: ["172801"] } }, "InvalidParameters"],
    ["a parameter that is not there", { Parameters: { commands: ["echo {{ssm:none}}"] } }, "InvalidParameters"],
    ["more than 97 KB", { Parameters: { commands: ["x".repeat(97_000)] } }, "MaxDocumentSizeExceeded"],
    ["less than 30 s to deliver", { TimeoutSeconds: 29 }, "ValidationException"],
    ["a long comment", { Comment: "x".repeat(101) }, "ValidationException"],
    ["no instance", { InstanceIds: [] }, "ValidationException"],
    ["an instance twice", { InstanceIds: [id, id] }, "DuplicateInstanceId"],
  ])("refuses %s", async (_, input, name) => {
    await expect(send(input)).rejects.toMatchObject({ name });
  });

  test("takes what is just allowed", async () => {
    const executionTimeout = ["172800"];
    await send({ Parameters: { commands: ["x".repeat(90_000)], executionTimeout }, TimeoutSeconds: 30 });
    await send({ Comment: "x".repeat(100), DocumentVersion: "$LATEST" });
  });

  test("refuses instances that have not registered, are of another Region, or are ending", async () => {
    launch(account, "i-0000000000000000b");
    const refusal = (of: string) => ({
      name: "InvalidInstanceId",
      message: `Instances [[${of}]] not in a valid state for account 111122223333`,
    });
    for (const other of ["i-0000000000000000b", "i-0000000000000000c"]) {
      await expect(send({ InstanceIds: [other] })).rejects.toMatchObject(refusal(other));
    }
    const there = new SSMClient({ ...clientOf(account), region: "eu-west-1" });
    await expect(send({}, there)).rejects.toMatchObject(refusal(id));
    account.ec2.instances.terminate(instance);
    await expect(send()).rejects.toMatchObject(refusal(id));
    await pass(account, 60);
    await expect(send()).rejects.toMatchObject(refusal(id));
  });

  test("is never the same command twice", async () => {
    const [first, second] = [await send({ Comment: "one" }), await send({ Comment: "one" })];
    expect(first).not.toBe(second);
    await pass(account, 20);
    expect(seen).toHaveLength(2);
  });

  test("puts the values of parameters into the script", async () => {
    account.ssm.parameters.add(region, { name: "/golden/word", value: "it's $1 & 100%" });
    account.ssm.parameters.add(region, { name: "hidden", value: "x", type: "SecureString" });
    await send({ Parameters: { commands: ["echo {{ssm:/golden/word}}", "{{ ssm:/golden/word:1 }} {{word}}"] } });
    await pass(account, 20);
    expect(seen[0]?.commands).toEqual(["echo it's $1 & 100%", "it's $1 & 100% {{word}}"]);
    await expect(send({ Parameters: { commands: ["{{ssm:hidden}}"] } })).rejects.toMatchObject({
      name: "InvalidParameters",
    });
  });
});

describe("a command", () => {
  test("is not known for 2 s, then waits, runs and ends", async () => {
    const commandId = await send({ Comment: "setup" });
    await pass(account, 1.9);
    await expect(get(commandId)).rejects.toMatchObject({ name: "InvocationDoesNotExist" });
    await pass(account, 0.1);
    expect(await stateOf(commandId)).toEqual(["Pending", "Pending", -1]);
    await pass(account, 1);
    expect(await get(commandId)).toMatchObject({
      Status: "InProgress",
      StatusDetails: "InProgress",
      ResponseCode: -1,
      StandardOutputContent: "",
      ExecutionEndDateTime: "",
    });
    await pass(account, 10);
    expect(await get(commandId)).toMatchObject({
      CommandId: commandId,
      InstanceId: id,
      Comment: "setup",
      DocumentName: "AWS-RunShellScript",
      PluginName: "aws:runShellScript",
      Status: "Success",
      StatusDetails: "Success",
      ResponseCode: 0,
      StandardOutputContent: "hello\n",
      StandardErrorContent: "",
      StandardOutputUrl: "",
      ExecutionElapsedTime: "PT10S",
      ExecutionStartDateTime: "2026-01-01T00:01:04.000Z",
      ExecutionEndDateTime: "2026-01-01T00:01:14.000Z",
    });
    expect(seen).toMatchObject([
      { commandId, instance: { id }, region, commands: ["echo hello"], comment: "setup", boot: 1, run: 1 },
    ]);
  });

  test("that fails tells its code, and the first characters of its output", async () => {
    runs(() => ({ exit: 100, stdout: "o".repeat(30_000), stderr: "e".repeat(30_000), seconds: 1 }));
    const commandId = await send();
    await pass(account, 5);
    const { StandardOutputContent, StandardErrorContent, ...rest } = await get(commandId);
    expect(rest).toMatchObject({ Status: "Failed", StatusDetails: "Failed", ResponseCode: 100 });
    expect([StandardOutputContent?.length, StandardErrorContent?.length]).toEqual([24_000, 8_000]);
  });

  test("is ended by the agent after its executionTimeout", async () => {
    runs(({ comment }) => (comment === "hangs" ? { ends: "hang", stdout: "so far" } : { exit: 0, seconds: 61 }));
    const Parameters = { commands: ["sleep"], executionTimeout: ["60"] };
    for (const Comment of ["hangs", "slow"]) {
      const commandId = await send({ Comment, Parameters });
      await pass(account, 62);
      expect(await stateOf(commandId)).toEqual(["InProgress", "InProgress", -1]);
      await pass(account, 1);
      expect(await stateOf(commandId)).toEqual(["TimedOut", "ExecutionTimedOut", 137]);
    }
  });

  test("that ends with 194 is run again after a reboot", async () => {
    runs(({ run, boot }) => ({ exit: run === 1 ? 194 : 0, stdout: `boot ${boot}\n`, seconds: 10 }));
    const commandId = await send();
    await pass(account, 14);
    expect(await stateOf(commandId)).toEqual(["InProgress", "InProgress", -1]);
    await pass(account, 20 + 40 + 9);
    expect(seen.map(({ run, boot }) => [run, boot])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await pass(account, 1);
    expect(await get(commandId)).toMatchObject({ Status: "Success", StandardOutputContent: "boot 1\nboot 2\n" });
    expect(instance.boots.map(({ cause }) => cause)).toEqual(["launch", "reboot"]);
  });

  test("that always ends with 194 fails after fifteen runs", async () => {
    runs(() => ({ exit: 194, seconds: 1 }));
    const commandId = await send();
    await pass(account, 1_800);
    expect(seen).toHaveLength(15);
    expect(await stateOf(commandId)).toEqual(["Failed", "Failed", 194]);
  });

  test("whose instance reboots under it is run again", async () => {
    runs(({ run }) => (run === 1 ? { ends: "reboot", seconds: 5 } : { exit: 0, seconds: 5 }));
    const [own, other] = [await send(), await send()];
    await pass(account, 10);
    account.ec2.instances.reboot(instance);
    await pass(account, 80);
    expect(await stateOf(own)).toEqual(["Success", "Success", 0]);
    expect(await stateOf(other)).toEqual(["Success", "Success", 0]);
  });

  test("that powers its instance off is heard of no more", async () => {
    runs(() => ({ ends: "power off", seconds: 5 }));
    const commandId = await send({
      TimeoutSeconds: 120,
      Parameters: { commands: ["poweroff"], executionTimeout: ["60"] },
    });
    await pass(account, 60);
    expect(account.ec2.instances.stateOf(instance)).toBe("stopped");
    expect(await stateOf(commandId)).toEqual(["InProgress", "InProgress", -1]);
    await pass(account, 119);
    expect(await stateOf(commandId)).toEqual(["InProgress", "InProgress", -1]);
    await pass(account, 1);
    expect(await stateOf(commandId)).toEqual(["TimedOut", "DeliveryTimedOut", -1]);
  });
});

describe("delivery", () => {
  test("waits for a stopped instance, and reaches it once it is back", async () => {
    account.ec2.instances.stop(instance);
    const commandId = await send();
    await pass(account, 3);
    expect(await stateOf(commandId)).toEqual(["Delayed", "Delayed", -1]);
    await pass(account, 100);
    account.ec2.instances.start(instance);
    await pass(account, 59);
    expect(seen).toHaveLength(0);
    await pass(account, 20);
    expect(await stateOf(commandId)).toEqual(["Success", "Success", 0]);
  });

  test("ends after TimeoutSeconds, which does not limit the script", async () => {
    runs(() => ({ exit: 0, seconds: 300 }));
    const slow = await send({ TimeoutSeconds: 30 });
    await pass(account, 310);
    expect(await stateOf(slow)).toEqual(["Success", "Success", 0]);
    account.ec2.instances.stop(instance);
    const late = await send({ TimeoutSeconds: 30 });
    await pass(account, 29);
    expect(await stateOf(late)).toEqual(["Delayed", "Delayed", -1]);
    await pass(account, 1);
    expect(await stateOf(late)).toEqual(["TimedOut", "DeliveryTimedOut", -1]);
    account.ec2.instances.start(instance);
    await pass(account, 120);
    expect(seen).toHaveLength(1);
  });

  test("fails when the instance ends first", async () => {
    account.ec2.instances.stop(instance);
    const commandId = await send();
    await pass(account, 60);
    account.ec2.instances.terminate(instance);
    await pass(account, 1);
    expect(await stateOf(commandId)).toEqual(["Failed", "Undeliverable", -1]);
  });

  test("fails when the scenario says so", async () => {
    account.ssm.settings.deliveryFailure = (comment) =>
      comment === "lost" ? "Undeliverable" : comment === "late" ? "DeliveryTimedOut" : undefined;
    const sent = [];
    for (const Comment of ["lost", "late", "good"]) sent.push(await send({ Comment, TimeoutSeconds: 60 }));
    await pass(account, 60);
    expect(await Promise.all(sent.map(stateOf))).toEqual([
      ["Failed", "Undeliverable", -1],
      ["TimedOut", "DeliveryTimedOut", -1],
      ["Success", "Success", 0],
    ]);
  });
});

describe("CancelCommand", () => {
  const cancel = (CommandId: string, InstanceIds?: string[]) =>
    ssm.send(new CancelCommandCommand({ CommandId, InstanceIds }));

  test("ends what runs, what waits, and nothing that has ended", async () => {
    const done = await send();
    await pass(account, 20);
    const running = await send();
    await pass(account, 5);
    const waiting = await send();
    for (const commandId of [done, running, waiting]) await cancel(commandId);
    await cancel(running);
    expect(await stateOf(running)).toEqual(["Cancelling", "Cancelling", -1]);
    await pass(account, 60);
    expect(await stateOf(done)).toEqual(["Success", "Success", 0]);
    expect(await stateOf(running)).toEqual(["Cancelled", "Cancelled", 137]);
    expect(await stateOf(waiting)).toEqual(["Cancelled", "Cancelled", -1]);
    expect(seen).toHaveLength(2);
  });

  test("is about the instances that it names", async () => {
    const commandId = await send();
    await cancel(commandId, ["i-0000000000000000b"]);
    await pass(account, 20);
    expect(await stateOf(commandId)).toEqual(["Success", "Success", 0]);
    await expect(cancel("00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({ name: "InvalidCommandId" });
  });
});

describe("output in S3", () => {
  const bucket = "golden-logs";
  const allow = { Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/logs/*` };
  const objects = () => account.s3.bucket(bucket);

  beforeEach(() => {
    account.s3.putBucket({ name: bucket, region });
    runs(() => ({ exit: 1, stdout: "x".repeat(50_000), stderr: "", seconds: 1 }));
  });

  async function sendFrom(statements: readonly object[], input: Partial<SendCommandCommandInput> = {}) {
    launch(account, "i-0000000000000000b", { profile: profileWith(account, "writer", statements) });
    await pass(account, 61);
    const output = { OutputS3BucketName: bucket, OutputS3KeyPrefix: "logs/build" };
    const commandId = await send({ InstanceIds: ["i-0000000000000000b"], ...output, ...input });
    await pass(account, 5);
    return commandId;
  }

  test("is the whole of it, also of a command that failed; an empty one is not put", async () => {
    const commandId = await sendFrom(agentAnd(allow));
    const folder = `logs/build/${commandId}/i-0000000000000000b/awsrunShellScript/0.awsrunShellScript`;
    expect(objects().find(`${folder}/stdout`)?.object?.body.length).toBe(50_000);
    expect(objects().find(`${folder}/stderr`)).toBeUndefined();
    expect(await get(commandId, "i-0000000000000000b")).toMatchObject({
      StandardOutputUrl: `https://s3.us-east-1.amazonaws.com/${bucket}/${folder}/stdout`,
    });
  });

  test.each([
    ["the role may not put it", agentAnd(), {}],
    ["the role may put elsewhere", agentAnd(allow), { OutputS3KeyPrefix: "other" }],
    ["there is no such bucket", agentAnd({ ...allow, Resource: "*" }), { OutputS3BucketName: "none" }],
  ])("is missing without a word if %s", async (_, statements, input) => {
    const commandId = await sendFrom(statements, input);
    expect((await get(commandId, "i-0000000000000000b")).Status).toBe("Failed");
    expect(objects().keys).toEqual([]);
  });
});

test("ListCommandInvocations lists the newest first, by command and by instance", async () => {
  const [first, second] = [await send(), await send()];
  const list = async (input: object) =>
    (await ssm.send(new ListCommandInvocationsCommand(input))).CommandInvocations?.map(({ CommandId }) => CommandId);
  expect(await list({})).toEqual([]);
  await pass(account, 2);
  expect(await list({})).toEqual([second, first]);
  expect(await list({ CommandId: first })).toEqual([first]);
  expect(await list({ InstanceId: "i-0000000000000000b" })).toEqual([]);
  await expect(list({ CommandId: "00000000-0000-4000-8000-000000000000" })).rejects.toMatchObject({
    name: "InvalidCommandId",
  });
});

test("GetCommandInvocation knows no other instance, command or plugin", async () => {
  const CommandId = await send();
  await pass(account, 5);
  await expect(get(CommandId, "i-0000000000000000b")).rejects.toMatchObject({ name: "InvocationDoesNotExist" });
  await expect(get("00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({ name: "InvocationDoesNotExist" });
  await expect(
    ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: id, PluginName: "aws:other" })),
  ).rejects.toMatchObject({ name: "InvalidPluginName" });
});

describe("access to SendCommand", () => {
  const document = { Action: "ssm:SendCommand", Resource: `arn:aws:ssm:${region}::document/AWS-RunShellScript` };
  const onInstances = (Condition: object) => ({
    Action: "ssm:SendCommand",
    Resource: `arn:aws:ec2:${region}:111122223333:instance/*`,
    Condition,
  });

  test.each(["ssm:resourceTag/AmiBuilder", "aws:ResourceTag/AmiBuilder"])("is by the document and %s", async (key) => {
    const own = onInstances({ StringEquals: { [key]: "golden" } });
    await send({}, clientWith(account, document, own));
    for (const client of [
      clientWith(account, own),
      clientWith(account, document),
      clientWith(account, document, onInstances({ StringEquals: { [key]: "other" } })),
    ]) {
      await expect(send({}, client)).rejects.toMatchObject({ name: "AccessDeniedException" });
    }
  });

  test("does not give away parameters", async () => {
    account.ssm.parameters.add(region, { name: "word", value: "1" });
    const anything = onInstances({});
    const Parameters = { commands: ["{{ssm:word}}"] };
    await expect(send({ Parameters }, clientWith(account, document, anything))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const reader = { Action: "ssm:GetParameters", Resource: parameterArn("word") };
    await send({ Parameters }, clientWith(account, document, anything, reader));
  });
});
