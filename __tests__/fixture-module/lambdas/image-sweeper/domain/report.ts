import type { Result } from "../events.ts";

/** What a run came to. */
export interface Report {
  readonly message: string;
  readonly removed: number;
  readonly failed: number;
}

/**
 * Adds up what became of the images.
 *
 * @param results one for each image that was due
 */
export function report(results: readonly Result[]): Report {
  const failed = results.filter(({ status }) => status === "failed");
  const removed = results.length - failed.length;
  const which = failed.slice(0, 10).map(({ image_id }) => image_id);
  const detail = which.length === 0 ? "" : `: ${which.join(", ")}${failed.length > which.length ? " and others" : ""}`;
  return { message: `${removed} removed, ${failed.length} failed${detail}`, removed, failed: failed.length };
}
