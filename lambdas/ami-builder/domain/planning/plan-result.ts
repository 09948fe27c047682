import { clipLine } from "../../../shared/text.ts";
import { errorNames, modes } from "../../contract.ts";
import { InvalidInputError } from "../../errors.ts";
import type { Failure, KnownImage, PlanFile, PlannedCell } from "../../run-files.ts";
import { type Cell, phases } from "../../shapes.ts";
import { dependencyWaves } from "../../template/order.ts";
import type { SelectedCell } from "../../template/select.ts";
import { dependencyFailed } from "./decide-cell.ts";
import type { DecidedCell, PlanQuestion } from "./decide-plan.ts";
import { buildName } from "./prepare.ts";

/** Most cells of a run: Step Functions carries 256 KiB from state to state. */
export const maxCells = 500;
/** Bytes of a cell in the plan. */
const maxCellBytes = 300;
/** Bytes of a plan with the input, which stays beside it; the limit is 262,144. */
const maxPayloadBytes = 240_000;

/** What the state machine goes on with. */
export interface BuildPlan {
  readonly mode: typeof modes.build;
  readonly dry_run: boolean;
  readonly summary: { readonly planned: number; readonly skipped: number; readonly failed: number };
  readonly waves: readonly { readonly cells: readonly Cell[] }[];
}

/** What was asked for beside the cells that can be built. */
export interface Unbuildable {
  /** Keys of the selected templates. */
  readonly templates: readonly string[];
  /** All selected cells. */
  readonly selected: readonly SelectedCell[];
}

/**
 * Puts decisions into the file that has the whole plan.
 *
 * @param question what was asked
 * @param asked what was selected, templates that cannot be built among it
 * @param decided what becomes of each cell
 * @param images newest finished images, for the report
 * @param dryRun whether nothing is to be done
 */
export function planFile(
  question: PlanQuestion,
  asked: Unbuildable,
  decided: readonly DecidedCell[],
  images: readonly KnownImage[],
  dryRun: boolean,
): PlanFile {
  return {
    started_at: question.now.toISOString(),
    dry_run: dryRun,
    cells: decided.flatMap((each) => toPlanned(each, question)),
    skipped: decided.flatMap(({ cell: { template, architecture, region }, decision }) =>
      decision.kind === "unchanged" ? [{ template, architecture, region, reason: decision.reason }] : [],
    ),
    failures: [...unbuildable(question, asked), ...decided.flatMap(toFailure)],
    images: [...images],
    would: [],
    templates: Object.fromEntries(
      [...question.read.templates].map(([key, { version, description, ports, estimated_cost_per_hour }]) => [
        key,
        { version, description, ports: [...ports], estimated_cost_per_hour: { ...estimated_cost_per_hour } },
      ]),
    ),
  };
}

function toPlanned({ cell, decision }: DecidedCell, { read, settings, force, version }: PlanQuestion): PlannedCell[] {
  if (decision.kind === "unchanged" || decision.kind === "failed") return [];
  const { template, architecture, region, publish } = cell;
  const build = decision.kind === "waits" ? null : decision.build;
  const name =
    decision.kind === "publish"
      ? (decision.image.Name ?? null)
      : build === null
        ? null
        : buildName(settings, template, architecture, build.version, build.id, 1);
  return [
    {
      template,
      architecture,
      region,
      reason: decision.reason,
      force,
      version,
      waits: decision.kind === "waits",
      regions: [...publish],
      id: build?.id ?? null,
      name,
      base_image_id: build?.base_image_id ?? null,
      instance_types: [...(read.templates.get(template)?.instance_types[architecture] ?? [])],
    },
  ];
}

function toFailure({ cell: { template, architecture, region }, decision }: DecidedCell): readonly Failure[] {
  return decision.kind === "failed" ? [failure({ template, architecture, region }, decision.error)] : [];
}

/** Templates that are wrong, and cells of those that are built on one. */
function unbuildable({ read }: PlanQuestion, { templates, selected }: Unbuildable): readonly Failure[] {
  const wrong = templates.flatMap((template) => {
    const reason = read.wrong.get(template);
    const place = { template, architecture: null, region: null, phase: phases.plan, log: null };
    return reason === undefined ? [] : [{ ...place, error: errorNames.invalidTemplate, reason }];
  });
  const blocked = selected.flatMap(({ template, architecture, region }) => {
    const base = read.blocked.get(template)?.base;
    return base === undefined ? [] : [failure({ template, architecture, region }, dependencyFailed(template, base))];
  });
  return [...wrong, ...blocked];
}

function failure(place: Pick<Failure, "template" | "architecture" | "region">, { name, message }: Error): Failure {
  return { ...place, phase: phases.plan, error: name, reason: message, log: null };
}

/**
 * What goes from state to state of the plan: the cells in waves, bases before what is built on them; none when nothing is to be done.
 *
 * @param file the whole plan
 * @param question what was asked
 * @param inputBytes size of the execution's input
 * @throws InvalidInputError if the plan has more cells than an execution can carry
 */
export function buildPlan(file: PlanFile, { read }: PlanQuestion, inputBytes: number): BuildPlan {
  const { cells, skipped, failures, dry_run } = file;
  if (cells.length > maxCells) throw tooMany(`${cells.length} cells are due`);
  const waves = dependencyWaves([...new Set(cells.map(({ template }) => template))], read.templates).map((keys) => ({
    cells: cells.filter(({ template }) => keys.includes(template)).map(toCell),
  }));
  const plan: BuildPlan = {
    mode: modes.build,
    dry_run,
    summary: { planned: cells.length, skipped: skipped.length, failed: failures.length },
    waves: dry_run ? [] : waves,
  };
  if (Buffer.byteLength(JSON.stringify(plan)) + inputBytes > maxPayloadBytes) {
    throw tooMany(`the plan has more than ${maxPayloadBytes} bytes`);
  }
  return plan;
}

function toCell({ template, architecture, region, reason, force, version, waits }: PlannedCell): Cell {
  const cell = { template, architecture, region, reason: "", force, version, waits };
  const room = maxCellBytes - Buffer.byteLength(JSON.stringify(cell));
  return { ...cell, reason: clipLine(reason, Math.max(room, 20)) };
}

function tooMany(why: string): InvalidInputError {
  return new InvalidInputError(
    `One run builds at most ${maxCells} cells, but ${why}: start several runs, each with some of the templates in its input.`,
  );
}
