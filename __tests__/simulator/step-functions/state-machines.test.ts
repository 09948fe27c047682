import { describe, expect, test } from "vitest";
import { AwsError } from "../../../simulator/core/aws-error.ts";
import { readStatements } from "../../../simulator/core/iam/policy.ts";
import type { ExecutionDescription } from "../../../simulator/step-functions/execution-state.ts";
import type { InterpreterEvent } from "../../../simulator/step-functions/history.ts";
import type { ServiceCall } from "../../../simulator/step-functions/tasks.ts";
import { executionArn, functionArn, machineArn, open, run, sequence, task } from "./support.ts";

const wait = sequence({ Wait: { Type: "Wait", Seconds: 60 } });
const code = (value: string) => expect.objectContaining({ code: value }) as Error;

describe("starting", () => {
  test("tells the ARN at once, and is one start while name and input are equal and it runs", async () => {
    const { machines } = open(wait);
    const start = (input: unknown, name = "a") => machines.start({ stateMachineArn: machineArn, name, input });
    const first = start({ x: 1 });
    expect(first).toMatchObject({ executionArn: executionArn("a"), startDate: 0 });
    expect(start({ x: 1 })).toBe(first);
    expect(() => start({ x: 2 })).toThrow(code("ExecutionAlreadyExists"));
    expect(await first.ended).toMatchObject({ name: "a", status: "SUCCEEDED", output: { x: 1 } });
    expect(() => start({ x: 1 })).toThrow(code("ExecutionAlreadyExists"));
    await start({ x: 1 }, "b").ended;
    expect(await machines.records()).toMatchObject([{ name: "a" }, { name: "b", startedAt: 60_000 }]);
  });

  test.each(["", "a".repeat(81), "a b", "a/b", "a:b", "a\u0000"])("the name %j is refused", (name) => {
    const { machines } = open(wait);
    expect(() => machines.start({ stateMachineArn: machineArn, name })).toThrow(code("InvalidName"));
  });

  test("of what is not there, or with too much, is refused", () => {
    const { machines } = open(wait);
    expect(() => machines.start({ stateMachineArn: `${machineArn}s` })).toThrow(code("StateMachineDoesNotExist"));
    expect(() => machines.start({ stateMachineArn: machineArn, input: "x".repeat(262_144) })).toThrow(
      code("InvalidExecutionInput"),
    );
    expect(() => machines.describe(executionArn("none"))).toThrow(code("ExecutionDoesNotExist"));
    expect(() => machines.stop(executionArn("none"))).toThrow(code("ExecutionDoesNotExist"));
  });

  test("names are chosen where none is given, and differ", async () => {
    const { machines } = open(wait);
    const started = [1, 2].map(() => machines.start({ stateMachineArn: machineArn }));
    expect(new Set(started.map((execution) => execution.executionArn)).size).toBe(2);
    await machines.records();
  });
});

test("an observer hears of each start and end, with status and reason", async () => {
  const seen: ExecutionDescription[] = [];
  const status = (execution: ExecutionDescription) => seen.push(execution);
  const { machines, clock } = open(wait, { status });
  machines.start({ stateMachineArn: machineArn, name: "good", input: 1 });
  const stopped = machines.start({ stateMachineArn: machineArn, name: "stopped" });
  await clock.sleepUntil(1_000);
  machines.stop(stopped.executionArn, "ByHand", "enough");
  await machines.records();
  expect(seen).toMatchObject([
    { name: "good", status: "RUNNING", startDate: 0, input: "1", stateMachineArn: machineArn },
    { name: "stopped", status: "RUNNING" },
    { name: "stopped", status: "ABORTED", stopDate: 1_000, error: "ByHand", cause: "enough" },
    { name: "good", status: "SUCCEEDED", stopDate: 60_000, output: "1" },
  ]);
  expect(seen[0]).not.toHaveProperty("stopDate");
  expect(machines.stop(stopped.executionArn)).toBe(1_000);
  expect(machines.describe(stopped.executionArn).status).toBe("ABORTED");
});

