import { keys } from "../../contract.ts";
import { decidePlan } from "../../domain/planning/decide-plan.ts";
import { knownImages } from "../../domain/planning/cell-images.ts";
import { buildPlan, type BuildPlan, planFile } from "../../domain/planning/plan-result.ts";
import type { Request } from "../../events/execution-input.ts";
import { buildRecords, readRecord } from "../../record/store.ts";
import type { KnownImage } from "../../run-files.ts";
import { templateHash } from "../../template/hash.ts";
import type { ReadTemplates } from "../../template/read.ts";
import type { World } from "../../domain/planning/world.ts";
import { putJson } from "../../s3/objects.ts";
import { selectCells } from "../../template/select.ts";
import { executionName } from "../../domain/execution-name.ts";
import { lookAround } from "./look-around.ts";
import type { PlannerContext } from "./planner-context.ts";
import { loadTemplates } from "./read-templates.ts";

/**
 * Decides what a run builds. The whole plan is in the bucket, with what is skipped, what failed and why; the state machine gets the cells to
 * do. A dry run is the same without them.
 *
 * @param request what is asked for
 * @param inputBytes size of the execution's input
 * @param context clients and inputs
 * @throws InvalidInputError, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function planBuilds(
  request: Extract<Request, { mode: "build" }>,
  inputBytes: number,
  context: PlannerContext,
): Promise<BuildPlan> {
  const { settings, bucket, dependencies, log, executionId } = context;
  const read = await loadTemplates(bucket, settings);
  const selected = selectCells(request, read, settings.region);
  const cells = selected.cells.filter(({ template }) => read.templates.has(template));
  // All Regions of all templates, though the run may be about few: the report has the newest image of each.
  const regions = [...read.templates.values()].flatMap((template) => template.regions);
  const world = await lookAround(context, cells, read.templates, [settings.region, ...regions]);
  const question = { read, cells, settings, now: dependencies.now(), force: request.force, version: request.version };
  const decided = decidePlan(question, world);
  const images = await imagesForReport(read, world, context);
  const asked = { templates: selected.templates, selected: selected.cells };
  const file = planFile(question, asked, decided, images, request.dry_run);
  const plan = buildPlan(file, question, inputBytes);
  await putJson(bucket, keys.plan(executionName(executionId)), file);
  for (const { template, architecture, region, reason, id } of file.cells) {
    log.info("Cell is due", { template, architecture, region, reason, id });
  }
  for (const { template, architecture, region, reason } of file.skipped) {
    log.info("Cell is unchanged", { template, architecture, region, reason });
  }
  for (const { template, architecture, region, error, reason } of file.failures) {
    log.warn("Cell cannot be planned", { template, architecture, region, error, reason });
  }
  return plan;
}

/**
 * The newest image of each template, architecture and Region. Whether its tests passed follows from the template, or, of an image by another
 * state of it, is in its record.
 */
async function imagesForReport(
  { templates }: ReadTemplates,
  world: World,
  { bucket }: PlannerContext,
): Promise<readonly KnownImage[]> {
  const known = [...world.regions].flatMap(([region, view]) =>
    "value" in view.images ? knownImages(view.images.value, region) : [],
  );
  const found: KnownImage[] = [];
  for (const { id, hash, verified, ...image } of known) {
    const template = templates.get(image.template);
    if (template === undefined) continue;
    const isTested =
      !verified || hash === templateHash(template)
        ? template.validation_tests.some(({ on }) => on.includes("image"))
        : (await readRecord(bucket, buildRecords, id))?.value.validated;
    found.push({ ...image, validated: verified && isTested === true });
  }
  return found;
}
