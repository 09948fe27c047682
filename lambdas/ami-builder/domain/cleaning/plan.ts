import {
  type CleaningFailure,
  type CleaningPlan,
  type Garbage,
  maxRemovals,
  type Removal,
} from "../../cleaning-shapes.ts";
import { modes } from "../../contract.ts";
import type { Question, RegionDecision } from "./decide.ts";

/**
 * Puts the decisions of all Regions into one plan: what dead runs left first, as it costs most. A dry run lists what the same event would
 * remove, with the same bound.
 *
 * @param decisions of each Region that could be looked at
 * @param failures of the others
 * @param question what was gone by
 */
export function cleanupPlan(
  decisions: readonly RegionDecision[],
  failures: readonly CleaningFailure[],
  { rules, now }: Question,
): CleaningPlan {
  const all = [
    ...decisions.flatMap(({ leavings }) => leavings.map((garbage) => ({ garbage, isDry: rules.isSweepDry }))),
    ...decisions.flatMap(({ retired }) => retired.map((garbage) => ({ garbage, isDry: rules.isRetirementDry }))),
  ];
  const taken = all.slice(0, maxRemovals);
  const of = (dry: boolean): Garbage[] => taken.filter(({ isDry }) => isDry === dry).map(({ garbage }) => garbage);
  return {
    mode: modes.cleanup,
    started_at: now.toISOString(),
    removals: of(false),
    would_remove: of(true),
    kept: decisions.flatMap(({ kept }) => kept),
    deferred: all.slice(maxRemovals).map(({ garbage }) => garbage),
    failures,
  };
}

/** What goes from state to state of what is to be removed. */
export function toRemoval({ id, region, kind, action, mode, ignore_in_use }: Garbage): Removal {
  return { id, region, kind, action, mode, ignore_in_use };
}
