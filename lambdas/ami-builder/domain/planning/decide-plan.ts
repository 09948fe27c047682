import { dependencyWaves } from "../../template/order.ts";
import type { ReadTemplates } from "../../template/read.ts";
import type { SelectedCell } from "../../template/select.ts";
import type { Settings } from "../../settings.ts";
import { type Base, decideCell, type Decision, dependencyFailed, namedBase, newestBase } from "./decide-cell.ts";
import { requireBase } from "./base-image.ts";
import type { World } from "./world.ts";

/** What a run is asked to build, and what there is. */
export interface PlanQuestion {
  readonly read: ReadTemplates;
  /** Cells of templates that can be built. */
  readonly cells: readonly SelectedCell[];
  readonly force: boolean;
  readonly version: string | null;
  readonly settings: Settings;
  readonly now: Date;
}

/** A cell, and what becomes of it. */
export interface DecidedCell {
  readonly cell: SelectedCell;
  readonly decision: Decision;
}

/** Decides every cell, bases before what is built on them. */
export function decidePlan(question: PlanQuestion, world: World): readonly DecidedCell[] {
  const { read, cells } = question;
  const keys = [...new Set(cells.map(({ template }) => template))];
  const decided: DecidedCell[] = [];
  for (const key of dependencyWaves(keys, read.templates).flat()) {
    const template = read.templates.get(key);
    if (template === undefined) continue;
    for (const cell of cells.filter((each) => each.template === key)) {
      const asked = { cell, template, ...question };
      const base = template.base_ami.template;
      const findBase = (): Base =>
        base === undefined
          ? { kind: "image", image: namedBase(asked, world) }
          : plannedBase(base, cell, decided, world);
      decided.push({ cell, decision: decideCell(asked, world, findBase) });
    }
  }
  return decided;
}

/** What a template's base is when this run may make it anew. */
function plannedBase(base: string, cell: SelectedCell, decided: readonly DecidedCell[], world: World): Base {
  const { template, architecture, region } = cell;
  const found = decided.find(
    (each) =>
      each.cell.template === base &&
      each.cell.architecture === architecture &&
      (each.cell.region === region || each.cell.publish.includes(region)),
  );
  switch (found?.decision.kind) {
    case "failed":
      throw dependencyFailed(template, base);
    case "build":
    case "waits":
      return { kind: "waits", template: base };
    case "publish":
      // It is there where it was built, and on its way elsewhere.
      return found.cell.region === region
        ? { kind: "image", image: requireBase(found.decision.image, architecture, `the newest image of ${base}`) }
        : { kind: "waits", template: base };
    default:
      return { kind: "image", image: newestBase(base, cell, world) };
  }
}
