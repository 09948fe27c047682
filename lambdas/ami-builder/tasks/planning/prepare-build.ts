import type { Image } from "@aws-sdk/client-ec2";
import * as z from "zod/mini";
import { keys } from "../../contract.ts";
import { executionName } from "../../domain/execution-name.ts";
import { requireBase } from "../../domain/planning/base-image.ts";
import { type Base, decideCell, type Decision, namedBase, newestBase } from "../../domain/planning/decide-cell.ts";
import { dependencyEnd } from "../../domain/planning/dependency.ts";
import { firstWork } from "../../domain/planning/first-work.ts";
import { requireSendable } from "../../domain/planning/sendable.ts";
import { valueOf } from "../../domain/planning/looked.ts";
import { prepareBuild as prepared } from "../../domain/planning/prepare.ts";
import { imagesIn, type World } from "../../domain/planning/world.ts";
import { findImages } from "../../ec2/find-images.ts";
import { ConfigurationError, InvalidTemplateError } from "../../errors.ts";
import { cellFileSchema, planFileSchema } from "../../run-files.ts";
import { getJson } from "../../s3/objects.ts";
import type { Cell, Work } from "../../shapes.ts";
import type { SelectedCell } from "../../template/select.ts";
import type { Template } from "../../template/template.ts";
import { claimBuild } from "./claim-build.ts";
import { lookAround } from "./look-around.ts";
import { pastBuild } from "./past-build.ts";
import type { PlannerContext } from "./planner-context.ts";
import { storePrepared } from "./store-prepared.ts";
import { loadTemplates } from "./read-templates.ts";

/**
 * Decides a cell for good, as the world is now: hours may lie between the plan and a late wave. Claims the build, sees what dead runs left of
 * it, and writes down all that its calls will ask for.
 *
 * @param cell the cell, as the plan has it
 * @param context clients and inputs
 * @returns the work, and where it begins; its outcome says how it ends as it stands
 * @throws InvalidTemplateError, BaseImageError, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function prepareBuild(cell: Cell, context: PlannerContext): Promise<Work> {
  const { settings, bucket, dependencies, log } = context;
  const read = await loadTemplates(bucket, settings);
  const template = read.templates.get(cell.template);
  if (template === undefined) {
    throw new InvalidTemplateError(
      read.wrong.get(cell.template) ??
        `The template ${cell.template} is gone, or its base is wrong: it was changed while the run went on. Start a new run.`,
    );
  }
  const selected = { ...cell, publish: await publishedIn(cell, template, context) };
  const world = await lookAround(context, [selected], read.templates, []);
  const base = await findBase(selected, cell.waits, template, world, context);
  if (base.kind === "ended") return ended(selected, base.outcome, base.reason, context);

  const now = dependencies.now();
  const question = { cell: selected, template, settings, now, force: cell.force, version: cell.version };
  const decision = decideCell(question, world, () => base);
  if (decision.kind === "failed") throw decision.error;
  if (decision.kind === "unchanged" || decision.kind === "waits") {
    log.info("Cell is unchanged", { reason: decision.reason });
    return ended(selected, "skipped", decision.reason, context, decision.kind === "unchanged" ? decision.image : null);
  }
  return start(selected, template, decision, world, context, now);
}

async function start(
  cell: SelectedCell,
  template: Template,
  decision: Extract<Decision, { kind: "build" | "publish" }>,
  world: World,
  context: PlannerContext,
  now: Date,
): Promise<Work> {
  const { settings, executionId, log } = context;
  const { build, reason } = decision;
  const { region, architecture } = cell;
  const about = { ...build, kind: "build" as const, template: template.key, architecture, region, reason };
  const claim = await claimBuild({ ...about, execution_id: executionId }, context, now);
  if (!claim.claimed) {
    const other = `${claim.record.execution_id} is building it`;
    return { ...ended(cell, "deferred", other, context), id: build.id };
  }
  const { attempt } = claim.record;
  const images = valueOf(imagesIn(world, region));
  const past = await pastBuild(claim.record, images, context, now);
  const wanted = prepared({
    settings,
    ...build,
    template,
    attempt,
    executionId,
    region,
    architecture,
    imageId: build.base_image_id,
    regions: cell.publish,
    existingName: past.name,
    now,
  });
  const stored = await storePrepared(context, keys.prepared(build.id), wanted);
  const work = firstWork(stored, { start: past.start, outcome: "built", reason, verify: settings.verify_images, now });
  if (work.from === "builder") requireSendable(stored, work);
  log.info("Cell is due", { id: build.id, attempt, reason, from: work.from });
  return work;
}

/** Where the cell's image is to be: what the event left of the template's Regions, as the plan has it. */
async function publishedIn(cell: Cell, template: Template, { bucket, executionId }: PlannerContext) {
  const key = keys.plan(executionName(executionId));
  const plan = z.safeParse(planFileSchema, (await getJson(bucket, key))?.value);
  const planned = plan.data?.cells.find(
    ({ template: of, architecture, region }) =>
      of === cell.template && architecture === cell.architecture && region === cell.region,
  );
  if (planned === undefined) {
    throw new ConfigurationError(`s3://${bucket.name}/${key} must have the cell but does not: start a new run.`);
  }
  return planned.regions.filter((region) => template.regions.includes(region));
}

