import { type CostItem, costItem } from "../../report/cost.ts";
import type { Price } from "../../report/prices.ts";
import type { ModuleCost } from "../simulated-module.ts";
import type { BuilderPart, InstanceRecord } from "./record.ts";

/** US dollars an hour on demand with Linux in us-east-1 (https://aws.amazon.com/ec2/pricing/on-demand/): the module's default types. */
const hourly: Readonly<Record<string, number>> = {
  "t3.medium": 0.0416,
  "t3a.medium": 0.0376,
  "m6i.large": 0.096,
  "t4g.medium": 0.0336,
  "m6g.large": 0.077,
  "m7g.large": 0.0816,
};

/** https://aws.amazon.com/ebs/pricing/: $0.05 per GB-month of snapshots in us-east-1. */
const snapshotStorage: Price = { item: "EBS snapshots, standard tier", unit: "GB-month", price: 0.05 };
/** https://aws.amazon.com/s3/pricing/: $0.005 per 1,000 PUT, and $0.0004 per 1,000 GET. */
const s3Writes: Price = { item: "S3, objects written", unit: "request", price: 0.005 / 1_000 };
const s3Reads: Price = { item: "S3, objects read", unit: "request", price: 0.0004 / 1_000 };

/** Seconds that EC2 bills of a launch at least (https://aws.amazon.com/ec2/pricing/on-demand/). */
const leastSeconds = 60;

/** Seconds that an instance costs: at least a minute, unless it never ran. */
export function billedSeconds({ billedSeconds: seconds }: Pick<InstanceRecord, "billedSeconds">): number {
  return seconds === 0 ? 0 : Math.max(leastSeconds, seconds);
}

/** What builds cost beside the workflow: the time of builders and verifiers, requests to S3, and the storage of what stays. */
export function costOfBuilds({
  instances,
  regions,
  calls,
}: BuilderPart & { readonly calls: readonly { readonly service: string; readonly operation: string }[] }): ModuleCost {
  const own = instances.filter(({ role }) => role !== "host");
  const types = [...new Set(own.map(({ type }) => type))].sort();
  const unknown = types.filter((type) => !(type in hourly));
  const requests = calls.filter(({ service }) => service === "s3");
  const writes = requests.filter(({ operation }) => operation.startsWith("Put")).length;
  const gigabytes = Object.values(regions)
    .flatMap(({ snapshots }) => snapshots)
    .reduce((sum, { size }) => sum + size, 0);
  return {
    run: [
      ...types.flatMap((type) => costOfType(type, own)),
      costItem(s3Writes, writes),
      costItem(s3Reads, requests.length - writes),
    ],
    monthly: [costItem(snapshotStorage, gigabytes)],
    note: [
      "A snapshot holds only the blocks that were written, and those of one image share what did not change, so what stays costs at most this. Spot instances are counted as those on demand.",
      ...(unknown.length === 0 ? [] : [`The time of ${unknown.join(", ")} has no price here.`]),
    ].join(" "),
  };
}

function costOfType(type: string, instances: readonly InstanceRecord[]): readonly CostItem[] {
  const price = hourly[type];
  const seconds = instances
    .filter((instance) => instance.type === type)
    .reduce((sum, instance) => sum + billedSeconds(instance), 0);
  return price === undefined ? [] : [costItem({ item: `EC2, ${type}`, unit: "hour", price }, seconds / 3_600)];
}
