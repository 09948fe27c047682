import type { CaptureRequest } from "../../capture-shapes.ts";
import { keys } from "../../contract.ts";
import { executionName } from "../../domain/execution-name.ts";
import { existingImages } from "../../domain/planning/existing.ts";
import { judgeHost } from "../../domain/planning/host.ts";
import { captureName } from "../../domain/planning/prepare-capture.ts";
import { describeInstance } from "../../ec2/describe-instances.ts";
import { listManagedImages } from "../../ec2/own-images.ts";
import { InvalidInputError } from "../../errors.ts";
import { automaticCapture } from "../../events/capture-input.ts";
import type { PlanFile } from "../../run-files.ts";
import { putJson } from "../../s3/objects.ts";
import { captureId } from "../../template/identity.ts";
import type { PlannerContext } from "./planner-context.ts";
import { beginCapture } from "./prepare-capture.ts";
import { loadTemplates } from "./read-templates.ts";

/** What the state machine goes on with. */
export type CapturePlan =
  | { readonly mode: "capture"; readonly dry_run: boolean; readonly capture: CaptureRequest }
  | { readonly mode: "ignored"; readonly dry_run: false; readonly reason: string };

/**
 * Plans a capture that somebody asks for. A dry run says what it would do.
 *
 * @throws InvalidInputError, InstanceStateError, AwsTransientError, AwsRequestError
 */
export async function planCapture(request: CaptureRequest, context: PlannerContext): Promise<CapturePlan> {
  const { bucket, settings, executionId, dependencies } = context;
  if (request.publish_as !== null) {
    const read = await loadTemplates(bucket, settings);
    const known = [...read.templates.keys(), ...read.wrong.keys(), ...read.blocked.keys()].sort();
    if (!known.includes(request.publish_as)) {
      throw new InvalidInputError(
        `publish_as is ${JSON.stringify(request.publish_as)} but must be the key of a template: known are ${known.join(", ")}.`,
      );
    }
  }
  if (request.dry_run) {
    const file: PlanFile = {
      started_at: dependencies.now().toISOString(),
      dry_run: true,
      cells: [],
      skipped: [],
      failures: [],
      images: [],
      templates: {},
      would: [await wouldDo(request, context)],
    };
    await putJson(bucket, keys.plan(executionName(executionId)), file);
  }
  return { mode: "capture", dry_run: request.dry_run, capture: request };
}

/**
 * Plans what an event about an instance asks for. Most instances are none of the module's business, and one look says so.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function planAutomatic(
  instanceId: string,
  { dependencies, settings, log }: PlannerContext,
): Promise<CapturePlan> {
  const instance = settings.auto_capture
    ? await describeInstance(dependencies.ec2(settings.region), instanceId)
    : undefined;
  const answer = judgeHost(instanceId, instance, automaticCapture(instanceId, settings), settings);
  if (answer.kind === "ignored") {
    log.info("Event is ignored", { reason: answer.reason });
    return { mode: "ignored", dry_run: false, reason: answer.reason };
  }
  return { mode: "capture", dry_run: false, capture: answer.request };
}

/** What the capture would do, once its host is ready. */
async function wouldDo(request: CaptureRequest, context: PlannerContext): Promise<PlanFile["would"][number]> {
  const { dependencies, settings } = context;
  const { architecture, region } = await beginCapture(request, context);
  const { version, variant, instance_id } = request;
  const { managed_by, version_tag_key } = settings;
  const listed = await listManagedImages(dependencies.ec2(region), managed_by, version_tag_key, version);
  const existing = existingImages(listed, { version, variant, architecture }, settings)[0];
  if (existing !== undefined && !request.force) {
    return { action: "skip", instance_id, image_id: existing.ImageId ?? null, name: existing.Name ?? null };
  }
  const predecessor = existing?.ImageId ?? "";
  const id = captureId({ managed_by, version, variant, architecture, region, predecessor });
  return {
    action: "capture",
    instance_id,
    id,
    name: captureName(settings, version, id, 1),
    regions: [region, ...request.regions],
  };
}
