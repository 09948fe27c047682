import type { VirtualClock } from "../../core/clock.ts";
import { ModuleError } from "../../core/module-error.ts";
import type { Queues } from "../sqs/queues.ts";
import { deliver, type Delivery, DeliveryError } from "./delivery.ts";
import { readInput, type TargetInput } from "./input.ts";
import { type EventPattern, readPattern } from "./pattern.ts";
import type { BusEvent } from "./bus-event.ts";
import type { EventRule, EventTarget } from "./resources.ts";
import { readScheduleExpression } from "./schedule-expression.ts";
import { callTarget, isKnownTarget, type TargetPorts } from "./targets.ts";

/** How this EventBridge behaves where AWS promises little. It may be changed at any time. */
export interface EventBridgeSettings {
  /** How often a rule gets an event: 1 as a rule; 0 when it is lost, 2 when it comes twice. */
  deliveries: (rule: EventRule, event: BusEvent) => number;
  /** Why a target cannot be reached for now, so that EventBridge tries again; undefined when it can. */
  outage: (target: EventTarget) => string | undefined;
}

/** What an event is made of by who puts it; the bus adds the rest. */
export interface EventInput {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
  /** Milliseconds since 1970; now when left out. */
  readonly time?: number;
}

/** An event that came to a bus, and what became of it. */
export interface SeenEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly busName: string;
  readonly event: BusEvent;
  /** Those that are over. */
  readonly deliveries: readonly Delivery[];
}

/** Where an EventBridge stands, and what it reaches. */
export interface EventBridgeOptions {
  readonly accountId: string;
  readonly clock: VirtualClock;
  readonly queues: Queues;
  readonly targets: TargetPorts;
  /** Is told of errors that are none of a delivery. */
  readonly broken: (error: unknown) => void;
}

interface HeldRule {
  readonly rule: EventRule;
  readonly matches: EventPattern;
  readonly targets: readonly HeldTarget[];
}

interface HeldTarget {
  readonly target: EventTarget;
  readonly inputOf: TargetInput;
}

const millisecondsToSecond = /\.\d{3}Z$/;

/** The event buses of an account with their rules. Schedules do not start by themselves: the simulation fires them. */
export class EventBridge {
  readonly settings: EventBridgeSettings = { deliveries: () => 1, outage: () => undefined };
  readonly #options: EventBridgeOptions;
  readonly #rules: HeldRule[] = [];
  readonly #seen: (SeenEvent & { readonly deliveries: Delivery[] })[] = [];
  readonly #open = new Set<Promise<void>>();
  #deliveries = 0;

  constructor(options: EventBridgeOptions) {
    this.#options = options;
  }

  /**
   * Adds a rule.
   *
   * @throws ModuleError for a schedule, a pattern, a target or an input of it that AWS refuses or that is not simulated
   */
  put(rule: EventRule): void {
    if (rule.scheduleExpression !== undefined) readScheduleExpression(rule.scheduleExpression);
    const unknown = rule.targets.find(({ arn }) => !isKnownTarget(arn));
    if (unknown !== undefined) {
      throw new ModuleError(
        `${unknown.arn} is no target that is simulated for ${rule.name}; state machines, functions, topics and queues are.`,
      );
    }
    // Only the simulation fires a schedule, whatever events come to the bus.
    const matches = rule.pattern === undefined ? () => false : readPattern(rule.pattern);
    const targets = rule.targets.map((target) => ({ target, inputOf: readInput(target) }));
    this.#rules.push({ rule, matches, targets });
  }

  /** All rules. */
  get rules(): readonly EventRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** All events so far. */
  get seen(): readonly SeenEvent[] {
    return this.#seen;
  }

  /**
   * Puts an event on a bus. Rules get it at once, targets that fail later again.
   *
   * @returns its id
   */
  putEvent(input: EventInput, region: string, busName = "default"): string {
    const event = this.#makeEvent(input, region);
    const rules = this.#rules.filter(
      ({ rule, matches }) => rule.enabled && rule.busName === busName && regionOf(rule) === region && matches(event),
    );
    this.#take(event, busName, rules);
    return event.id;
  }

  /**
   * Fires a scheduled rule now, as its schedule would.
   *
   * @throws Error for a rule without a schedule, or one that is disabled
   */
  fire(ruleArn: string): void {
    const held = this.#rules.find(({ rule }) => rule.arn === ruleArn);
    if (held?.rule.scheduleExpression === undefined) throw new Error(`${ruleArn} is no rule with a schedule`);
    const { rule } = held;
    if (!rule.enabled) throw new Error(`The rule ${rule.name} is disabled`);
    const input = { source: "aws.events", "detail-type": "Scheduled Event", detail: {}, resources: [rule.arn] };
    this.#take(this.#makeEvent(input, regionOf(rule)), rule.busName, [held]);
  }

  /** Ends when no event is on its way any more, retries included. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) {
      await Promise.all(this.#open);
    }
  }

  #makeEvent({ time, resources = [], ...input }: EventInput, region: string): BusEvent {
    const { accountId, clock } = this.#options;
    const number = (this.#seen.length + 1).toString(16).padStart(12, "0");
    return {
      version: "0",
      id: `00000000-0000-4000-8003-${number}`,
      "detail-type": input["detail-type"],
      source: input.source,
      account: accountId,
      time: new Date(time ?? clock.now).toISOString().replace(millisecondsToSecond, "Z"),
      region,
      resources,
      // Through JSON, as it travels.
      detail: JSON.parse(JSON.stringify(input.detail)) as unknown,
    };
  }

  #take(event: BusEvent, busName: string, rules: readonly HeldRule[]): void {
    const seen = { at: this.#options.clock.now, busName, event, deliveries: [] };
    this.#seen.push(seen);
    for (const { rule, targets } of rules) {
      const copies = this.settings.deliveries(rule, event);
      for (let copy = 0; copy < copies; copy += 1) {
        for (const target of targets) this.#deliver(seen, rule, target);
      }
    }
  }

  #deliver(
    seen: SeenEvent & { readonly deliveries: Delivery[] },
    rule: EventRule,
    { target, inputOf }: HeldTarget,
  ): void {
    const { clock, queues, targets, broken } = this.#options;
    this.#deliveries += 1;
    const name = `${seen.event.id}_${this.#deliveries}`;
    const attempt = () => {
      const outage = this.settings.outage(target);
      if (outage !== undefined) throw new DeliveryError("THROTTLING", outage, true);
      callTarget(targets, { rule, target, input: inputOf(seen.event, rule), name });
    };
    const open = deliver(rule, target, seen.event, { clock, queues, attempt })
      .then((delivery) => {
        seen.deliveries.push(delivery);
      }, broken)
      .then(() => {
        this.#open.delete(open);
      });
    this.#open.add(open);
  }
}

function regionOf({ arn }: EventRule): string {
  return arn.split(":")[3] ?? "";
}
