import type { StateRecord } from "../core/record.ts";
import { StateError } from "./errors.ts";
import { historyLimit } from "./limits.ts";

/** What happens in an execution, for those who watch. */
export interface InterpreterEvent {
  readonly type:
    | "ExecutionStarted"
    | "ExecutionRedriven"
    | "ExecutionSucceeded"
    | "ExecutionFailed"
    | "ExecutionAborted"
    | "ExecutionTimedOut"
    | "MapIterationStarted"
    | "MapIterationSucceeded"
    | "MapIterationFailed"
    | "StateEntered"
    | "StateExited"
    | "StateFailed"
    | "StateRetried";
  /** ARN of the execution, or of the one of a distributed map's that it happens in. */
  readonly executionArn: string;
  readonly state?: {
    readonly name: string;
    readonly type: string;
    readonly input?: unknown;
    readonly output?: unknown;
  };
  readonly Error?: string;
  readonly Cause?: string;
}

/** One visit of a state, and what becomes of it. */
export interface Visit {
  readonly retried: () => void;
  readonly failed: (error: StateError) => void;
  /** @throws StateError when the history is full */
  readonly exited: (output: unknown) => void;
}

/** Events that AWS writes into the history for one of these. */
const historyEvents: Readonly<Record<InterpreterEvent["type"], number>> = {
  ExecutionStarted: 1,
  ExecutionRedriven: 1,
  ExecutionSucceeded: 1,
  ExecutionFailed: 1,
  ExecutionAborted: 1,
  ExecutionTimedOut: 1,
  MapIterationStarted: 1,
  MapIterationSucceeded: 1,
  MapIterationFailed: 1,
  StateEntered: 1,
  StateExited: 1,
  StateFailed: 0,
  StateRetried: 0,
};

/** Follows one execution, and those of its distributed maps. */
export class History {
  /** State transitions, as AWS bills them. */
  transitions = 0;
  /** Bytes of the largest input or output of a state. */
  largestPayload = 0;
  /** All visits of states, in the order they began. */
  readonly states: readonly StateRecord[];
  readonly #visits: VisitRecord[] = [];
  /** Number of events by the execution whose history they are in. */
  readonly #events = new Map<string, number>();
  readonly #now: () => number;
  readonly #observe: (event: InterpreterEvent) => void;

  /**
   * @param now milliseconds since the simulation began
   * @param observe is told of every event
   */
  constructor(now: () => number, observe: (event: InterpreterEvent) => void) {
    this.states = this.#visits;
    this.#now = now;
    this.#observe = observe;
  }

  /** Events of the longest history. */
  get longest(): number {
    return Math.max(0, ...this.#events.values());
  }

  /** Number of events of an execution. */
  eventsOf(executionArn: string): number {
    return this.#events.get(executionArn) ?? 0;
  }

  /**
   * Takes an event.
   *
   * @param more events of AWS's history that come with it
   */
  add(event: InterpreterEvent, more = 0): void {
    const { executionArn, type } = event;
    this.#events.set(executionArn, this.eventsOf(executionArn) + historyEvents[type] + more);
    this.#observe(event);
  }

  /**
   * A state is entered.
   *
   * @param eventsOfAttempt events that an attempt adds to AWS's history, beside the state's entry and exit
   * @throws StateError when the history is full
   */
  enter(executionArn: string, name: string, type: string, input: unknown, eventsOfAttempt: number): Visit {
    const now = this.#now();
    const visit: VisitRecord = { name, type, enteredAt: now, exitedAt: now, retries: 0 };
    this.#visits.push(visit);
    const add = (event: InterpreterEvent["type"], more: Partial<InterpreterEvent> = {}, events = 0) => {
      visit.exitedAt = this.#now();
      this.add({ type: event, executionArn, state: { name, type, input }, ...more }, events);
    };
    this.transitions += 1;
    this.#measure(input);
    add("StateEntered", {}, eventsOfAttempt);
    this.#checkLength(executionArn);
    return {
      retried: () => {
        this.transitions += 1;
        visit.retries += 1;
        delete visit.error;
        add("StateRetried", {}, eventsOfAttempt);
        this.#checkLength(executionArn);
      },
      failed: (error) => {
        visit.error = error.name;
        add("StateFailed", { Error: error.name, Cause: error.message });
      },
      exited: (output) => {
        this.#measure(output);
        add("StateExited", { state: { name, type, input, output } });
        this.#checkLength(executionArn);
      },
    };
  }

  #measure(value: unknown): void {
    this.largestPayload = Math.max(this.largestPayload, byteLength(value));
  }

  /** A history that is full ends its execution at once (Step Functions service quotas; the error's name is from memory). */
  #checkLength(executionArn: string): void {
    const events = this.eventsOf(executionArn);
    if (events > historyLimit) {
      throw new StateError("States.Runtime", `A history has ${events} events; at most ${historyLimit} are allowed.`);
    }
  }
}

/** Bytes of a value as JSON. */
export function byteLength(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

type VisitRecord = { -readonly [Field in keyof StateRecord]: StateRecord[Field] };
