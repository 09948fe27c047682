import type { Removal, RemovalResult } from "../../cleaning-shapes.ts";
import { deleteSnapshots } from "../../../shared/ec2/delete-snapshots.ts";
import { terminateInstance } from "../../ec2/end-instance.ts";
import type { CleanerContext } from "./context.ts";
import { removeImage } from "./remove-image.ts";

/**
 * Removes one thing with what depends on it. Called again, it goes on where it ended; what is gone is fine.
 *
 * @throws InUseError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function remove(item: Removal, context: CleanerContext): Promise<RemovalResult> {
  const { id, region, kind, action } = item;
  const ec2 = context.dependencies.ec2(region);
  const done: RemovalResult = { id, region, status: "removed" };
  const result = await (async (): Promise<RemovalResult> => {
    switch (kind) {
      case "instance":
        await terminateInstance(ec2, id);
        return done;
      case "snapshot":
        return (await deleteSnapshots(ec2, [id])).length === 0
          ? done
          : { ...done, status: "kept", reason: "an image refers to it" };
      case "image":
        return removeImage(item, context);
    }
  })();
  context.log.info(result.status === "kept" ? "It stays" : "Removed", { ...result, kind, done: action });
  return result;
}