test("a state machine's own timeout ends it as TIMED_OUT, whatever it catches, and an execution ends after a year", async () => {
  const Work = { ...task, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }], Next: "Caught" };
  const States = { Work, Caught: { Type: "Pass", End: true } };
  const work = () => new Promise(() => undefined);
  const short = await run({ StartAt: "Work", TimeoutSeconds: 30, States }, {}, { work });
  expect(short).toMatchObject({ status: "TIMED_OUT", error: "States.Timeout", endedAt: 30_000 });
  expect(short.states.map(({ name }) => name)).toEqual(["Work"]);
  expect(await run({ StartAt: "Work", States }, {}, { work })).toMatchObject({
    status: "TIMED_OUT",
    endedAt: 31_536_000_000,
  });
});

test("parallel branches have the same input, and the first that fails ends the others", async () => {
  const branch = (seconds: number, last: object) => sequence({ Wait: { Type: "Wait", Seconds: seconds }, Last: last });
  const both = (first: object) =>
    sequence({
      Both: {
        Type: "Parallel",
        ResultPath: "$.results",
        Branches: [branch(50, first), branch(100, { Type: "Pass", Result: 2 })],
      },
    });
  expect(await run(both({ Type: "Pass" }), { x: 1 })).toMatchObject({
    output: { x: 1, results: [{ x: 1 }, 2] },
    endedAt: 100_000,
  });
  const failed = await run(both({ Type: "Fail", Error: "Broken", Cause: "here" }));
  expect(failed).toMatchObject({ status: "FAILED", error: "Broken", cause: "here", endedAt: 50_000, transitions: 4 });
});

