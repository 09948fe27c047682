import { md5 } from "../../core/hash.ts";
import { AwsError, ensure } from "../../core/aws-error.ts";
import type { VirtualClock } from "../../core/clock.ts";
import { isServiceAllowed, type ResourceStatement } from "../../core/iam/policy.ts";
import { type ServicePrincipal, sourceConditions } from "../../core/iam/roles.ts";

/** A standard queue. */
export interface Queue {
  readonly arn: string;
  readonly name: string;
  readonly url: string;
  /** Statements of its policy; without one only the account may send. */
  readonly policy: readonly ResourceStatement[];
  /** Seconds that a message is hidden once it was received. */
  readonly visibilitySeconds: number;
}

/** A message in a queue. Moments are milliseconds since 1970. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: number;
  readonly receives: number;
  /** From when on it can be received. */
  readonly visibleFrom: number;
}

/** Bytes of a message with its attributes (SQS Developer Guide: Message quotas). */
const maxBytes = 1_048_576;
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The standard queues of an account and what is in them. Messages stay until they are deleted. */
export class Queues {
  readonly #clock: VirtualClock;
  readonly #queues = new Map<string, { readonly queue: Queue; messages: QueuedMessage[] }>();
  #sequence = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Adds a queue. */
  put(queue: Queue): void {
    this.#queues.set(queue.arn, { queue, messages: [] });
  }

  /** All queues. */
  get all(): readonly Queue[] {
    return [...this.#queues.values()].map(({ queue }) => queue);
  }

  /** What a queue holds, hidden messages too. */
  messages(arn: string): readonly QueuedMessage[] {
    return this.#queues.get(arn)?.messages ?? [];
  }

  /** @throws AwsError QueueDoesNotExist */
  findByUrl(url: string): Queue {
    const path = pathOf(url);
    const found = this.all.find((queue) => queue.url === url || pathOf(queue.url) === path);
    ensure(found !== undefined, "QueueDoesNotExist", "The specified queue does not exist.");
    return found;
  }

  /**
   * Whether the queue's policy lets a service send messages.
   *
   * @param arn a queue; none that is not there may be sent to
   */
  maySend(arn: string, principal: ServicePrincipal): boolean {
    const { policy = [] } = this.#queues.get(arn)?.queue ?? {};
    const conditions = sourceConditions(principal);
    return isServiceAllowed(policy, principal.service, { action: "sqs:SendMessage", resource: arn, conditions });
  }

  /**
   * SendMessage.
   *
   * @throws AwsError QueueDoesNotExist, InvalidParameterValue, InvalidMessageContents
   */
  send(
    arn: string,
    body: string,
    attributes: Readonly<Record<string, string>> = {},
    delaySeconds = 0,
  ): QueuedMessage & { readonly md5: string } {
    const held = this.#require(arn);
    const bytes = Object.entries(attributes).reduce(
      (sum, entry) => sum + Buffer.byteLength(entry.join()),
      Buffer.byteLength(body),
    );
    ensure(body !== "", "MissingParameter", "The request must contain the parameter MessageBody.");
    ensure(
      bytes <= maxBytes,
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
    );
    ensure(!forbidden.test(body), "InvalidMessageContents", "The message contains characters that are not allowed.");
    this.#sequence += 1;
    const message = {
      id: `00000000-0000-4000-8001-${this.#sequence.toString(16).padStart(12, "0")}`,
      body,
      attributes,
      sentAt: this.#clock.now,
      receives: 0,
      visibleFrom: this.#clock.now + delaySeconds * 1_000,
    };
    held.messages.push(message);
    return { ...message, md5: md5(body) };
  }

  /** ReceiveMessage: hides what it gives for a time. Nobody waits for messages to come. */
  receive(arn: string, count: number, visibilitySeconds?: number): readonly QueuedMessage[] {
    const held = this.#require(arn);
    const seconds = visibilitySeconds ?? held.queue.visibilitySeconds;
    const taken = held.messages.filter(({ visibleFrom }) => visibleFrom <= this.#clock.now).slice(0, count);
    const received = taken.map((message) => ({
      ...message,
      receives: message.receives + 1,
      visibleFrom: this.#clock.now + seconds * 1_000,
    }));
    const byId = new Map(received.map((message) => [message.id, message]));
    held.messages = held.messages.map((message) => byId.get(message.id) ?? message);
    return received;
  }

  /** DeleteMessage; one that is gone already is fine. */
  delete(arn: string, id: string): void {
    const held = this.#require(arn);
    held.messages = held.messages.filter((message) => message.id !== id);
  }

  #require(arn: string): { readonly queue: Queue; messages: QueuedMessage[] } {
    const held = this.#queues.get(arn);
    if (held === undefined) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    return held;
  }
}

/** A queue is found by account and name wherever its URL's host points. */
function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
