import { costItem } from "../../report/cost.ts";
import type { Price } from "../../report/prices.ts";
import type { ModuleCost } from "../simulated-module.ts";
import type { CopierRecord } from "./record.ts";

/** https://aws.amazon.com/ebs/pricing/: $0.05 per GB-month in us-east-1. */
const snapshotStorage: Price = { item: "EBS snapshots, standard tier", unit: "GB-month", price: 0.05 };

/** What the copies cost. */
export function costOfCopies({ account: { snapshots } }: CopierRecord): ModuleCost {
  const gigabytes = snapshots.reduce((sum, { size }) => sum + size, 0);
  return {
    run: [],
    monthly: [costItem(snapshotStorage, gigabytes)],
    note: "A snapshot holds only the blocks that were written, so what stays costs at most this; a customer managed key and a secret of yours have their own monthly price.",
  };
}
