import type { Template } from "../../../lambdas/ami-builder/template/template.ts";

/** Seconds, measured: starting functions, a cell with its few steps and tests, a further Region of it, and a run that finds nothing. */
const start = 3;
const perCell = 3;
const perCopy = 1;
const perRun = 0.3;

/** About how long a simulation takes: each template is built once for each architecture, and copied to its Regions. */
export function durationOfBuilds(templates: Iterable<Template>, runs: number): number {
  const cells = [...templates].map(
    ({ base_ami, regions }) => base_ami.architecture.length * (perCell + (regions.length - 1) * perCopy),
  );
  return start + cells.reduce((sum, seconds) => sum + seconds, 0) + runs * perRun;
}
