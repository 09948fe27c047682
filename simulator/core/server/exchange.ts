import type { WireResponse } from "../wire/protocol.ts";
import type { Caller } from "./callers.ts";
import type { Fault, Faults } from "../faults.ts";

/** What became of a call: the answer, and `ok` or an error's code. */
export interface Performed {
  readonly response: WireResponse;
  readonly outcome: string;
}

/** A call that was understood, with what a good or a bad service makes of it. */
export interface Exchange {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  /** Lets the call take effect, once. */
  readonly perform: () => Performed | Promise<Performed>;
  /** What the service answers when it is throttled or unavailable. */
  readonly refuse: (kind: "throttle" | "unavailable") => WireResponse;
}

/** One call, and how it went. */
export interface ObservedCall {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  /** The execution that the caller worked for, if any. */
  readonly executionArn?: string | undefined;
  /** `ok`, or the code of the error or fault. */
  readonly outcome: string;
}

/** What becomes of a connection: an answer, a break, or nothing because the caller went first. */
export type ExchangeResult = WireResponse | "broken" | "abandoned";

/**
 * Lets a call happen, with the fault that is planned for it.
 *
 * @param exchange the call, or the refusal of a request that is none
 * @param options the faults, and who is told of the call
 * @param closed ends when the caller closes the connection
 */
export async function runExchange(
  exchange: Exchange | WireResponse,
  options: { readonly faults: () => Faults; readonly observe: (call: ObservedCall) => void },
  closed: AbortSignal,
): Promise<ExchangeResult> {
  if ("status" in exchange) {
    return exchange;
  }
  const { service, operation, caller } = exchange;
  const observe = (outcome: string) => {
    options.observe({ service, operation, caller, executionArn: caller.executionArn?.(), outcome });
  };
  const fault = options.faults().take(service, operation, "function");
  if (fault === undefined) {
    const { response, outcome } = await exchange.perform();
    observe(outcome);
    return response;
  }
  observe(fault.kind);
  return suffer(fault, exchange, closed);
}

async function suffer(fault: Fault, exchange: Exchange, closed: AbortSignal): Promise<ExchangeResult> {
  const { caller } = exchange;
  switch (fault.kind) {
    case "throttle":
    case "unavailable":
      return exchange.refuse(fault.kind);
    case "timeout":
      await passTime(caller, Infinity, closed);
      return "abandoned";
    case "slow":
      await passTime(caller, (caller.process?.now() ?? 0) + (fault.seconds ?? 0) * 1_000, closed);
      return closed.aborted ? "abandoned" : (await exchange.perform()).response;
    case "drop":
      return "broken";
    case "lose-answer":
      await exchange.perform();
      return "broken";
    case "kill-before":
      caller.process?.kill();
      return "broken";
    case "kill-after":
      await exchange.perform();
      caller.process?.kill();
      return "broken";
  }
}

/** A caller without a virtual clock waits in real time, for an answer that does not come until it gives up. */
async function passTime({ process }: Caller, moment: number, closed: AbortSignal): Promise<void> {
  if (process !== undefined) {
    await process.passTime(moment, closed);
  } else if (moment === Infinity && !closed.aborted) {
    await new Promise((resolve) => {
      closed.addEventListener("abort", resolve, { once: true });
    });
  }
}
