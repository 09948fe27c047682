import { AwsError, ensure } from "../../core/aws-error.ts";
import type { VirtualClock } from "../../core/clock.ts";
import { isServiceAllowed, type ResourceStatement } from "../../core/iam/policy.ts";
import type { Queues } from "../sqs/queues.ts";

/** A topic with its subscriptions. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  /** Statements of its policy; without one only the account may publish. */
  readonly policy: readonly ResourceStatement[];
  readonly subscriptions: readonly Subscription[];
}

/** Who gets the messages of a topic: a mailbox, as if it had confirmed, or a queue. */
export interface Subscription {
  readonly protocol: "email" | "email-json" | "sqs";
  /** Address of the mailbox, or ARN of the queue. */
  readonly endpoint: string;
}

/** A message that was published. */
export interface PublishedMessage {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly id: string;
  readonly topicArn: string;
  /** ARN of the caller, or principal of the service. */
  readonly publisher: string;
  readonly subject?: string;
  readonly message: string;
  /** Mailboxes that got it. */
  readonly mailedTo: readonly string[];
  /** ARNs of queues that got it. */
  readonly queuedIn: readonly string[];
}

/** What is published. */
export interface Publication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly publisher: string;
}

/** Bytes (API reference: Publish). */
const maxMessage = 262_144;

/** The standard topics of an account, and what was published on them. */
export class Topics {
  readonly #clock: VirtualClock;
  readonly #queues: Queues;
  readonly #topics = new Map<string, Topic>();
  readonly #published: PublishedMessage[] = [];

  constructor(clock: VirtualClock, queues: Queues) {
    this.#clock = clock;
    this.#queues = queues;
  }

  /** Adds a topic. */
  put(topic: Topic): void {
    this.#topics.set(topic.arn, topic);
  }

  /** Whether there is such a topic. */
  has(arn: string): boolean {
    return this.#topics.has(arn);
  }

  /** All messages so far. */
  get published(): readonly PublishedMessage[] {
    return this.#published;
  }

  /**
   * Whether the topic's policy lets a service publish.
   *
   * @param conditions what the service says of itself; EventBridge says nothing, so that a condition on the rule's ARN keeps it
   * out (EventBridge User Guide: Troubleshooting, topic policies)
   */
  mayPublish(arn: string, service: string, conditions: Readonly<Record<string, readonly string[]>> = {}): boolean {
    const { policy = [] } = this.#topics.get(arn) ?? {};
    return isServiceAllowed(policy, service, { action: "sns:Publish", resource: arn, conditions });
  }

  /**
   * Publish.
   *
   * @throws AwsError InvalidParameter, NotFound
   */
  publish({ topicArn, message, subject, publisher }: Publication): PublishedMessage {
    checkTexts(message, subject);
    const topic = this.#topics.get(topicArn);
    if (topic === undefined) throw new AwsError("NotFound", "Topic does not exist", 404);
    const published = {
      at: this.#clock.now,
      id: `00000000-0000-4000-8002-${(this.#published.length + 1).toString(16).padStart(12, "0")}`,
      topicArn,
      publisher,
      ...(subject === undefined ? {} : { subject }),
      message,
      mailedTo: topic.subscriptions.filter(({ protocol }) => protocol !== "sqs").map(({ endpoint }) => endpoint),
      queuedIn: topic.subscriptions
        .filter(({ protocol, endpoint }) => protocol === "sqs" && this.#mayQueue(topicArn, endpoint))
        .map(({ endpoint }) => endpoint),
    };
    for (const queue of published.queuedIn) {
      this.#queues.send(queue, notification(published));
    }
    this.#published.push(published);
    return published;
  }

  #mayQueue(topicArn: string, queueArn: string): boolean {
    return this.#queues.maySend(queueArn, { service: "sns.amazonaws.com", sourceArn: topicArn });
  }
}

function checkTexts(message: string, subject: string | undefined): void {
  ensure(message !== "", "InvalidParameter", "Invalid parameter: Empty message");
  ensure(Buffer.byteLength(message) <= maxMessage, "InvalidParameter", "Invalid parameter: Message too long");
  // ASCII without line breaks and control characters, that begins with no blank, shorter than 100 (API reference: Publish).
  ensure(
    subject === undefined || /^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject),
    "InvalidParameter",
    "Invalid parameter: Subject",
  );
}

/** How a message lies in a queue (SNS Developer Guide: Message formats; the signature is left out). */
function notification({ at, id, topicArn, subject, message }: PublishedMessage): string {
  return JSON.stringify({
    Type: "Notification",
    MessageId: id,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: new Date(at).toISOString(),
  });
}
