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

/** Decides which calls go wrong. */
export interface Faults {
  /** Is asked once for every call, in order. */
  readonly take: (service: string, operation: string) => Fault | undefined;
}

/** A plan of faults, which counts the calls that pass by. */
export class FaultPlan implements Faults {
  readonly #entries: { readonly fault: Fault; count: number }[];

  constructor(faults: readonly Fault[]) {
    this.#entries = faults.map((fault) => ({ fault, count: 0 }));
  }

  /** Counts a call and says which fault hits it; the first in the plan wins. */
  take(service: string, operation: string): Fault | undefined {
    const hits = this.#entries.filter((entry) => {
      const { fault } = entry;
      const concerned =
        (fault.service === undefined || fault.service === service) &&
        (fault.operation === undefined || fault.operation === operation);
      if (!concerned) {
        return false;
      }
      entry.count += 1;
      return (
        (fault.call === undefined || fault.call === entry.count) &&
        (fault.every === undefined || entry.count % fault.every === 0)
      );
    });
    return hits[0]?.fault;
  }
}
