import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../simulator/account.ts";
import type { EventTarget } from "../../../simulator/aws/events/resources.ts";
import { readResourceStatements, readStatements } from "../../../simulator/core/iam/policy.ts";
import { clientOf, open } from "./support.ts";

const place = "us-east-1:111122223333";
const queueArn = `arn:aws:sqs:${place}:work`;
const lettersArn = `arn:aws:sqs:${place}:letters`;
const topicArn = `arn:aws:sns:${place}:news`;
const ruleArn = `arn:aws:events:${place}:rule/r`;
const QueueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/work";
const allow = (Service: string, Action: string, Resource: string, Condition = {}) =>
  readResourceStatements([{ Effect: "Allow", Principal: { Service }, Action, Resource, Condition }]);
const fromRule = { ArnEquals: { "aws:SourceArn": ruleArn } };

let account: Account;
let events: EventBridgeClient;
let sns: SNSClient;
let sqs: SQSClient;

beforeEach(async () => {
  account = await open();
  events = new EventBridgeClient(clientOf(account));
  sns = new SNSClient(clientOf(account));
  sqs = new SQSClient(clientOf(account));
  for (const [arn, name] of [
    [queueArn, "work"],
    [lettersArn, "letters"],
  ] as const) {
    const url = QueueUrl.replace("work", name);
    const policy = allow("events.amazonaws.com", "sqs:SendMessage", arn, fromRule);
    account.queues.put({ arn, name, url, policy, visibilitySeconds: 30 });
  }
  account.topics.put({
    arn: topicArn,
    name: "news",
    policy: allow("events.amazonaws.com", "sns:Publish", topicArn),
    subscriptions: [{ protocol: "email", endpoint: "ops@example.com" }],
  });
});

afterEach(() => account.close());

const entry = { Source: "mine", DetailType: "Happened", Detail: '{"n":1}' };
const put = (...Entries: object[]) => events.send(new PutEventsCommand({ Entries }));
const addRule = (target: Omit<EventTarget, "id">, pattern: Record<string, unknown> = { source: ["mine"] }) => {
  account.events.put({
    name: "r",
    arn: ruleArn,
    busName: "default",
    enabled: true,
    pattern,
    targets: [{ id: "t", ...target }],
  });
};
const bodies = (arn: string) => account.queues.messages(arn).map(({ body }) => JSON.parse(body) as unknown);

describe("SQS", () => {
  test("keeps a message, hides it once it is received, and deletes it", async () => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "ü <&",
        MessageAttributes: { KIND: { DataType: "String", StringValue: "x" } },
      }),
    );
    const receive = async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }))).Messages;
    const first = await receive();
    expect(first).toMatchObject([{ Body: "ü <&", MessageAttributes: { KIND: { StringValue: "x" } } }]);
    expect(await receive()).toBeUndefined();
    const count = async () =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes;
    expect(await count()).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "1",
    });
    await account.clock.sleepUntil(account.clock.now + 30_000);
    expect(await receive()).toMatchObject([{ Body: "ü <&" }]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.[0]?.ReceiptHandle }));
    expect(await count()).toMatchObject({ ApproximateNumberOfMessagesNotVisible: "0" });
  });

  test("refuses a queue that is not there", async () => {
    const send = sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl.replace("work", "none"), MessageBody: "x" }));
    await expect(send).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  });
});

