import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { describeImages } from "../../../shared/ec2/describe-images.ts";
import { latestChannel, parameterName } from "../../contract.ts";
import { describeLookup, newestOf } from "../../domain/planning/base-image.ts";
import { builtImages, newestFinished } from "../../domain/planning/cell-images.ts";
import { look, type Looked } from "../../domain/planning/looked.ts";
import { missingRegions } from "../../domain/planning/published.ts";
import { imagesIn, type RegionView, type World } from "../../domain/planning/world.ts";
import { findImages } from "../../ec2/find-images.ts";
import { listOwnImages } from "../../ec2/own-images.ts";
import { readHolds } from "../../s3/holds.ts";
import { getParameters } from "../../ssm/get-parameters.ts";
import { baseLookup, type BaseLookup } from "../../template/aliases.ts";
import type { SelectedCell } from "../../template/select.ts";
import type { Template } from "../../template/template.ts";
import type { PlannerContext } from "./planner-context.ts";

/**
 * Looks at all that decides about cells: the installation's images and the parameters of each Region, and base images. Nothing is looked for
 * twice, and what AWS refuses concerns only the cells that need it.
 *
 * @param context clients and inputs
 * @param cells the cells
 * @param templates their templates
 * @param regions Regions to look at beside those of the cells
 * @throws AwsTransientError; AwsRequestError if the bucket refuses
 */
export async function lookAround(
  context: PlannerContext,
  cells: readonly SelectedCell[],
  templates: ReadonlyMap<string, Template>,
  regions: readonly string[],
): Promise<World> {
  const all = new Set([...regions, ...cells.flatMap(({ region, publish }) => [region, ...publish])]);
  const bases = new Map<string, Looked<Image | undefined>>();
  const views = await Promise.all(
    [...all].map(async (region) => [region, await lookInto(context, region, cells, templates, bases)] as const),
  );
  const world: World = { regions: new Map(views), bases, held: new Set() };
  return { ...world, held: await readHeld(context, cells, world) };
}

async function lookInto(
  { dependencies, config, settings }: PlannerContext,
  region: string,
  cells: readonly SelectedCell[],
  templates: ReadonlyMap<string, Template>,
  bases: Map<string, Looked<Image | undefined>>,
): Promise<RegionView> {
  const ec2 = dependencies.ec2(region);
  const lookups = uniqueLookups(
    cells.filter((cell) => cell.region === region),
    templates,
    region,
  );
  const published = cells
    .filter(({ publish }) => publish.includes(region))
    .map(({ template, architecture }) =>
      parameterName(settings.parameter_prefix, template, architecture, latestChannel),
    );
  const [images, parameters] = await Promise.all([
    look(() => listOwnImages(ec2, config.namePrefix)),
    getParameters(dependencies.ssm(region), [
      ...lookups.flatMap((lookup) => (lookup.kind === "parameter" ? [lookup.name] : [])),
      ...published,
    ]),
  ]);
  await lookForBases(ec2, region, lookups, { images, parameters }, bases);
  return { images, parameters };
}

function uniqueLookups(
  cells: readonly SelectedCell[],
  templates: ReadonlyMap<string, Template>,
  region: string,
): readonly BaseLookup[] {
  const lookups = cells.flatMap(({ template, architecture }) => {
    const source = templates.get(template)?.base_ami.source;
    return source === undefined ? [] : [baseLookup(source, architecture)];
  });
  return [...new Map(lookups.map((lookup) => [describeLookup(lookup, region), lookup])).values()];
}

async function lookForBases(
  ec2: EC2Client,
  region: string,
  lookups: readonly BaseLookup[],
  { parameters }: RegionView,
  bases: Map<string, Looked<Image | undefined>>,
): Promise<void> {
  /** Ids that lookups led to. */
  const ids = new Map<BaseLookup, string>();
  for (const lookup of lookups) {
    const key = describeLookup(lookup, region);
    if (lookup.kind === "newest") {
      bases.set(key, await look(() => findNewest(ec2, lookup)));
      continue;
    }
    const answer =
      lookup.kind === "image" ? { value: lookup.image_id } : (parameters.get(lookup.name) ?? { value: null });
    if ("error" in answer) bases.set(key, answer);
    else if (answer.value === null || !/^ami-[0-9a-f]{8,17}$/.test(answer.value)) bases.set(key, { value: undefined });
    else ids.set(lookup, answer.value);
  }
  const found = await look(() => findImages(ec2, [...new Set(ids.values())]));
  for (const [lookup, id] of ids) {
    bases.set(describeLookup(lookup, region), "error" in found ? found : { value: found.value.get(id) });
  }
}

/** The newest of an owner's images of a name. */
async function findNewest(
  ec2: EC2Client,
  { owner, name, architecture }: Extract<BaseLookup, { kind: "newest" }>,
): Promise<Image | undefined> {
  const filters = { name, architecture, state: "available", "root-device-type": "ebs" };
  const images = await describeImages(ec2, {
    Owners: [owner],
    Filters: Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] })),
  });
  return newestOf(images);
}

/** Cells whose `latest` a person holds. Only those are asked for whose parameter names something else than the newest image. */
async function readHeld(
  { bucket, settings }: PlannerContext,
  cells: readonly SelectedCell[],
  world: World,
): Promise<ReadonlySet<string>> {
  const moved = cells.filter((cell) => isMoved(cell, world, settings.parameter_prefix));
  const kinds = new Map(moved.map((cell) => [`${cell.template} ${cell.architecture}`, cell]));
  const held = new Set<string>();
  for (const [kind, { template, architecture }] of kinds) {
    const holds = await readHolds(bucket, { template, architecture });
    if (holds[latestChannel] !== undefined) held.add(kind);
  }
  return held;
}

function isMoved(cell: SelectedCell, world: World, parameterPrefix: string): boolean {
  const images = imagesIn(world, cell.region);
  const newest = "value" in images ? newestFinished(builtImages(images.value, cell)) : undefined;
  if (newest === undefined) return false;
  try {
    return missingRegions(cell, newest, world, parameterPrefix).some(({ what }) => what === "parameter");
  } catch {
    // What could not be looked into makes the cell fail when it is decided.
    return false;
  }
}