describe("a distributed map", () => {
  const map = (more: object, states: Readonly<Record<string, object>> = { Work: task }) => ({
    Type: "Map",
    ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...sequence(states) },
    ...more,
  });
  const failing = (...bad: number[]) => ({
    work: (event: unknown) => {
      if (bad.includes(event as number)) throw new Error(`${String(event)} is bad`);
      return (event as number) * 10;
    },
  });
  const input = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

  test.each([
    [{}, [3], undefined],
    [{ ToleratedFailureCount: 1 }, [3], [0, 10, 20, 40, 50, 60, 70, 80, 90]],
    [{ ToleratedFailureCount: 1 }, [3, 5], undefined],
    [{ ToleratedFailurePercentage: 20 }, [3, 5], [0, 10, 20, 40, 60, 70, 80, 90]],
    [{ ToleratedFailurePercentage: 20 }, [3, 5, 7], undefined],
    [{ ToleratedFailurePercentage: 100 }, input, []],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, [3, 5], undefined],
  ])("with %j and failures of %j gives %j", async (tolerance, bad, output) => {
    const record = await run(sequence({ All: map(tolerance) }), input, failing(...bad));
    expect(record).toMatchObject(
      output === undefined
        ? { status: "FAILED", error: "States.ExceedToleratedFailureThreshold" }
        : { status: "SUCCEEDED", output },
    );
  });

  test("tolerance and concurrency may come by path", async () => {
    const states = { Wait: { Type: "Wait", Seconds: 60 }, Work: task };
    const paths = {
      ItemsPath: "$.items",
      MaxConcurrencyPath: "$.many",
      ToleratedFailurePercentagePath: "$.percentage",
    };
    const record = await run(
      sequence({ All: map(paths, states) }),
      { items: input, many: 5, percentage: 10 },
      failing(0),
    );
    expect(record).toMatchObject({
      status: "SUCCEEDED",
      output: [10, 20, 30, 40, 50, 60, 70, 80, 90],
      endedAt: 120_000,
    });
  });

  test("each child has its own execution, history and context", async () => {
    const Tell = { Type: "Pass", Parameters: { "id.$": "$$.Execution.Id", "input.$": "$$.Execution.Input" } };
    const seen: ExecutionDescription[] = [];
    const { machines } = open(sequence({ All: map({ Label: "Waves" }, { Tell }) }), {
      status: (execution) => seen.push(execution),
    });
    const { output } = await machines.start({ stateMachineArn: machineArn, name: "run", input: ["a", "b"] }).ended;
    const children = output as readonly { readonly id: string; readonly input: string }[];
    const prefix = "arn:aws:states:us-east-1:111122223333:execution:machine/Waves:";
    expect(children.map((child) => child.input)).toEqual(["a", "b"]);
    expect(new Set(children.map(({ id }) => id)).size).toBe(2);
    for (const { id } of children) {
      expect(id.startsWith(prefix)).toBe(true);
      expect(machines.describe(id)).toMatchObject({ status: "SUCCEEDED", stateMachineArn: `${machineArn}/Waves` });
    }
    expect(seen.map(({ name, status }) => `${name === "run" ? "run" : "child"} ${status}`)).toEqual([
      "run RUNNING",
      "child RUNNING",
      "child RUNNING",
      "child SUCCEEDED",
      "child SUCCEEDED",
      "run SUCCEEDED",
    ]);
  });

  test("children end with their execution, and nothing happens in it any more", async () => {
    const events: InterpreterEvent[] = [];
    const states = { Wait: { Type: "Wait", Seconds: 60 } };
    const { machines, clock } = open(sequence({ All: map({ MaxConcurrency: 2 }, states) }), {
      event: (event) => events.push(event),
    });
    const { executionArn: arn, ended } = machines.start({ stateMachineArn: machineArn, input: [1, 2, 3] });
    await clock.sleepUntil(10_000);
    machines.stop(arn);
    const record = await ended;
    await clock.sleepUntil(1_000_000);
    expect(record).toMatchObject({ status: "ABORTED", endedAt: 10_000 });
    expect(machines.executions.map(({ status }) => status)).toEqual(["ABORTED", "ABORTED", "ABORTED"]);
    expect(events.filter(({ type }) => type === "StateEntered")).toHaveLength(3);
    expect(events.filter(({ type }) => type === "StateFailed" || type === "StateExited")).toEqual([]);
  });

  test("another attempt of the map has children of its own", async () => {
    const Retry = [{ ErrorEquals: ["States.ExceedToleratedFailureThreshold"], MaxAttempts: 1 }];
    const { machines } = open(sequence({ All: map({ Retry }) }), failing(1));
    const { ended } = machines.start({ stateMachineArn: machineArn, input: [1] });
    expect(await ended).toMatchObject({ status: "FAILED", endedAt: 1_000 });
    expect(machines.executions.map(({ status }) => status)).toEqual(["FAILED", "FAILED", "FAILED"]);
  });

  test("a stopped child counts as failed", async () => {
    const { machines, clock } = open(
      sequence({ All: map({ ToleratedFailureCount: 1 }, { Wait: { Type: "Wait", Seconds: 60 } }) }),
    );
    const { ended } = machines.start({ stateMachineArn: machineArn, input: ["a", "b"] });
    await clock.sleepUntil(10_000);
    const child = machines.executions.find(({ input: given }) => given === '"a"');
    machines.stop(child?.executionArn ?? "");
    expect(await ended).toMatchObject({ status: "SUCCEEDED", output: ["b"] });
  });

  test("a child's history that is full fails the child alone", async () => {
    const loop = { Again: { Type: "Pass", Next: "Again" } };
    const definition = sequence({ All: map({ ToleratedFailureCount: 1 }) });
    const All = {
      ...definition.States["All"],
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, StartAt: "Again", States: loop },
    };
    const { machines } = open({ StartAt: "All", States: { All } });
    const record = await machines.start({ stateMachineArn: machineArn, input: [1] }).ended;
    expect(record).toMatchObject({ status: "SUCCEEDED", output: [] });
    expect(machines.executions[1]).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  test("needs the right to start executions of its own state machine", async () => {
    const policy = readStatements([{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn }]);
    const record = await run(sequence({ All: map({}) }), input, { policy });
    expect(record).toMatchObject({ status: "FAILED", error: "States.Permissions" });
    const more = readStatements([{ Effect: "Allow", Action: "states:StartExecution", Resource: machineArn }]);
    expect(await run(sequence({ All: map({}) }), [1], { policy: [...policy, ...more] })).toMatchObject({ output: [1] });
  });
});

