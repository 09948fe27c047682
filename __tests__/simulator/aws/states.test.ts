import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  paginateListExecutions,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createStates } from "../../../simulator/aws/states/service.ts";
import { FaultPlan } from "../../../simulator/core/faults.ts";
import { readStatements } from "../../../simulator/core/iam/policy.ts";
import type { Caller } from "../../../simulator/core/server/callers.ts";
import { type Server, startServer } from "../../../simulator/core/server/server.ts";
import type { Definition } from "../../../simulator/step-functions/definition.ts";
import { executionArn, machineArn, open, sequence, task, waitingTask } from "../step-functions/support.ts";

const tokens: string[] = [];
const Parameters = { FunctionName: "work", Payload: { "token.$": "$$.Task.Token" } };
const Choice = { Type: "Choice", Choices: [{ Variable: "$.gate", IsPresent: true, Next: "Gate" }], Default: "Wait" };
const definition = {
  StartAt: "Which",
  States: {
    Which: Choice,
    ...sequence({ Gate: { ...waitingTask, Parameters } }).States,
    Wait: { Type: "Wait", Seconds: 60, End: true },
  },
};

const allow = (Action: string | string[], Resource: string) => readStatements([{ Effect: "Allow", Action, Resource }]);
const person: Caller = {
  name: "person",
  arn: "arn:aws:iam::111122223333:user/person",
  accessKeyId: "AKIAPERSON0000000000",
  secretAccessKey: "secret-of-the-person",
};
const responder: Caller = {
  name: "responder",
  arn: "arn:aws:sts::111122223333:assumed-role/responder/responder",
  accessKeyId: "ASIARESPONDER0000000",
  secretAccessKey: "secret-of-the-responder",
  policy: [...allow("states:SendTaskHeartbeat", "*"), ...allow("states:DescribeExecution", executionArn("known"))],
};

let machines: ReturnType<typeof open>["machines"];
let clock: ReturnType<typeof open>["clock"];
let server: Server;
let client: SFNClient;

const clientOf = (caller: Caller) =>
  new SFNClient({ region: "us-east-1", endpoint: server.url, credentials: caller, maxAttempts: 1 });

beforeEach(async () => {
  tokens.length = 0;
  ({ machines, clock } = open(definition, {
    work: (event) => {
      tokens.push((event as { token: string }).token);
    },
  }));
  server = await startServer({
    services: new Map([["states", createStates(machines)]]),
    hosts: [],
    callers: new Map([person, responder].map((caller) => [caller.accessKeyId, caller])),
    faults: () => new FaultPlan([]),
    observe: () => undefined,
    broken: () => undefined,
  });
  client = clientOf(person);
});

afterEach(() => server.close());

/** Does requests at one moment of the virtual clock. */
const still = <T>(work: () => Promise<T>): Promise<T> => clock.standStill(work);
const start = (name: string, input = "{}") =>
  client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input }));

