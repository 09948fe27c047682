import type { EventRecord, MessageRecord, SimulationRecord } from "../core/record.ts";

/** An event that was sent to a target. */
export interface SentEvent {
  /** When it was taken or given up. */
  readonly at: number;
  /** What happened, such as `Scheduled Event`. */
  readonly what: string;
  readonly rule: string;
  /** The target without account and Region, such as `sns:alerts`. */
  readonly target: string;
  readonly attempts: number;
  readonly outcome: string;
}

/** What EventBridge has sent: events that matched a rule, in the order they came. */
export function sentEvents({ events }: Pick<SimulationRecord, "events">): readonly SentEvent[] {
  return events.flatMap((event) =>
    event.deliveries.map(({ rule, target, at, attempts, outcome }) => ({
      at,
      what: eventText(event),
      rule,
      target: targetText(target),
      attempts,
      outcome,
    })),
  );
}

/** What happened; of an execution its name and status too. */
function eventText({ detailType, detail }: EventRecord): string {
  const { name, status } = (typeof detail === "object" && detail !== null ? detail : {}) as {
    readonly name?: unknown;
    readonly status?: unknown;
  };
  return typeof name === "string" && typeof status === "string" ? `${detailType}, ${name} ${status}` : detailType;
}

/** An ARN without what is the same everywhere. */
export function targetText(arn: string): string {
  const [, , service = "", , , ...resource] = arn.split(":");
  return `${service}:${resource.join(":")}`;
}

/** The subject that a mail has; without one in the message it is SNS's own (from memory). */
export function subjectOf({ subject = "AWS Notification Message" }: Pick<MessageRecord, "subject">): string {
  return subject;
}
