import type { Instance } from "@aws-sdk/client-ec2";
import { architectureSchema } from "../../shapes.ts";
import * as z from "zod/mini";
import type { Capture, CaptureRequest } from "../../capture-shapes.ts";
import { keys } from "../../contract.ts";
import { later } from "../../domain/moments.ts";
import { requireHost, requireReadinessHost } from "../../domain/planning/host.ts";
import { newCaptureRecord } from "../../domain/planning/prepare-capture.ts";
import { waiting } from "../../domain/polling.ts";
import { urlOf } from "../../domain/probing.ts";
import { describeInstance } from "../../ec2/describe-instances.ts";
import { claim } from "../../record/claim.ts";
import type { CaptureRecord } from "../../record/schema.ts";
import { jobRecords } from "../../record/store.ts";
import { putJson } from "../../s3/objects.ts";
import { isRunning } from "../../states/is-running.ts";
import type { PlannerContext } from "./planner-context.ts";

/**
 * Sees whether a host may be captured, and begins: its job is pending from now on.
 *
 * @param request what is asked for
 * @param context clients and inputs
 * @returns the capture, with what the host is asked by if it is to be ready first
 * @throws InstanceStateError, InvalidInputError, AwsTransientError, AwsRequestError
 */
export async function prepareCapture(request: CaptureRequest, context: PlannerContext): Promise<Capture> {
  const { dependencies, settings, log } = context;
  const { instance_id, job_id, version } = request;
  log.info("Starting automatic AMI creation", { instance_id, job_id, version });
  const found = await describeInstance(dependencies.ec2(settings.region), instance_id);
  const already = await takeJob(request, found, context);
  const capture = toCapture(request, found, context);
  if (already === null) return capture;
  log.info("Another run captures this host already", { instance_id, execution: already });
  return { ...capture, already, probe: null };
}

/**
 * Takes the job's record, which says from now on that the capture is pending, whatever becomes of it. Whoever comes last for a job writes it,
 * unless that is the same capture once more: an event may come twice, and one launch is told of in two ways.
 *
 * @returns ARN of the execution that does the same already; null for none
 */
async function takeJob(
  request: CaptureRequest,
  found: Instance | undefined,
  { bucket, dependencies, executionId, settings }: PlannerContext,
): Promise<string | null> {
  const architecture = z.safeParse(architectureSchema, found?.Architecture).data ?? null;
  const start = { request, architecture, region: settings.region, execution_id: executionId, id: "" };
  const record = newCaptureRecord({ ...start, now: dependencies.now() }, undefined);
  const isSame = (other: CaptureRecord) =>
    (["instance_id", "version", "variant"] as const).every((key) => other[key] === record[key]);
  const isOpen = ({ ami_creation_status: status }: CaptureRecord) => status === "pending" || status === "creating";
  const { claimed, record: stored } = await claim(bucket, jobRecords, record.job_id, {
    executionId,
    next: () => record,
    isBusy: async (other) => isSame(other) && isOpen(other) && (await isRunning(dependencies.sfn, other.execution_id)),
  });
  if (claimed) return null;
  if (isSame(stored)) return stored.execution_id;
  await putJson(bucket, keys.captureOfJob(record.job_id), record);
  return null;
}

/** The capture as it begins; nothing is written. */
export async function beginCapture(request: CaptureRequest, context: PlannerContext): Promise<Capture> {
  const { dependencies, settings } = context;
  return toCapture(request, await describeInstance(dependencies.ec2(settings.region), request.instance_id), context);
}

function toCapture(
  request: CaptureRequest,
  found: Instance | undefined,
  { dependencies, settings, executionId }: PlannerContext,
): Capture {
  const now = dependencies.now();
  const host = requireHost(request, found, settings);
  const { readiness } = request;
  const url = readiness === null ? "" : urlOf(readiness.url, host);
  if (readiness !== null) requireReadinessHost(url, host, settings);
  const start = readiness?.start_after_seconds ?? 0;
  return {
    execution_id: executionId,
    request,
    architecture: z.parse(architectureSchema, host.Architecture),
    region: settings.region,
    already: null,
    probe:
      readiness === null
        ? null
        : {
            instance_id: request.instance_id,
            url,
            successes: 0,
            since: now.toISOString(),
            deadline: later(now, start + readiness.timeout_seconds),
            last: "",
            command_id: null,
          },
    check: waiting(start),
  };
}
