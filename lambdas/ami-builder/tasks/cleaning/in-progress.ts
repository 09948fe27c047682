import { keys } from "../../contract.ts";
import type { Use } from "../../domain/cleaning/world.ts";
import { buildRecords, readRecord } from "../../record/store.ts";
import { listKeysSince } from "../../s3/list.ts";
import type { CleanerContext } from "./context.ts";
import type { Executions } from "./executions.ts";

/** Longer than any build: each of its steps changes its record, and the longest, a copy, is waited for 24 hours. */
const longestDays = 3;

/**
 * Images that builds and validations in progress are based on, or work on. Until its instance is launched, nothing but a build's record says
 * which base it has.
 *
 * @param context where records are
 * @param executions tells which runs are over
 * @returns the builds of each image, by its id; and each build by its own id, which is in the tags of whatever belongs to it, whichever
 *   execution made that
 * @throws ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function imagesInProgress(
  { bucket, dependencies: { now } }: CleanerContext,
  executions: Executions,
): Promise<ReadonlyMap<string, readonly Use[]>> {
  const since = new Date(now().getTime() - longestDays * 24 * 3_600_000);
  const ids = (await listKeysSince(bucket, "builds/", since)).flatMap((key) => {
    const id = key.split("/")[1] ?? "";
    return key === keys.record(id) ? [id] : [];
  });
  const found = new Map<string, Use[]>();
  for (const id of ids) {
    const record = (await readRecord(bucket, buildRecords, id))?.value;
    if (record?.status !== "open" || (await executions.isOver(record.execution_id))) continue;
    for (const used of [record.base_image_id, record.image_id ?? "", id]) {
      if (used !== "") found.set(used, [...(found.get(used) ?? []), { kind: "build", id }]);
    }
  }
  return found;
}
