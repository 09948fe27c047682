/** What may go wrong with a call. */
export const faultKinds = {
  throttle: "the service answers that there are too many requests",
  unavailable: "the service answers with HTTP status 503",
  timeout: "no answer comes, until the caller gives up",
  drop: "the connection breaks before the call takes effect",
  "lose-answer": "the call takes effect, but the connection breaks before the answer",
  slow: "the answer comes after `seconds` of virtual time",
  "kill-before": "the function dies before the call takes effect",
  "kill-after": "the function dies after the call took effect",
} as const;

export type FaultKind = keyof typeof faultKinds;

/** A fault, and the calls it hits. */
export interface Fault {
  readonly kind: FaultKind;
  /** Only calls to this service or host, by the name that records have for it; all of them when left out. */
  readonly service?: string | undefined;
  /** Only calls of this operation; all of them when left out. */
  readonly operation?: string | undefined;
  /** Only the n-th of those calls, from 1 on. */
  readonly call?: number | undefined;
  /** Only every n-th of those calls. Without `call` and `every` it hits all of them. */
  readonly every?: number | undefined;
  /** Of `slow`: seconds of virtual time. */
  readonly seconds?: number | undefined;
}

/** A fault of a plan, with what became of it. */
export interface FaultRecord {
  readonly fault: Fault;
  /** Calls that it is about, whether it hit them or not. */
  readonly calls: number;
  /** Calls that it hit. */
  readonly hits: number;
}

/** Who calls: only a function has a process that can die. */
export type FaultCaller = "function" | "state machine";

/** Decides which calls go wrong. */
export interface Faults {
  /** Is asked once for every call, in order. */
  readonly take: (service: string, operation: string, caller: FaultCaller) => Fault | undefined;
}

/** A plan of faults, which counts the calls that pass by. */
export class FaultPlan implements Faults {
  readonly #entries: { readonly fault: Fault; calls: number; hits: number }[];

  constructor(faults: readonly Fault[]) {
    this.#entries = faults.map((fault) => ({ fault, calls: 0, hits: 0 }));
  }

  /** Counts a call and says which fault hits it; the first in the plan wins. */
  take(service: string, operation: string, caller: FaultCaller = "function"): Fault | undefined {
    const hitting = this.#entries.filter((entry) => {
      const { fault } = entry;
      const concerned =
        (fault.service === undefined || fault.service === service) &&
        (fault.operation === undefined || fault.operation === operation) &&
        (caller === "function" || !killsFunctions(fault));
      if (!concerned) {
        return false;
      }
      entry.calls += 1;
      return (
        (fault.call === undefined || fault.call === entry.calls) &&
        (fault.every === undefined || entry.calls % fault.every === 0)
      );
    });
    const [first] = hitting;
    if (first !== undefined) first.hits += 1;
    return first?.fault;
  }

  /** The faults in their order, with the calls so far. */
  get records(): readonly FaultRecord[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }
}

/** Whether it is about functions alone: nothing else dies of a fault. */
function killsFunctions({ kind }: Fault): boolean {
  return kind === "kill-before" || kind === "kill-after";
}

/** A fault as `--fault` takes it, such as `throttle:ec2.CopyImage@2`. */
export function faultText({ kind, service, operation, call, every, seconds }: Fault): string {
  const target = [service, operation].filter((part) => part !== undefined).join(".");
  return [
    kind,
    target === "" ? "" : `:${target}`,
    call === undefined ? "" : `@${call}`,
    every === undefined ? "" : `/${every}`,
    seconds === undefined ? "" : `=${seconds}`,
  ].join("");
}

/** Why faults hit nothing, a sentence for each that did not: what was to be tried was not tried. */
export function describeMisses(faults: readonly FaultRecord[]): readonly string[] {
  return faults
    .filter(({ hits }) => hits === 0)
    .map(({ fault, calls }) => `The fault ${faultText(fault)} hit nothing: ${missReason(fault, calls)}.`);
}

function missReason(fault: Fault, calls: number): string {
  if (calls === 0) {
    return killsFunctions(fault) ? "no function made a call that it is about" : "there was no call that it is about";
  }
  const first = fault.call ?? fault.every ?? 1;
  const count = calls === 1 ? "was 1 call" : `were ${calls} calls`;
  return calls < first
    ? `there ${count} that it is about`
    : "other faults came first on the calls that it would have hit";
}
