import type { Image, Instance } from "@aws-sdk/client-ec2";
import type { Capture } from "../../capture-shapes.ts";
import { keys, tagKeys } from "../../contract.ts";
import { finishedState, tagValue } from "../../domain/images.ts";
import { existingImages, isUnfinished } from "../../domain/planning/existing.ts";
import { firstWork, type Start } from "../../domain/planning/first-work.ts";
import { requireHost } from "../../domain/planning/host.ts";
import { startFrom } from "../../domain/planning/leavings.ts";
import { jobOf, newCaptureRecord, parametersOf, prepareCapture } from "../../domain/planning/prepare-capture.ts";
import { describeInstance } from "../../ec2/describe-instances.ts";
import { findImages } from "../../ec2/find-images.ts";
import { listManagedImages } from "../../ec2/own-images.ts";
import { type Claim, claim } from "../../record/claim.ts";
import type { CaptureRecord } from "../../record/schema.ts";
import { captureRecords, jobRecords, readRecord } from "../../record/store.ts";
import type { Work } from "../../shapes.ts";
import { getParameters } from "../../ssm/get-parameters.ts";
import { isRunning } from "../../states/is-running.ts";
import { captureId } from "../../template/identity.ts";
import { endPastInstances } from "./past-build.ts";
import type { PlannerContext } from "./planner-context.ts";
import { storePrepared } from "./store-prepared.ts";

/** What an image is made of is its host, which is none of the module's instances to end. */
const noInstance = null;

/** What an image is made by, or gone on with. */
interface Beginning {
  readonly id: string;
  readonly predecessor: string;
  readonly start: Start;
  readonly name: string | null;
  readonly outcome: Work["outcome"];
  readonly reason: string;
}

/**
 * Decides what becomes of a capture once its host is ready. An image of that version and variant is enough, whoever made it and however far it
 * is; one that a dead run began is gone on with; else the capture is claimed, so that of several hosts one makes the image.
 *
 * @param capture the capture
 * @param context clients and inputs
 * @returns the work, and where it begins; `end` with the outcome `skipped` where there is nothing to do
 * @throws InstanceStateError, InvalidInputError, AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function findExisting(capture: Capture, context: PlannerContext): Promise<Work> {
  const { bucket, dependencies, settings, config, log } = context;
  const { request, architecture, region } = capture;
  const { version, variant } = request;
  const ec2 = dependencies.ec2(region);
  const host = requireHost(request, await describeInstance(ec2, request.instance_id), settings);
  if (capture.already !== null) {
    const stored = await readRecord(bucket, jobRecords, jobOf(request));
    return ended(stored?.value.created_ami_id ?? null, host, capture, context);
  }
  log.info("Checking for existing AMI", { version, variant });
  const listed = await listManagedImages(ec2, settings.managed_by, settings.version_tag_key, version);
  const existing = existingImages(listed, { version, variant, architecture }, settings)[0];
  if (existing !== undefined) log.info("Found existing AMI", { image_id: existing.ImageId, forced: request.force });
  else log.info("No existing AMI found, creating new AMI", { version, variant });
  if (existing !== undefined && !request.force) {
    return isUnfinished(existing, config.namePrefix)
      ? adopt(existing, host, capture, context)
      : skip(existing, host, capture, context);
  }
  const predecessor = existing?.ImageId ?? "";
  const id = captureId({ managed_by: settings.managed_by, version, variant, architecture, region, predecessor });
  const claimed = await claimCapture(id, capture, context);
  if (!claimed.claimed) return leaveTo(claimed.record, host, capture, context);
  const left = claimed.record.created_ami_id;
  const leaving = startFrom(left === null ? [] : [...(await findImages(ec2, [left])).values()]);
  const from = leaving.start.from === "publishing" ? ("verifier" as const) : leaving.start.from;
  const start = { ...leaving.start, from, instance_id: noInstance };
  return begin(
    { id, predecessor, start, name: leaving.name, outcome: "built", reason: "there is no image of it" },
    claimed.record.attempt,
    host,
    capture,
    context,
  );
}

/** An image that its run did not finish: waited for, and finished, unless that run goes on. */
async function adopt(image: Image, host: Instance, capture: Capture, context: PlannerContext): Promise<Work> {
  const id = tagValue(image, tagKeys.build) ?? "";
  const claimed = await claimCapture(id, capture, context);
  const { start, name } = startFrom([image]);
  if (!claimed.claimed || start.from === "builder") return ended(image.ImageId ?? null, host, capture, context);
  const reason = `${image.ImageId ?? "an image"} was left unfinished`;
  return begin(
    { id, predecessor: "", start: { ...start, instance_id: noInstance }, name, outcome: "built", reason },
    claimed.record.attempt,
    host,
    capture,
    context,
  );
}

