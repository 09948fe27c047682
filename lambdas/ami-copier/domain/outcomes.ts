import type { Failure, Outcome, WaveSummary } from "../shapes.ts";
import { describeCaught } from "../../shared/caught.ts";
import { clipLine } from "../../shared/text.ts";

/** Most bytes of a reason as JSON: many of them share one payload. */
const maxReasonBytes = 160;

/** A summary that has counted nothing yet. */
export function emptySummary(failureLimit: number): WaveSummary {
  return { copied: 0, skipped: 0, failed: 0, deferred: 0, failures: [], failure_limit: failureLimit };
}

/**
 * Counts what became of one image. Failures are all counted, and told in detail up to the summary's limit.
 *
 * @param summary what was counted so far
 * @param outcome the image's end
 */
export function countOutcome(summary: WaveSummary, outcome: Outcome): WaveSummary {
  switch (outcome.status) {
    case "completed":
      return { ...summary, copied: summary.copied + 1 };
    case "skipped":
      return { ...summary, skipped: summary.skipped + 1 };
    case "deferred":
      return { ...summary, deferred: summary.deferred + 1 };
    case "failed":
      return {
        ...summary,
        failed: summary.failed + 1,
        failures:
          summary.failures.length < summary.failure_limit
            ? [...summary.failures, toFailure(outcome)]
            : summary.failures,
      };
  }
}

function toFailure(outcome: Outcome): Failure {
  const reason = outcome.reason ?? describeCaught(outcome.error);
  return { source_ami_id: outcome.source_ami_id, reason: clipLine(reason, maxReasonBytes) };
}