type FoundBase = Base | { readonly kind: "ended"; readonly outcome: "blocked" | "deferred"; readonly reason: string };

async function findBase(
  cell: SelectedCell,
  waits: boolean,
  template: Template,
  world: World,
  context: PlannerContext,
): Promise<FoundBase> {
  const base = template.base_ami.template;
  const { settings } = context;
  if (base === undefined) {
    const question = { cell, template, settings, force: false, version: null, now: context.dependencies.now() };
    return { kind: "image", image: namedBase(question, world) };
  }
  if (!waits) return { kind: "image", image: newestBase(base, cell, world) };
  const end = dependencyEnd(template.key, base, await readDependency(base, cell, context), cell.region);
  switch (end.kind) {
    case "blocked":
      return { kind: "ended", outcome: "blocked", reason: end.error.message };
    case "deferred":
      return { kind: "ended", outcome: "deferred", reason: end.reason };
    case "newest":
      return { kind: "image", image: newestBase(base, cell, world) };
    case "image": {
      const found = await findImages(context.dependencies.ec2(cell.region), [end.image_id]);
      const what = `the image ${end.image_id}, which this run made of the template ${base}`;
      return { kind: "image", image: requireBase(found.get(end.image_id), cell.architecture, what) };
    }
  }
}

/** How the base's cell ended: that of the Region which builds it, wherever that is. */
async function readDependency(
  base: string,
  { architecture, region }: SelectedCell,
  { bucket, executionId, settings }: PlannerContext,
) {
  const execution = executionName(executionId);
  for (const each of new Set([region, settings.region])) {
    const stored = await getJson(bucket, keys.cell(execution, base, architecture, each));
    if (stored === undefined) continue;
    const file = z.safeParse(cellFileSchema, stored.value);
    if (file.success) return file.data;
  }
  return undefined;
}

/** A work that is over before it began. */
function ended(
  { template, architecture, region }: SelectedCell,
  outcome: Work["outcome"],
  reason: string,
  { executionId, dependencies }: PlannerContext,
  image: Image | null = null,
): Work {
  const now = dependencies.now().toISOString();
  return {
    kind: "build",
    execution_id: executionId,
    id: "",
    attempt: 0,
    template,
    architecture,
    region,
    from: "end",
    outcome,
    reason,
    phase: "plan",
    ends_at: now,
    deadline: now,
    since: now,
    instance_id: null,
    instance_ids: [],
    candidate: 0,
    on_demand: false,
    command: { index: 0, attempt: 0, id: null, sends: 0 },
    image_id: image?.ImageId ?? null,
    verify: false,
    regions: [],
    together: false,
    check: { state: "done", wait_seconds: 0 },
  };
}
