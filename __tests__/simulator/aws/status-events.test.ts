import { afterEach, beforeEach, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import { readResourceStatements, readStatements } from "../../../simulator/core/iam/policy.ts";
import { makeRecord } from "../../../simulator/recording.ts";
import { open, start } from "./support.ts";

const place = "us-east-1:111122223333";
const machine = `arn:aws:states:${place}:stateMachine:m`;
const topicArn = `arn:aws:sns:${place}:failures`;
const roleArn = "arn:aws:iam::111122223333:role/scheduler";
let account: Account;

/** The failure signal of a module, and a schedule that starts its state machine. */
beforeEach(async () => {
  account = await open();
  const trust = (Service: string) =>
    readResourceStatements([{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }]);
  const policy = readStatements([{ Effect: "Allow", Action: "states:StartExecution", Resource: machine }]);
  account.roles.set(roleArn, { arn: roleArn, name: "scheduler", trust: trust("events.amazonaws.com"), policy });
  account.stateMachines.put({
    arn: machine,
    name: "m",
    roleArn,
    definition: {
      StartAt: "Which",
      States: {
        Which: { Type: "Choice", Choices: [{ Variable: "$.fail", IsPresent: true, Next: "No" }], Default: "Wait" },
        Wait: { Type: "Wait", Seconds: 60, Next: "Yes" },
        Yes: { Type: "Succeed" },
        No: { Type: "Fail", Error: "Bad", Cause: 'a "cause"' },
      },
    },
  });
  account.topics.put({
    arn: topicArn,
    name: "failures",
    policy: readResourceStatements([
      { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: topicArn },
    ]),
    subscriptions: [{ protocol: "email", endpoint: "ops@example.com" }],
  });
  const rule = { busName: "default", enabled: true };
  account.events.put({
    ...rule,
    name: "run-ended",
    arn: `arn:aws:events:${place}:rule/run-ended`,
    pattern: {
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { stateMachineArn: [machine], status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    },
    targets: [{ id: "topic", arn: topicArn }],
  });
  account.events.put({
    ...rule,
    name: "schedule",
    arn: `arn:aws:events:${place}:rule/schedule`,
    scheduleExpression: "rate(1 day)",
    targets: [{ id: "start", arn: machine, roleArn, input: '{"fail":true}' }],
  });
});

afterEach(() => account.close());

test("a failed and a stopped run are told of, a good one is not", async () => {
  const stop = new AbortController();
  account.clock.setTimer(() => {
    stop.abort();
  }, 10_000);
  await Promise.all([
    account.stateMachines.start({ stateMachineArn: machine, name: "good" }).ended,
    account.stateMachines.start({ stateMachineArn: machine, name: "bad", input: { fail: 1 } }).ended,
    account.stateMachines.start({ stateMachineArn: machine, name: "stopped", stop: stop.signal }).ended,
  ]);
  await account.settled();
  const mails = account.topics.published.map(({ message }) => JSON.parse(message) as { detail: object });
  expect(mails.map(({ detail }) => detail)).toMatchObject([
    { name: "bad", status: "FAILED", error: "Bad", cause: 'a "cause"' },
    { name: "stopped", status: "ABORTED" },
  ]);
  const record = makeRecord({
    account,
    startedAt: start,
    executions: [],
    calls: [],
    invocations: [],
    faults: [],
    remarks: [],
    inputs: [],
    logs: [],
  });
  expect(record.messages).toMatchObject([
    { at: 0, topic: "failures", mailedTo: ["ops@example.com"] },
    { at: 10_000, topic: "failures" },
  ]);
  expect(record.events.filter(({ deliveries }) => deliveries.length > 0)).toHaveLength(2);
});

test("a schedule that fires starts an execution with the target's input and role, twice where it comes twice", async () => {
  account.events.settings.deliveries = ({ name }) => (name === "schedule" ? 2 : 1);
  account.events.fire(`arn:aws:events:${place}:rule/schedule`);
  await account.settled();
  const records = await account.stateMachines.records();
  expect(records.map(({ status, error }) => [status, error])).toEqual([
    ["FAILED", "Bad"],
    ["FAILED", "Bad"],
  ]);
  expect(new Set(records.map(({ name }) => name)).size).toBe(2);
  expect(account.topics.published).toHaveLength(2);
});
