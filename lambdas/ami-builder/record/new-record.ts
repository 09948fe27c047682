import type { Prepared } from "../prepared.ts";
import type { BuildRecord } from "./schema.ts";

/** What a record begins with. */
export type RecordStart = Pick<
  Prepared,
  "id" | "execution_id" | "template" | "architecture" | "region" | "version" | "hash" | "base_image_id" | "predecessor"
> & { readonly kind: BuildRecord["kind"]; readonly reason: string };

/**
 * A record as its execution claims it.
 *
 * @param start what it is about
 * @param previous the record of an earlier attempt: what that launched, made and published stays known
 * @param now the present
 */
export function newRecord(start: RecordStart, previous: BuildRecord | undefined, now: Date): BuildRecord {
  return {
    ...start,
    attempt: (previous?.attempt ?? 0) + 1,
    status: "open",
    started_at: now.toISOString(),
    ended_at: null,
    instance_ids: previous?.instance_ids ?? [],
    instance_type: previous?.instance_type ?? null,
    spot: previous?.spot ?? null,
    refusals: [],
    notes: previous?.notes ?? null,
    steps: previous?.steps ?? [],
    tests: previous?.tests ?? { builder: [], image: [] },
    image_id: previous?.image_id ?? null,
    image_size_gb: previous?.image_size_gb ?? null,
    validated: previous?.validated ?? false,
    regions: previous?.regions ?? {},
    failure: null,
  };
}

/** What a record says without what an image that is gone left in it. */
export function withoutImage(record: BuildRecord): BuildRecord {
  return {
    ...record,
    notes: null,
    steps: [],
    tests: { builder: [], image: [] },
    image_id: null,
    image_size_gb: null,
    validated: false,
    regions: {},
  };
}
