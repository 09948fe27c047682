import type { DeregisterImageCommandInput, DeregisterImageCommandOutput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import { type Ec2Context, requireOwnImage } from "./context.ts";

/**
 * DeregisterImage. With DeleteAssociatedSnapshots it deletes the snapshots that no other image refers to, and answers with
 * a code for each.
 *
 * @throws AwsError InvalidAMIID.NotFound, InvalidAMIID.Unavailable, AuthFailure, and OperationNotPermitted for a protected image, a
 * code from memory
 */
export function deregisterImage(
  context: Ec2Context,
  input: DeregisterImageCommandInput,
): Pick<DeregisterImageCommandOutput, "Return" | "DeleteSnapshotResults"> {
  const { store, settings } = context;
  const stored = requireOwnImage(context, input.ImageId);
  ensure(
    stored.image.DeregistrationProtection?.startsWith("enabled") !== true,
    "OperationNotPermitted",
    `The image '${stored.image.ImageId}' is protected from deregistration.`,
  );
  store.deregister(stored, context.now + settings.nameHeldSeconds * 1_000);
  stored.lingeringListings = settings.lingeringListings;
  if (input.DeleteAssociatedSnapshots !== true) {
    return { Return: true };
  }
  const DeleteSnapshotResults = stored.snapshots
    .filter((SnapshotId) => store.snapshots.has(SnapshotId))
    .map((SnapshotId) => {
      if (store.isReferred(SnapshotId)) {
        return { SnapshotId, ReturnCode: "skipped" as const };
      }
      if (!context.rights.mayDelete(SnapshotId)) {
        return { SnapshotId, ReturnCode: "missing-permissions" as const };
      }
      if (settings.snapshotReturnCode === "success") {
        store.snapshots.delete(SnapshotId);
      }
      return { SnapshotId, ReturnCode: settings.snapshotReturnCode };
    });
  return { Return: true, DeleteSnapshotResults };
}