describe("SNS", () => {
  const publish = (input: object) => sns.send(new PublishCommand({ TopicArn: topicArn, Message: "text", ...input }));

  test("mails what is published", async () => {
    await expect(publish({ Subject: "A subject" })).resolves.toMatchObject({ MessageId: expect.any(String) as string });
    expect(account.topics.published).toMatchObject([
      { subject: "A subject", message: "text", mailedTo: ["ops@example.com"] },
    ]);
  });

  test.each([
    ["a subject of 100 characters", { Subject: "x".repeat(100) }, "InvalidParameter"],
    ["a line break in the subject", { Subject: "a\nb" }, "InvalidParameter"],
    ["a subject that is not ASCII", { Subject: "ü" }, "InvalidParameter"],
    ["a message that is too long", { Message: "x".repeat(262_145) }, "InvalidParameter"],
    ["a topic that is not there", { TopicArn: `${topicArn}-x` }, "NotFound"],
  ])("refuses %s", async (_, input, name) => {
    // The SDK adds Exception to some of the codes.
    await expect(publish(input)).rejects.toMatchObject({ name: expect.stringMatching(`^${name}`) as string });
    expect(account.topics.published).toEqual([]);
  });

  test("takes a subject of 99 characters, and a message at its limit", async () => {
    await publish({ Subject: "x".repeat(99), Message: "x".repeat(262_144) });
    expect(account.topics.published).toHaveLength(1);
  });
});