describe("executions", () => {
  test("are started, described, and stopped", async () => {
    await still(async () => {
      expect(await start("a", '{"x":1}')).toMatchObject({ executionArn: executionArn("a"), startDate: new Date(0) });
      expect(await start("a", '{ "x": 1 }')).toMatchObject({ executionArn: executionArn("a") });
      await expect(start("a")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
      await start("b");
      const running = await client.send(new DescribeExecutionCommand({ executionArn: executionArn("a") }));
      expect(running).toMatchObject({
        executionArn: executionArn("a"),
        stateMachineArn: machineArn,
        name: "a",
        status: "RUNNING",
        startDate: new Date(0),
        input: '{"x":1}',
        inputDetails: { included: true },
      });
      expect(running.stopDate).toBeUndefined();
    });
    await clock.sleepUntil(1_500);
    await still(async () => {
      const stop = { executionArn: executionArn("b"), error: "ByHand", cause: "enough" };
      expect(await client.send(new StopExecutionCommand(stop))).toMatchObject({ stopDate: new Date(1_500) });
    });
    await machines.records();
    const ends = await Promise.all(
      ["a", "b"].map((name) => client.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }))),
    );
    expect(ends).toMatchObject([
      { status: "SUCCEEDED", output: '{"x":1}', outputDetails: { included: true }, stopDate: new Date(60_000) },
      { status: "ABORTED", error: "ByHand", cause: "enough", stopDate: new Date(1_500) },
    ]);
  });

  test("are listed by page, the newest first, and by status", async () => {
    await still(async () => {
      for (const name of ["a", "b", "c", "d", "e"]) await start(name);
    });
    await still(async () => {
      await client.send(new StopExecutionCommand({ executionArn: executionArn("c") }));
      const pages: string[][] = [];
      for await (const { executions = [] } of paginateListExecutions(
        { client, pageSize: 2 },
        { stateMachineArn: machineArn },
      )) {
        pages.push(executions.map(({ name = "" }) => name));
      }
      expect(pages).toEqual([["e", "d"], ["c", "b"], ["a"]]);
      const aborted = new ListExecutionsCommand({ stateMachineArn: machineArn, statusFilter: "ABORTED" });
      expect((await client.send(aborted)).executions).toMatchObject([{ name: "c", status: "ABORTED" }]);
      const wrong = new ListExecutionsCommand({ stateMachineArn: machineArn, nextToken: "???" });
      await expect(client.send(wrong)).rejects.toMatchObject({ name: "InvalidToken" });
    });
    await machines.records();
  });

  test("that cannot be are refused by AWS's names", async () => {
    const other = { stateMachineArn: `${machineArn}s` };
    await expect(client.send(new StartExecutionCommand(other))).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
    });
    await expect(client.send(new ListExecutionsCommand(other))).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
    });
    await expect(start("a b")).rejects.toMatchObject({ name: "InvalidName" });
    await expect(start("a", "{")).rejects.toMatchObject({ name: "InvalidExecutionInput" });
    const none = { executionArn: executionArn("none") };
    await expect(client.send(new DescribeExecutionCommand(none))).rejects.toMatchObject({
      name: "ExecutionDoesNotExist",
    });
    await expect(client.send(new StopExecutionCommand(none))).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  });
});

test("executions of a distributed map are described by the ids that they know of themselves", async () => {
  const States = {
    Tell: { ...task, Parameters: { "token.$": "$$.Execution.Id" }, ResultPath: null, Next: "Wait" },
    Wait: { Type: "Wait", Seconds: 60, Next: "Which" },
    Which: { Type: "Choice", Choices: [{ Variable: "$", NumericEquals: 2, Next: "Bad" }], Default: "Good" },
    Bad: { Type: "Fail", Error: "Bad" },
    Good: { Type: "Succeed" },
  };
  const ItemProcessor = { ProcessorConfig: { Mode: "DISTRIBUTED" }, StartAt: "Tell", States };
  const Fan = { Type: "Map", Label: "Cells", ItemProcessor, MaxConcurrency: 1, ToleratedFailurePercentage: 100 };
  const fan: object = { StartAt: "Fan", States: { Fan: { ...Fan, End: true } } };
  const fanArn = `${machineArn}-fan`;
  machines.put({
    arn: fanArn,
    name: "machine-fan",
    roleArn: "arn:aws:iam::111122223333:role/fan",
    definition: fan as Definition,
  });
  const statuses = async () =>
    Promise.all(
      tokens.map(async (arn) => (await client.send(new DescribeExecutionCommand({ executionArn: arn }))).status),
    );
  const parent = executionArn("one").replace(":machine:", ":machine-fan:");
  await still(() => client.send(new StartExecutionCommand({ stateMachineArn: fanArn, name: "one", input: "[1,2,3]" })));
  await clock.sleepUntil(90_000);
  await still(async () => {
    expect(await statuses()).toEqual(["SUCCEEDED", "RUNNING"]);
    expect(tokens[0]).toMatch(/^arn:aws:states:us-east-1:111122223333:execution:machine-fan\/Cells:[0-9a-f-]{36}$/);
    const none = `${(tokens[0] ?? "").slice(0, -1)}x`;
    await expect(client.send(new DescribeExecutionCommand({ executionArn: none }))).rejects.toMatchObject({
      name: "ExecutionDoesNotExist",
    });
  });
  await clock.sleepUntil(150_000);
  await still(async () => {
    expect(await statuses()).toEqual(["SUCCEEDED", "FAILED", "RUNNING"]);
    await client.send(new StopExecutionCommand({ executionArn: parent }));
  });
  await machines.records();
  expect(await statuses()).toEqual(["SUCCEEDED", "FAILED", "ABORTED"]);
  const failed = await client.send(new DescribeExecutionCommand({ executionArn: tokens[1] }));
  expect(failed).toMatchObject({ error: "Bad", stateMachineArn: `${fanArn}/Cells` });
});

