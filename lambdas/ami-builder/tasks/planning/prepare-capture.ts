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
import { putJson } from "../../s3/objects.ts";
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
  const { bucket, dependencies, log } = context;
  const { instance_id, job_id, version } = request;
  log.info("Starting automatic AMI creation", { instance_id, job_id, version });
  const capture = await beginCapture(request, context);
  const record = newCaptureRecord({ capture, id: "", now: dependencies.now() }, undefined);
  await putJson(bucket, keys.captureOfJob(job_id), record);
  return capture;
}

/** The capture as it begins; nothing is written. */
export async function beginCapture(
  request: CaptureRequest,
  { dependencies, settings, executionId }: PlannerContext,
): Promise<Capture> {
  const now = dependencies.now();
  const found = await describeInstance(dependencies.ec2(settings.region), request.instance_id);
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