test.each(["ItemReader", "ItemBatcher", "ResultWriter"])("%s is refused", (field) => {
  const ItemProcessor = { ProcessorConfig: { Mode: "DISTRIBUTED" }, ...sequence({ Work: task }) };
  expect(() => open(sequence({ All: { Type: "Map", ItemProcessor, [field]: {} } }))).toThrow(
    `All: the simulator knows no ${field}`,
  );
});

test.each([
  [sequence({ Work: { ...task, Resource: "arn:aws:states:::states:startExecution.sync:2" } }), "without .sync"],
  [sequence({ Work: { ...task, Resource: "arn:aws:states:us-east-1:111122223333:activity:a" } }), "no resource"],
  [sequence({ Work: { Type: "Loop" } }), "no type of state"],
  [{ QueryLanguage: "JSONata", ...sequence({ Work: task }) }, "QueryLanguage must be JSONPath"],
])("what the simulator does not run is refused when the state machine is made: %#", (definition, message) => {
  expect(() => open(definition)).toThrow(message);
});

describe("the role", () => {
  const allowed = readStatements([{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn }]);

  test("may invoke what its policy allows", async () => {
    expect(await run(sequence({ Work: task }), 1, { policy: allowed })).toMatchObject({ output: 1 });
    const denied = await run(sequence({ Work: { ...task, Resource: `${functionArn}-2` } }), 1, { policy: allowed });
    expect(denied).toMatchObject({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(denied.cause).toContain(
      `User: arn:aws:sts::111122223333:assumed-role/machine/run is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}-2`,
    );
  });

  test("goes with the call of an integration, whose errors have AWS's names", async () => {
    const calls: ServiceCall[] = [];
    const resource = (name: string) => ({ Type: "Task", Resource: `arn:aws:states:::${name}` });
    const attempt = async (name: string, error: AwsError, Parameters: object = {}) => {
      const call = (given: ServiceCall) => {
        calls.push(given);
        return Promise.reject(error);
      };
      return (await run(sequence({ Work: { ...resource(name), Parameters } }), {}, { call })).error;
    };
    const failed = new AwsError("ConditionalCheckFailedException", "no");
    expect(await attempt("aws-sdk:dynamodb:putItem", failed, { TableName: "t" })).toBe(
      "DynamoDb.ConditionalCheckFailedException",
    );
    expect(await attempt("dynamodb:putItem", failed)).toBe("DynamoDB.ConditionalCheckFailedException");
    expect(await attempt("aws-sdk:s3:createBucket", new AwsError("BucketAlreadyExists"))).toBe(
      "S3.BucketAlreadyExistsException",
    );
    expect(await attempt("aws-sdk:ec2:copyImage", new AwsError("InvalidAMIID.NotFound"))).toBe("Ec2.Ec2Exception");
    expect(await attempt("aws-sdk:sfn:describeExecution", new AwsError("AccessDeniedException"))).toBe(
      "Sfn.SfnException",
    );
    expect(await attempt("states:startExecution", new AwsError("ExecutionAlreadyExists"))).toBe(
      "StepFunctions.ExecutionAlreadyExistsException",
    );
    expect(calls[0]).toMatchObject({
      service: "dynamodb",
      operation: "PutItem",
      input: { TableName: "t" },
      role: { sessionArn: "arn:aws:sts::111122223333:assumed-role/machine/run", machineArn },
    });
    expect(calls[4]).toMatchObject({ service: "states", operation: "DescribeExecution" });
  });
});

test("lambda:invoke wraps the result, takes a name for the function's ARN, and its errors stay the function's", async () => {
  const Work = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "work", "Payload.$": "$" },
    OutputPath: "$.Payload",
  };
  const policy = readStatements([{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn }]);
  expect(await run(sequence({ Work }), { a: 1 }, { policy })).toMatchObject({ output: { a: 1 } });
  const failed = await run(
    sequence({ Work }),
    {},
    {
      work: () => {
        throw Object.assign(new Error("{}"), { name: "Custom" });
      },
    },
  );
  expect(failed).toMatchObject({ error: "Custom", cause: "{}" });
});