test("what is no ARN of an execution is refused as such", async () => {
  for (const wrong of ["one", machineArn, executionArn("one").replace(":execution:machine", ":execution")]) {
    await expect(client.send(new DescribeExecutionCommand({ executionArn: wrong }))).rejects.toMatchObject({
      name: "InvalidArn",
    });
  }
});

describe("task tokens", () => {
  /** Starts an execution that waits at its gate. */
  async function waiting(): Promise<string> {
    await start("gate", '{"gate":true}');
    await expect.poll(() => tokens, { timeout: 60_000 }).toHaveLength(1);
    return tokens[0] ?? "";
  }

  test("SendTaskHeartbeat, then SendTaskSuccess", async () => {
    await still(async () => {
      const taskToken = await waiting();
      await client.send(new SendTaskHeartbeatCommand({ taskToken }));
      const wrong = new SendTaskSuccessCommand({ taskToken, output: "{" });
      await expect(client.send(wrong)).rejects.toMatchObject({ name: "InvalidOutput" });
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"action":"continue"}' }));
      await expect(client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({
        name: "TaskTimedOut",
      });
    });
    expect(await machines.records()).toMatchObject([{ status: "SUCCEEDED", output: { action: "continue" } }]);
  });

  test("SendTaskFailure", async () => {
    await still(async () => {
      const taskToken = await waiting();
      await client.send(new SendTaskFailureCommand({ taskToken, error: "OperationAborted", cause: "by hand" }));
    });
    expect(await machines.records()).toMatchObject([{ status: "FAILED", error: "OperationAborted", cause: "by hand" }]);
  });

  test("of no task", async () => {
    const send = (taskToken: string) => client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await expect(send("no token")).rejects.toMatchObject({ name: "InvalidToken" });
    const later = Buffer.from('{"task":5}').toString("base64");
    await expect(send(later)).rejects.toMatchObject({ name: "TaskDoesNotExist" });
  });
});

test("callers need the rights", async () => {
  const limited = clientOf(responder);
  await still(() => start("known"));
  const describeKnown = new DescribeExecutionCommand({ executionArn: executionArn("known") });
  expect(await limited.send(describeKnown)).toMatchObject({ name: "known" });
  const denied = [
    limited.send(new DescribeExecutionCommand({ executionArn: executionArn("other") })),
    limited.send(new StopExecutionCommand({ executionArn: executionArn("known") })),
    limited.send(new StartExecutionCommand({ stateMachineArn: machineArn })),
    limited.send(new SendTaskSuccessCommand({ taskToken: "t", output: "{}" })),
  ];
  for (const call of denied) await expect(call).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(limited.send(new SendTaskHeartbeatCommand({ taskToken: "t" }))).rejects.toMatchObject({
    name: "InvalidToken",
  });
  await machines.records();
});
