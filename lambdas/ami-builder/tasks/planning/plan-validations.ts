import type { Image } from "@aws-sdk/client-ec2";
import * as z from "zod/mini";
import { keys, tagKeys } from "../../contract.ts";
import { tagValue } from "../../domain/images.ts";
import { requireBase } from "../../domain/planning/base-image.ts";
import { allImages, newestFinished } from "../../domain/planning/cell-images.ts";
import { firstWork } from "../../domain/planning/first-work.ts";
import { prepareValidation } from "../../domain/planning/prepare-validation.ts";
import { findImages } from "../../ec2/find-images.ts";
import { listOwnImages } from "../../ec2/own-images.ts";
import { InvalidInputError, InvalidTemplateError } from "../../errors.ts";
import type { Request } from "../../events/execution-input.ts";
import { architectureSchema, type Work } from "../../shapes.ts";
import type { ReadTemplates } from "../../template/read.ts";
import { selectCells } from "../../template/select.ts";
import { claimBuild } from "./claim-build.ts";
import type { PlannerContext } from "./planner-context.ts";
import { loadTemplates } from "./read-templates.ts";
import { storePrepared } from "./store-prepared.ts";

type ValidateRequest = Extract<Request, { mode: "validate" }>;

/** What the state machine goes on with: the work on each image. */
export interface ValidationPlan {
  readonly mode: "validate";
  readonly dry_run: false;
  readonly validations: readonly Work[];
}

/**
 * Plans the validation of images that exist: each is booted, and tested by its template's tests where it has one.
 *
 * @throws InvalidInputError, InvalidTemplateError, BaseImageError, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function planValidations(request: ValidateRequest, context: PlannerContext): Promise<ValidationPlan> {
  const { settings, bucket } = context;
  const region = request.region ?? settings.region;
  const known = [settings.region, ...Object.keys(settings.regional)];
  if (!known.includes(region)) {
    throw new InvalidInputError(`region is ${JSON.stringify(region)} but must be one of ${known.join(", ")}.`);
  }
  const read = await loadTemplates(bucket, settings);
  const images = await chooseImages(request, region, read, context);
  const validations: Work[] = [];
  for (const image of images) validations.push(await prepareOne(image, region, read, context));
  return { mode: "validate", dry_run: false, validations };
}

async function chooseImages(
  { template, image_id, architecture }: ValidateRequest,
  region: string,
  read: ReadTemplates,
  { dependencies, config, settings }: PlannerContext,
): Promise<readonly Image[]> {
  const ec2 = dependencies.ec2(region);
  if (template === undefined) {
    const id = image_id ?? "";
    const image = (await findImages(ec2, [id])).get(id);
    return [requireBase(image, architecture ?? image?.Architecture ?? "", `the image ${id} in ${region}`)];
  }
  const architectures = architecture === undefined ? undefined : [architecture];
  const { cells } = selectCells({ templates: [template], architectures }, read, settings.region);
  const wrong = read.wrong.get(template);
  if (wrong !== undefined) throw new InvalidTemplateError(wrong);
  const own = await listOwnImages(ec2, config.namePrefix, { [`tag:${tagKeys.template}`]: template });
  return [...new Set(cells.map((cell) => cell.architecture))].map((each) =>
    requireBase(
      newestFinished(allImages(own, { template, architecture: each })),
      each,
      `the newest finished image of ${template} for ${each} in ${region}`,
    ),
  );
}

async function prepareOne(
  image: Image,
  region: string,
  { templates }: ReadTemplates,
  context: PlannerContext,
): Promise<Work> {
  const { config, settings, executionId, dependencies } = context;
  const now = dependencies.now();
  const isOwn = tagValue(image, tagKeys.installation) === config.namePrefix;
  const template = templates.get(isOwn ? (tagValue(image, tagKeys.template) ?? "") : "") ?? null;
  const architecture = z.parse(architectureSchema, image.Architecture);
  const about = { settings, executionId, region, architecture, image, template, now };
  const prepared = prepareValidation(about);
  const { id, version, hash, base_image_id, predecessor } = prepared;
  await claimBuild(
    {
      kind: "validation",
      id,
      execution_id: executionId,
      template: prepared.template,
      architecture,
      region,
      version,
      hash,
      base_image_id,
      predecessor,
      reason: "it was asked for",
    },
    context,
    now,
  );
  const stored = await storePrepared(context, keys.prepared(id), prepared);
  const start = { from: "verifier", image_id: image.ImageId ?? null, instance_id: null } as const;
  return firstWork(stored, { start, outcome: "built", reason: "it was asked for", verify: true, now });
}