/** An image that there is: nothing is done, unless it is this installation's and no parameter names it. */
async function skip(image: Image, host: Instance, capture: Capture, context: PlannerContext): Promise<Work> {
  const { config } = context;
  const id = tagValue(image, tagKeys.build) ?? "";
  const isPublishable =
    tagValue(image, tagKeys.installation) === config.namePrefix &&
    finishedState(image) !== undefined &&
    image.State === "available" &&
    id !== "";
  const image_id = image.ImageId ?? null;
  if (!isPublishable) return ended(image_id, host, capture, context);
  if (await isNamed(capture, context)) return ended(image_id, host, capture, context);
  const claimed = await claimCapture(id, capture, context);
  if (!claimed.claimed) return ended(image_id, host, capture, context);
  return begin(
    {
      id,
      predecessor: "",
      start: { from: "publishing", image_id, instance_id: null },
      name: image.Name ?? null,
      outcome: "skipped",
      reason: `${image.ImageId ?? "an image"} is of this version`,
    },
    claimed.record.attempt,
    host,
    capture,
    context,
  );
}

/** Whether every parameter of the capture is there, in every Region that it is asked for in. */
async function isNamed(capture: Capture, { dependencies, settings }: PlannerContext): Promise<boolean> {
  for (const region of [capture.region, ...capture.request.regions]) {
    const answers = await getParameters(dependencies.ssm(region), parametersOf(capture, settings.parameter_prefix));
    for (const answer of answers.values()) if ("error" in answer) throw answer.error;
    if ([...answers.values()].some((answer) => "value" in answer && answer.value === null)) return false;
  }
  return true;
}

/** Another run makes the image, or has just made it. */
function leaveTo(record: CaptureRecord, host: Instance, capture: Capture, context: PlannerContext): Work {
  context.log.info("Another run makes the image", { execution: record.execution_id, image_id: record.created_ami_id });
  return ended(record.created_ami_id, host, capture, context);
}

function claimCapture(
  id: string,
  capture: Capture,
  { bucket, dependencies: { sfn, now } }: PlannerContext,
): Promise<Claim<CaptureRecord>> {
  return claim(bucket, captureRecords, id, {
    executionId: capture.execution_id,
    next: (previous) => newCaptureRecord({ ...capture, id, now: now() }, previous),
    isBusy: async ({ ami_creation_status: status, execution_id }) =>
      (status === "pending" || status === "creating") && (await isRunning(sfn, execution_id)),
  });
}

async function begin(
  { id, predecessor, start, name, outcome, reason }: Beginning,
  attempt: number,
  host: Instance,
  capture: Capture,
  context: PlannerContext,
): Promise<Work> {
  const { settings, dependencies, log } = context;
  if (start.from === "image") log.info("Waiting for AMI to become available", { image_id: start.image_id });
  const now = dependencies.now();
  // A clone that a dead run launched.
  if (attempt > 1) await endPastInstances({ id, region: capture.region }, null, context, now);
  const instanceType = host.InstanceType ?? "";
  const prepared = prepareCapture({
    settings,
    capture,
    id,
    attempt,
    predecessor,
    instanceType,
    existingName: name,
    now,
  });
  const stored = await storePrepared(context, keys.preparedCapture(id), prepared);
  return firstWork(stored, { start, outcome, reason, verify: capture.request.verify, now });
}

/** Nothing is done: there is an image, or somebody makes one. */
function ended(
  imageId: string | null,
  host: Instance,
  capture: Capture,
  { settings, dependencies }: PlannerContext,
): Work {
  const now = dependencies.now();
  const prepared = prepareCapture({
    settings,
    capture,
    id: "",
    attempt: 0,
    predecessor: "",
    instanceType: host.InstanceType ?? "",
    existingName: "",
    now,
  });
  const start = { from: "end", image_id: imageId, instance_id: null } as const;
  const work = firstWork(prepared, {
    start,
    outcome: "skipped",
    reason: "there is an image of it",
    verify: false,
    now,
  });
  return { ...work, regions: [] };
}
