import type {
  DeleteSnapshotCommandInput,
  DescribeSnapshotsCommandInput,
  DescribeSnapshotsCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../core/aws-error.ts";
import { type Ec2Context, notAuthorized } from "./context.ts";
import { snapshotFilter } from "./filters.ts";
import { takePage } from "./page.ts";
import type { StoredSnapshot } from "./stored-image.ts";
import { viewSnapshot } from "./view.ts";

/** DescribeSnapshots: those of the account, or those that are asked for by id. */
export function describeSnapshots(
  context: Ec2Context,
  input: DescribeSnapshotsCommandInput,
): Pick<DescribeSnapshotsCommandOutput, "Snapshots" | "NextToken"> {
  const { store, region, accountId, now } = context;
  ensure(
    input.SnapshotIds === undefined || (input.MaxResults === undefined && input.NextToken === undefined),
    "InvalidParameterCombination",
    "The parameter snapshotSet cannot be used with the parameter maxResults",
  );
  const owners = (input.OwnerIds ?? []).map((owner) => (owner === "self" ? accountId : owner));
  const passes = snapshotFilter(input.Filters);
  const asked = input.SnapshotIds?.map((id) => findSnapshot(context, id)) ?? [...store.snapshots.values()];
  const matching = asked
    .filter((stored) => stored.region === region && stored.snapshot.OwnerId === accountId)
    .map((stored) => viewSnapshot(stored, now))
    .filter((snapshot) => (owners.length === 0 || owners.includes(snapshot.OwnerId ?? "")) && passes(snapshot));
  const { items, ...rest } = takePage(matching, input);
  return { Snapshots: [...items], ...rest };
}

/**
 * DeleteSnapshot. A snapshot stays while an image refers to it.
 *
 * @throws AwsError InvalidSnapshot.NotFound, InvalidSnapshot.InUse, UnauthorizedOperation
 */
export function deleteSnapshot(context: Ec2Context, { SnapshotId = "" }: DeleteSnapshotCommandInput): object {
  if (context.settings.hidesGoneResources && !context.store.snapshots.has(SnapshotId)) {
    throw notAuthorized();
  }
  findSnapshot(context, SnapshotId);
  ensure(
    !context.store.isReferred(SnapshotId),
    "InvalidSnapshot.InUse",
    `The snapshot ${SnapshotId} is currently in use by an AMI`,
  );
  context.store.snapshots.delete(SnapshotId);
  return { Return: true };
}

function findSnapshot({ store, region }: Ec2Context, id: string): StoredSnapshot {
  const stored = store.snapshots.get(id);
  if (stored?.region !== region) {
    throw new AwsError("InvalidSnapshot.NotFound", `The snapshot '${id}' does not exist.`);
  }
  return stored;
}