test("lambda:invoke calls the version that a qualifier names, and what else it is given is refused", async () => {
  const work = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" };
  const invoke = (Parameters: object, Resource: string) =>
    run(
      sequence({ Work: { ...work, Parameters } }),
      {},
      {
        policy: readStatements([{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource }]),
      },
    );
  const qualified = { FunctionName: "work", Qualifier: "3" };
  expect(await invoke(qualified, `${functionArn}:3`)).toMatchObject({ output: { ExecutedVersion: "3" } });
  expect(await invoke(qualified, functionArn)).toMatchObject({ error: "Lambda.AWSLambdaException" });
  await expect(invoke({ ...qualified, InvocationType: "Event" }, "*")).rejects.toThrow(
    "lambda:invoke: the simulator knows no InvocationType; leave it out.",
  );
});

test("optimized integrations send JSON as text, and states' own parameters in its case", async () => {
  const calls: ServiceCall[] = [];
  const call = (given: ServiceCall) => {
    calls.push(given);
    return Promise.resolve({ executionArn: "arn" });
  };
  const HandOver = {
    Type: "Task",
    Resource: "arn:aws:states:::states:startExecution",
    Parameters: { StateMachineArn: machineArn, Name: "next", Input: { "operation_id.$": "$.id" } },
  };
  const Publish = {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { TopicArn: "t", Message: { "arn.$": "$.ExecutionArn" } },
  };
  await run(sequence({ HandOver, Publish }), { id: "o-1" }, { call });
  expect(calls.map(({ service, operation, input }) => [service, operation, input])).toEqual([
    ["states", "StartExecution", { stateMachineArn: machineArn, name: "next", input: '{"operation_id":"o-1"}' }],
    ["sns", "Publish", { TopicArn: "t", Message: '{"arn":"arn"}' }],
  ]);
});

describe("limits hold where they are broken", () => {
  const large = "x".repeat(262_140);

  test("a result that is too large fails its state, which may catch it by name", async () => {
    const Next = { Type: "Pass", Result: "caught", End: true };
    const caught = (...ErrorEquals: string[]) => ({
      StartAt: "Work",
      States: { Work: { ...task, ResultPath: null, Catch: [{ ErrorEquals, Next: "Next" }], Next: "Next" }, Next },
    });
    const world = { work: () => `${large}${large}` };
    expect(await run(caught("States.ALL"), {}, world)).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
    expect(await run(caught("States.DataLimitExceeded"), {}, world)).toMatchObject({ output: "caught" });
  });

  test("so does an input that Parameters make too large, and an output", async () => {
    const Parameters = { "a.$": "$", "b.$": "$" };
    expect(await run(sequence({ Work: { ...task, Parameters } }), large)).toMatchObject({
      error: "States.DataLimitExceeded",
    });
    const record = await run(sequence({ Twice: { Type: "Pass", Parameters }, After: task }), large);
    expect(record).toMatchObject({ error: "States.DataLimitExceeded", states: [{ name: "Twice" }] });
  });

  test("a history that is full ends the execution", async () => {
    const States = { Wait: { Type: "Wait", Seconds: 1, Next: "Wait" } };
    const record = await run({ StartAt: "Wait", States });
    expect(record).toMatchObject({ status: "FAILED", error: "States.Runtime", endedAt: 12_500_000 });
  });
});
