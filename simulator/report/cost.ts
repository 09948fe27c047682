import type { SimulationRecord } from "../record.ts";
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
 * What a simulation costs by AWS's list prices. EC2's own calls, SSM parameters and EventBridge rules are free. The time that
 * functions took is this machine's.
 */
export function costOf({ executions, invocations, account }: SimulationRecord): Cost {
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  const gigabyteSeconds = invocations.reduce(
    (sum, { duration, memoryMegabytes }) => sum + (duration / 1_000) * (memoryMegabytes / 1_024),
    0,
  );
  const gigabytes = account.snapshots.reduce((sum, { size }) => sum + size, 0);
  return {
    run: [
      item(prices.stateTransition, transitions),
      item(prices.lambdaRequest, invocations.length),
      item(prices.lambdaDuration, gigabyteSeconds),
    ],
    monthly: [item(prices.snapshotStorage, gigabytes)],
  };
}

/** The sum of amounts, in US dollars. */
export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { amount }) => sum + amount, 0);
}

function item(price: Price, quantity: number): CostItem {
  return { ...price, quantity, amount: quantity * price.price };
}
