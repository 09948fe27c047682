import type { Image } from "@aws-sdk/client-ec2";
import { describeCaught } from "../../../shared/caught.ts";
import { describeImages } from "../../../shared/ec2/describe-images.ts";
import { clipLine } from "../../../shared/text.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import { keys, tagKeys } from "../../contract.ts";
import type { Dependencies } from "../../dependencies.ts";
import { executionName } from "../../domain/execution-name.ts";
import { finishedState, isOwn, sizeOf, tagValue } from "../../domain/images.ts";
import { jobOf, parametersOf } from "../../domain/planning/prepare-capture.ts";
import { type CaptureAtEnd, captureEnd, type CaptureResult } from "../../domain/publishing/capture-end.ts";
import { captureRecords, jobRecords, readRecord } from "../../record/store.ts";
import { updateRecord } from "../../record/update.ts";
import type { CaptureRecord } from "../../record/schema.ts";
import type { RegionResult } from "../../shapes.ts";
import { type Bucket, putJson, putJsonIf } from "../../s3/objects.ts";

/** Characters of an error in a record. */
const maxErrorBytes = 1_000;

/** The event: the whole payload of the run. */
export interface RecordCaptureEvent {
  readonly execution_id: string;
  readonly item: CaptureAtEnd;
}

/**
 * Writes down how a capture ended: in the record of its image, if this run has claimed it, in that of its job, and as the run's result, which
 * the execution puts out.
 *
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function recordCapture(
  { execution_id: executionId, item }: RecordCaptureEvent,
  { bucket: name, namePrefix, parameterPrefix }: Config,
  { ec2, s3 }: Dependencies,
  log: Logger,
): Promise<CaptureResult> {
  const bucket: Bucket = { client: s3, name };
  const { plan, work } = item;
  const id = work?.image_id ?? null;
  const [image] =
    work === undefined || id === null
      ? []
      : await describeImages(ec2(work.region), {
          Owners: ["self"],
          IncludeDisabled: true,
          Filters: [{ Name: "image-id", Values: [id] }],
        });
  const isFinished = image !== undefined && finishedState(image) !== undefined;
  const result = captureEnd(item, image?.CreationDate ?? null, isFinished);
  const names =
    work === undefined ? [] : parametersOf({ request: plan.capture, architecture: work.architecture }, parameterPrefix);
  const fields = {
    created_ami_id: result.created_ami_id,
    ami_creation_status: result.ami_creation_status,
    ami_created_at: result.ami_created_at,
    ami_creation_error: result.ami_creation_error === null ? null : clipLine(result.ami_creation_error, maxErrorBytes),
    warnings: [...result.warnings],
    image_size_gb: image === undefined ? null : sizeOf(image),
    validated: result.ami_creation_status === "completed" && plan.capture.verify,
    regions: Object.fromEntries((item.regions ?? []).map((each) => [each.region, toPublished(each, names)])),
  };
  if (work !== undefined && work.id !== "") {
    const stored = await readRecord(bucket, captureRecords, work.id);
    if (stored?.value.execution_id === executionId) {
      // A run that found the image finished and only published it has claimed its record: of the image that says that it is complete.
      const ofImage =
        result.ami_creation_status === "skipped"
          ? { ...fields, ami_creation_status: "completed" as const, ami_created_at: image?.CreationDate ?? null }
          : fields;
      await updateRecord(bucket, captureRecords, work.id, executionId, (record) => ({ ...record, ...ofImage }));
    }
  }
  const job = jobOf(plan.capture);
  const ofJob = await readRecord(bucket, jobRecords, job);
  if (ofJob?.value.execution_id === executionId) {
    await updateRecord(bucket, jobRecords, job, executionId, (record) => ({
      ...record,
      id: work?.id ?? record.id,
      ...fields,
    }));
  }
  if (image !== undefined && isFinished && isOwn(image, namePrefix)) await endJobOf(image, job, bucket);
  await putJson(bucket, keys.result(executionName(executionId)), result);
  const { created_ami_id: image_id, ami_creation_status } = result;
  if (ami_creation_status === "completed") log.info("AMI created", { image_id });
  if (ami_creation_status === "skipped") log.info("AMI creation skipped", { image_id });
  if (result.status === "failed") log.error("Capture failed", { error: result.error, reason: result.cause });
  return result;
}

function toPublished({ status, image_id, error }: RegionResult, names: readonly string[]) {
  const parameters = status === "published" ? [...names] : [];
  return { status, image_id, parameters, error: error === undefined ? null : describeCaught(error) };
}

/** A finished image completes the job of the run that began it, which may have died since. */
async function endJobOf(image: Image, present: string, bucket: Bucket): Promise<void> {
  const job = tagValue(image, tagKeys.createdFromJob);
  if (job === undefined || job === present) return;
  const stored = await readRecord(bucket, jobRecords, job);
  if (stored === undefined) return;
  const { value, etag } = stored;
  const isOpen = value.ami_creation_status === "pending" || value.ami_creation_status === "creating";
  if (!isOpen || value.instance_id !== tagValue(image, tagKeys.createdFrom)) return;
  const completed: CaptureRecord = {
    ...value,
    created_ami_id: image.ImageId ?? null,
    ami_creation_status: "completed",
    ami_created_at: image.CreationDate ?? null,
  };
  // Whoever writes it meanwhile knows better.
  await putJsonIf(bucket, keys.captureOfJob(job), completed, { etag });
}
