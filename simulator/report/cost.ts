import type { InvocationRecord, SimulationRecord } from "../core/record.ts";
import { type Price, prices } from "./prices.ts";

/** A quantity at a price. */
export interface CostItem extends Price {
  readonly quantity: number;
  /** US dollars. */
  readonly amount: number;
}

/**
 * What state transitions, functions and requests of a simulation cost by AWS's list prices, without the free tier. EC2's own
 * calls, standard SSM parameters and EventBridge's AWS events are free; events of one's own, messages, queues, logs and alarms
 * are not counted. The time that functions took is this machine's.
 */
export function costOfRuns({ executions, invocations, calls }: SimulationRecord): readonly CostItem[] {
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  const callsOf = (name: string) => calls.filter(({ service }) => service === name).length;
  // Most installations use neither of these.
  const requests = [
    costItem(prices.kmsRequest, callsOf("kms")),
    costItem(prices.secretsManagerRequest, callsOf("secretsmanager")),
  ];
  return [
    costItem(prices.stateTransition, transitions),
    costItem(prices.lambdaRequest, invocations.length),
    costItem(prices.lambdaDuration, gigabyteSeconds(invocations)),
    ...requests.filter(({ quantity }) => quantity > 0),
  ];
}

/** Memory times duration, as Lambda bills it: each invocation in whole milliseconds. */
export function gigabyteSeconds(invocations: readonly InvocationRecord[]): number {
  return invocations.reduce(
    (sum, { duration, memoryMegabytes }) => sum + (Math.ceil(duration) / 1_000) * (memoryMegabytes / 1_024),
    0,
  );
}

/** What state transitions and requests of functions cost, in US dollars; it is the same on every machine. */
export function costOfCalls(transitions: number, requests: number): number {
  return transitions * prices.stateTransition.price + requests * prices.lambdaRequest.price;
}

/** The sum of amounts, in US dollars. */
export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { amount }) => sum + amount, 0);
}

/** A quantity at a price. */
export function costItem(price: Price, quantity: number): CostItem {
  return { ...price, quantity, amount: quantity * price.price };
}
