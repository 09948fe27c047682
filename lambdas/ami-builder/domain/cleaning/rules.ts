import type { CleanupRequest } from "../../events/cleanup-input.ts";
import type { Settings } from "../../settings.ts";

/** What a cleanup goes by: the inputs, with what its event says instead. */
export interface CleaningRules {
  /** Newest images that stay of each kind; null: nothing is retired. */
  readonly keepNewest: number | null;
  readonly minAgeDays: number;
  readonly unusedDays: number;
  readonly disableDays: number;
  readonly includeShared: boolean;
  /** Whether only what dead runs left is looked for. */
  readonly sweepOnly: boolean;
  /** Whether leavings are only listed. */
  readonly isSweepDry: boolean;
  /** Whether images to retire are only listed. */
  readonly isRetirementDry: boolean;
}

/**
 * What a cleanup goes by. What an event leaves out is the input's; its dry_run holds for all that it does, the input retention_dry_run for
 * images that are old and not for what dead runs left.
 *
 * @param request the event
 * @param settings the module's inputs
 */
export function rulesOf(request: CleanupRequest, settings: Settings): CleaningRules {
  return {
    keepNewest: request.keep_latest ?? settings.retention_keep_newest,
    minAgeDays: request.min_age_days ?? settings.retention_min_age_days,
    unusedDays: request.unused_days ?? settings.retention_unused_days,
    disableDays: request.disable_days ?? settings.retention_disable_days,
    includeShared: settings.retention_include_shared,
    sweepOnly: request.sweep_only,
    isSweepDry: request.dry_run ?? false,
    isRetirementDry: request.dry_run ?? settings.retention_dry_run,
  };
}
