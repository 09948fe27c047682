import type { StateRecord } from "../core/record.ts";
import type { DistributedStates } from "./definition.ts";

/** An event of the interpreter, as far as it is read here. */
export interface InterpreterEvent {
  readonly type: string;
  readonly state?: {
    readonly name: string;
    readonly type: string;
    readonly input?: unknown;
    readonly output?: unknown;
  };
  /** Iteration of the outermost map the event happened in. */
  readonly index?: number;
  readonly parentState?: { readonly name: string };
  readonly Error?: string;
  readonly Cause?: string;
}

interface Visit {
  readonly name: string;
  readonly type: string;
  readonly enteredAt: number;
  exitedAt: number;
  retries: number;
  error?: string;
}

/** Events that AWS writes into the history for one of the interpreter's. */
const historyEvents: Readonly<Record<string, number>> = {
  ExecutionStarted: 1,
  ExecutionSucceeded: 1,
  ExecutionFailed: 1,
  MapIterationStarted: 1,
  MapIterationSucceeded: 1,
  MapIterationFailed: 1,
  StateEntered: 1,
  StateExited: 1,
  // Scheduled, started, and succeeded or failed once more.
  StateRetried: 3,
};

/** What a state adds when it is entered: of a function its first attempt, of a map its start and end and those of its run. */
const addedByState: Readonly<Record<string, number>> = { Task: 3, Map: 4 };

/** Follows one execution by the events of the interpreter. */
export class History {
  transitions = 0;
  largestPayload = 0;
  aborted = false;
  failure: { readonly error: string; readonly cause: string } | undefined;
  readonly #visits: Visit[] = [];
  readonly #open = new Map<string, Visit[]>();
  /** Number of events by iteration of the distributed map, and of the execution itself under undefined. */
  readonly #events = new Map<number | undefined, number>();
  readonly #distributed: DistributedStates;
  readonly #now: () => number;

  /**
   * @param distributed the states whose events are in histories of their own
   * @param now milliseconds since the simulation began
   */
  constructor(distributed: DistributedStates, now: () => number) {
    this.#distributed = distributed;
    this.#now = now;
  }

  /** Takes one event. */
  add(event: InterpreterEvent): void {
    this.#count(event);
    const { state } = event;
    this.aborted ||= event.type === "ExecutionAborted";
    if (event.type === "ExecutionFailed") {
      this.failure = { error: event.Error ?? "", cause: event.Cause ?? "" };
    }
    if (state === undefined) {
      return;
    }
    const size = Math.max(byteLength(state.input), byteLength(state.output));
    this.largestPayload = Math.max(this.largestPayload, size);
    const key = `${state.name} ${String(event.index)} ${JSON.stringify(state.input)}`;
    switch (event.type) {
      case "StateEntered":
        this.transitions += 1;
        this.#enter(key, state.name, state.type);
        break;
      case "StateRetried":
        this.transitions += 1;
        this.#visit(key, (visit) => {
          visit.retries += 1;
          delete visit.error;
        });
        break;
      case "StateFailed":
        this.#visit(key, (visit) => (visit.error = event.Error ?? ""));
        break;
      case "StateExited":
        this.#visit(key, (visit) => (visit.exitedAt = this.#now()));
        this.#open.get(key)?.shift();
    }
  }

  /** All visits of states, in the order they began. */
  get states(): readonly StateRecord[] {
    return this.#visits;
  }

  /** Events of the longest history. */
  get longest(): number {
    return Math.max(0, ...this.#events.values());
  }

  #enter(key: string, name: string, type: string): void {
    const visit = { name, type, enteredAt: this.#now(), exitedAt: this.#now(), retries: 0 };
    this.#visits.push(visit);
    this.#open.set(key, [...(this.#open.get(key) ?? []), visit]);
  }

  #visit(key: string, change: (visit: Visit) => void): void {
    const [visit] = this.#open.get(key) ?? [];
    if (visit !== undefined) {
      visit.exitedAt = this.#now();
      change(visit);
    }
  }

  #count({ type, state, index, parentState }: InterpreterEvent): void {
    const { maps, states } = this.#distributed;
    const name = state?.name ?? parentState?.name ?? "";
    const isInChild = states.has(name) || (parentState !== undefined && maps.has(name));
    const added = type === "StateEntered" ? (addedByState[state?.type ?? ""] ?? 0) : 0;
    const place = isInChild ? index : undefined;
    this.#events.set(place, (this.#events.get(place) ?? 0) + (historyEvents[type] ?? 0) + added);
  }
}

function byteLength(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
