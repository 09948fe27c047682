import type {
  DeleteMessageCommandInput,
  GetQueueAttributesCommandInput,
  GetQueueUrlCommandInput,
  ReceiveMessageCommandInput,
  SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { AwsError, ensure } from "../../core/aws-error.ts";
import type { VirtualClock } from "../../core/clock.ts";
import type { Service } from "../../core/service.ts";
import { json10Protocol } from "../../core/wire/json-protocol.ts";
import { md5 } from "../../core/hash.ts";
import { type Queue, type QueuedMessage, type Queues } from "./queues.ts";

type Operation = (queues: Queues, clock: VirtualClock, queue: Queue, input: never) => object;

const operations: Readonly<Record<string, Operation>> = {
  DeleteMessage: deleteMessage,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: (_queues, _clock, { url }) => ({ QueueUrl: url }),
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
};

/** The operations that SQS answers here. */
export const sqsOperations = Object.keys(operations);

/** SQS, as far as functions and operators call it. */
export function createSqs(queues: Queues, clock: VirtualClock): Service {
  const find = (input: object): Queue => {
    const { QueueUrl, QueueName } = input as { readonly QueueUrl?: string } & Partial<GetQueueUrlCommandInput>;
    const named = queues.all.find(({ name }) => name === QueueName);
    return QueueUrl === undefined && named !== undefined ? named : queues.findByUrl(QueueUrl ?? "");
  };
  return {
    protocol: json10Protocol,
    denial: "AccessDeniedException",
    access: (operation, input) =>
      operations[operation] === undefined ? [] : [{ action: `sqs:${operation}`, resource: find(input).arn }],
    call: (name, input) => {
      const operation = operations[name];
      ensure(operation !== undefined, "UnknownOperationException", `${name} is not known`);
      return operation(queues, clock, find(input), input as never);
    },
  };
}

function sendMessage(queues: Queues, _clock: VirtualClock, { arn }: Queue, input: SendMessageCommandInput): object {
  const { MessageBody = "", MessageAttributes = {}, DelaySeconds } = input;
  const texts = Object.entries(MessageAttributes).map(([name, { DataType = "", StringValue }]) => {
    ensure(
      /^(String|Number)/.test(DataType) && StringValue !== undefined,
      "InvalidParameterValue",
      `The message attribute '${name}' must be a text or a number; binary attributes are not simulated.`,
    );
    return [name, StringValue] as const;
  });
  const { id, md5: sum } = queues.send(arn, MessageBody, Object.fromEntries(texts), DelaySeconds);
  return { MessageId: id, MD5OfMessageBody: sum };
}

function receiveMessage(
  queues: Queues,
  _clock: VirtualClock,
  { arn }: Queue,
  input: ReceiveMessageCommandInput,
): object {
  const { MaxNumberOfMessages: count = 1, VisibilityTimeout, MessageAttributeNames: names = [] } = input;
  ensure(
    count >= 1 && count <= 10,
    "InvalidParameterValue",
    `Value ${count} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
  );
  const Messages = queues.receive(arn, count, VisibilityTimeout).map((message) => describe(message, names));
  return Messages.length === 0 ? {} : { Messages };
}

function describe({ id, body, attributes, sentAt, receives }: QueuedMessage, names: readonly string[]): object {
  const shown = Object.entries(attributes).filter(
    ([name]) => names.includes(name) || names.includes("All") || names.includes(".*"),
  );
  return {
    MessageId: id,
    ReceiptHandle: `${id}#${receives}`,
    Body: body,
    MD5OfBody: md5(body),
    Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(receives) },
    ...(shown.length === 0
      ? {}
      : {
          MessageAttributes: Object.fromEntries(
            shown.map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
          ),
        }),
  };
}

function deleteMessage(queues: Queues, _clock: VirtualClock, { arn }: Queue, input: DeleteMessageCommandInput): object {
  const [id, number] = (input.ReceiptHandle ?? "").split("#");
  if (id === undefined || number === undefined) {
    throw new AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
  }
  queues.delete(arn, id);
  return {};
}

function getQueueAttributes(
  queues: Queues,
  clock: VirtualClock,
  { arn, visibilitySeconds }: Queue,
  { AttributeNames = [] }: GetQueueAttributesCommandInput,
): object {
  const messages = queues.messages(arn);
  const hidden = messages.filter(({ visibleFrom }) => visibleFrom > clock.now);
  const delayed = hidden.filter(({ receives }) => receives === 0).length;
  const all: Readonly<Record<string, string>> = {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(visibilitySeconds),
  };
  const asked = AttributeNames.includes("All")
    ? Object.entries(all)
    : Object.entries(all).filter(([name]) => AttributeNames.some((wanted) => wanted === name));
  return { Attributes: Object.fromEntries(asked) };
}
