import type { VirtualClock } from "../../core/clock.ts";
import type { Queues } from "../sqs/queues.ts";
import type { BusEvent } from "./bus-event.ts";
import { defaultRetryPolicy, type EventRule, type EventTarget } from "./resources.ts";

/** Why an event did not reach a target. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  /** As a dead letter has it, such as `NO_PERMISSIONS`. */
  readonly code: string;
  /** Whether EventBridge tries again. */
  readonly retriable: boolean;

  constructor(code: string, message: string, retriable = false) {
    super(message);
    this.code = code;
    this.retriable = retriable;
  }
}

/** How an event fared with one target of a rule. */
export interface Delivery {
  readonly rule: string;
  readonly targetArn: string;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly attempts: number;
  /** `ok`, or the code of the error that ended it. */
  readonly outcome: string;
  /** ARN of the queue that the event went to in the end. */
  readonly deadLetterIn?: string;
}

/** What a delivery works with. */
export interface DeliveryTools {
  readonly clock: VirtualClock;
  readonly queues: Queues;
  /** Tries once. @throws DeliveryError */
  readonly attempt: () => void;
}

/** EventBridge backs off exponentially, with limits of its own that are not documented; these reach 185 tries within a day. */
const firstDelay = 1_000;
const longestDelay = 480_000;

/**
 * Delivers an event to a target, again and again as the target's retry policy says, and to its dead letter queue in the end
 * (EventBridge User Guide: Event retry policy and dead-letter queues).
 */
export async function deliver(
  rule: EventRule,
  target: EventTarget,
  event: BusEvent,
  { clock, queues, attempt }: DeliveryTools,
): Promise<Delivery> {
  const { maximumEventAgeInSeconds, maximumRetryAttempts } = target.retryPolicy ?? defaultRetryPolicy;
  const giveUpAt = clock.now + maximumEventAgeInSeconds * 1_000;
  for (let attempts = 1; ; attempts += 1) {
    const end = { rule: rule.name, targetArn: target.arn, attempts };
    try {
      attempt();
      return { ...end, endedAt: clock.now, outcome: "ok" };
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      const next = clock.now + Math.min(longestDelay, firstDelay * 2 ** (attempts - 1));
      const exhausted = findExhausted(attempts > maximumRetryAttempts, next > giveUpAt);
      if (error.retriable && exhausted === undefined) {
        await clock.sleepUntil(next);
        continue;
      }
      const attributes = {
        RULE_ARN: rule.arn,
        TARGET_ARN: target.arn,
        ERROR_CODE: error.code,
        ERROR_MESSAGE: error.message,
        ...(error.retriable && exhausted !== undefined ? { EXHAUSTED_RETRY_CONDITION: exhausted } : {}),
        RETRY_ATTEMPTS: String(attempts - 1),
      };
      const queue = bury(queues, rule, target, event, attributes);
      return {
        ...end,
        endedAt: clock.now,
        outcome: error.code,
        ...(queue === undefined ? {} : { deadLetterIn: queue }),
      };
    }
  }
}

function findExhausted(attempts: boolean, age: boolean): string | undefined {
  if (attempts) return "MaximumRetryAttempts";
  return age ? "MaximumEventAgeInSeconds" : undefined;
}

/** A queue whose policy does not let the rule send gets nothing, and the event is lost. */
function bury(
  queues: Queues,
  { arn }: EventRule,
  { deadLetterArn }: EventTarget,
  event: BusEvent,
  attributes: Readonly<Record<string, string>>,
): string | undefined {
  if (
    deadLetterArn === undefined ||
    !queues.maySend(deadLetterArn, { service: "events.amazonaws.com", sourceArn: arn })
  ) {
    return undefined;
  }
  queues.send(deadLetterArn, JSON.stringify(event), attributes);
  return deadLetterArn;
}
