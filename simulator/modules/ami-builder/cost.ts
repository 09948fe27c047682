import type { ModuleCost } from "../simulated-module.ts";

/** What builds cost beside the workflow. */
export function costOfBuilds(): ModuleCost {
  return { run: [], monthly: [], note: "" };
}