describe("PutEvents", () => {
  test("refuses bad entries one by one, under HTTP status 200", async () => {
    addRule({ arn: queueArn });
    const answer = await put(entry, { ...entry, Detail: "no" }, { ...entry, Source: "aws.x" }, { Source: "mine" });
    expect(answer).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) as string },
        { ErrorCode: "MalformedDetail" },
        { ErrorCode: "NotAuthorizedForSourceException" },
        { ErrorCode: "InvalidArgument" },
      ],
    });
    expect(bodies(queueArn)).toMatchObject([{ source: "mine", "detail-type": "Happened", detail: { n: 1 } }]);
  });

  test("refuses too many entries, and too large ones, altogether", async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(put({ ...entry, Detail: `{"x":"${"x".repeat(262_144)}"}` })).rejects.toMatchObject({
      name: "ValidationException",
    });
    expect(account.events.seen).toEqual([]);
  });

  test("needs the right for the source", async () => {
    const credentials = { accessKeyId: "ASIA-x", secretAccessKey: "secret" };
    const Condition = { StringEquals: { "events:source": "mine" } };
    const policy = readStatements([{ Effect: "Allow", Action: "events:PutEvents", Resource: "*", Condition }]);
    account.callers.set("ASIA-x", { ...credentials, name: "x", arn: "arn:aws:sts::111122223333:x", policy });
    const client = new EventBridgeClient({ ...clientOf(account), credentials });
    await expect(client.send(new PutEventsCommand({ Entries: [entry] }))).resolves.toBeDefined();
    const other = client.send(new PutEventsCommand({ Entries: [{ ...entry, Source: "yours" }] }));
    await expect(other).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("a delivery", () => {
  test("publishes on a topic what the transformer makes of the event, unescaped", async () => {
    const inputTransformer = {
      paths: { n: "$.detail.n", text: "$.detail.text" },
      template: '"<text>: <n>, of <aws.events.rule-name>"',
    };
    addRule({ arn: topicArn, inputTransformer });
    await put({ ...entry, Detail: JSON.stringify({ n: 1, text: 'a "b"' }) });
    expect(account.topics.published).toMatchObject([
      { message: '"a "b": 1, of r"', publisher: "events.amazonaws.com" },
    ]);
  });

  test.each([
    ["a path that is none", { inputPath: "$.detail[*]" }, "$.detail[*] is no path that the simulator knows"],
    [
      "a transformer's path that is none",
      { inputTransformer: { paths: { a: "detail" }, template: "<a>" } },
      "detail is no path that the simulator knows",
    ],
    ["an input that is no JSON", { input: "{" }, "The input of a target must be JSON, not {"],
  ])("with %s is refused when the rule is made", (_, target, message) => {
    expect(() => {
      addRule({ arn: queueArn, ...target });
    }).toThrow(message);
    expect(account.events.rules).toEqual([]);
  });

  test("is decided once for each rule and event", async () => {
    let asked = 0;
    account.events.settings.deliveries = () => {
      asked += 1;
      return 3 - asked;
    };
    addRule({ arn: queueArn, inputPath: "$.detail" });
    await put(entry);
    expect([asked, bodies(queueArn)]).toEqual([1, [{ n: 1 }, { n: 1 }]]);
  });

  test("is lost, or comes twice, where the simulation says so", async () => {
    addRule({ arn: queueArn, inputPath: "$.detail" });
    account.events.settings.deliveries = () => 0;
    await put(entry);
    expect(bodies(queueArn)).toEqual([]);
    account.events.settings.deliveries = () => 2;
    await put(entry);
    expect(bodies(queueArn)).toEqual([{ n: 1 }, { n: 1 }]);
  });

  test("is tried again until the retry policy ends it, then it is a dead letter", async () => {
    account.events.settings.outage = () => "down";
    const retryPolicy = { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 3 };
    addRule({ arn: queueArn, deadLetterArn: lettersArn, retryPolicy });
    const before = account.clock.now;
    await put(entry);
    await account.settled();
    expect(account.clock.now).toBeGreaterThan(before);
    expect(account.events.seen[0]?.deliveries).toMatchObject([{ attempts: 4, outcome: "THROTTLING" }]);
    expect(account.queues.messages(lettersArn)).toMatchObject([
      {
        attributes: { ERROR_CODE: "THROTTLING", EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts", RULE_ARN: ruleArn },
      },
    ]);
  });

  test("succeeds later when the target is back", async () => {
    let tries = 0;
    account.events.settings.outage = () => ((tries += 1) < 3 ? "down" : undefined);
    addRule({ arn: queueArn });
    await put(entry);
    await account.settled();
    expect(account.events.seen[0]?.deliveries).toMatchObject([{ attempts: 3, outcome: "ok" }]);
  });

  test.each([
    ["a topic whose policy has a condition", "NO_PERMISSIONS"],
    ["a state machine with a role that it may not assume", "FAILED_TO_ASSUME_ROLE"],
    ["a state machine with a role that may not start it", "NO_PERMISSIONS"],
    ["a state machine that is not there", "NO_RESOURCE"],
  ])("to %s goes to the dead letter queue at once", async (target, code) => {
    const roleArn = "arn:aws:iam::111122223333:role/r";
    const machine = `arn:aws:states:${place}:stateMachine:m`;
    const trusted = target.includes("assume") ? "states.amazonaws.com" : "events.amazonaws.com";
    const trust = readResourceStatements([
      { Effect: "Allow", Principal: { Service: trusted }, Action: "sts:AssumeRole" },
    ]);
    const Resource = target.includes("may not start") ? `${machine}-x` : machine;
    const policy = readStatements([{ Effect: "Allow", Action: "states:StartExecution", Resource }]);
    account.roles.set(roleArn, { arn: roleArn, name: "r", trust, policy });
    const arn = `${topicArn}-c`;
    const conditioned = allow("events.amazonaws.com", "sns:Publish", arn, fromRule);
    account.topics.put({ arn, name: "news-c", policy: conditioned, subscriptions: [] });
    addRule({ arn: target.includes("topic") ? arn : machine, roleArn, deadLetterArn: lettersArn });
    await put(entry);
    await account.settled();
    expect(account.queues.messages(lettersArn)).toMatchObject([{ attributes: { ERROR_CODE: code } }]);
  });

  test("is lost when the queue does not let the rule in either", async () => {
    const arn = `arn:aws:sqs:${place}:closed`;
    account.queues.put({ arn, name: "closed", url: `${QueueUrl}-closed`, policy: [], visibilitySeconds: 30 });
    addRule({ arn, deadLetterArn: arn });
    await put(entry);
    await account.settled();
    expect(account.queues.messages(arn)).toEqual([]);
    expect(account.events.seen[0]?.deliveries).toMatchObject([{ outcome: "NO_PERMISSIONS" }]);
  });
});
