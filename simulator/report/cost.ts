import type { InvocationRecord, SimulationRecord } from "../core/record.ts";
import { type Price, prices } from "./prices.ts";

/** A quantity at a price. */
export interface CostItem extends Price {
  readonly quantity: number;
  /** US dollars. */
  readonly amount: number;
}

/** What a simulation would have cost. */
export interface Cost {
  /** Once, for the executions. */
  readonly run: readonly CostItem[];
  /** Every month, for what stays; at most, as a snapshot holds only the blocks that were written. */
  readonly monthly: readonly CostItem[];
}

/**
 * What a simulation costs by AWS's list prices, without the free tier. EC2's own calls, standard SSM parameters and
 * EventBridge rules are free. The time that functions took is this machine's.
 */
export function costOf({ executions, invocations, calls, account }: SimulationRecord): Cost {
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  const gigabytes = account.snapshots.reduce((sum, { size }) => sum + size, 0);
  const callsOf = (name: string) => calls.filter(({ service }) => service === name).length;
  // Most installations use neither of these.
  const requests = [
    item(prices.kmsRequest, callsOf("kms")),
    item(prices.secretsManagerRequest, callsOf("secretsmanager")),
  ];
  return {
    run: [
      item(prices.stateTransition, transitions),
      item(prices.lambdaRequest, invocations.length),
      item(prices.lambdaDuration, gigabyteSeconds(invocations)),
      ...requests.filter(({ quantity }) => quantity > 0),
    ],
    monthly: [item(prices.snapshotStorage, gigabytes)],
  };
}

/** Memory times duration, as Lambda bills it: each invocation in whole milliseconds. */
export function gigabyteSeconds(invocations: readonly InvocationRecord[]): number {
  return invocations.reduce(
    (sum, { duration, memoryMegabytes }) => sum + (Math.ceil(duration) / 1_000) * (memoryMegabytes / 1_024),
    0,
  );
}

/** The sum of amounts, in US dollars. */
export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { amount }) => sum + amount, 0);
}

function item(price: Price, quantity: number): CostItem {
  return { ...price, quantity, amount: quantity * price.price };
}
