import { type CaughtError, describeCaught } from "../../../shared/caught.ts";
import type { CaptureRequest } from "../../capture-shapes.ts";
import { modes, runErrors } from "../../contract.ts";
import type { CaptureRecord } from "../../record/schema.ts";
import type { RegionResult, Work } from "../../shapes.ts";

/** A capture when its states are over. */
export interface CaptureAtEnd {
  readonly plan: { readonly capture: CaptureRequest };
  /** Absent if the host never became ready. */
  readonly work?: Work | undefined;
  readonly regions?: readonly RegionResult[] | undefined;
  readonly error?: CaughtError | undefined;
  readonly clean_up_error?: CaughtError | undefined;
  /** Why the host was not back after its reboot. */
  readonly not_ready?: CaughtError | undefined;
}

type Failure = Readonly<Record<"error" | "reason", string>> & { readonly region: string | null };

/** What a capture's execution ends with: the four fields of Kamiwaza's jobs among it. */
export interface CaptureResult {
  readonly status: "success" | "failed";
  readonly mode: typeof modes.capture;
  readonly summary: Readonly<Record<"captured" | "skipped" | "failed", number>>;
  readonly created_ami_id: string | null;
  readonly ami_creation_status: CaptureRecord["ami_creation_status"];
  readonly ami_created_at: string | null;
  readonly ami_creation_error: string | null;
  readonly instance_id: string;
  readonly job_id: string;
  readonly warnings: readonly string[];
  readonly failures: readonly Failure[];
  readonly error: string;
  readonly cause: string;
}

/**
 * How a capture ended. An image that is finished stays `completed` whatever comes after it: a Region that could not be reached, or a host that
 * is not back, fail the run, but the image is good.
 *
 * @param ended the payload
 * @param createdAt when the image was made, ISO 8601; null without it
 * @param isFinished whether the image is marked as finished
 */
export function captureEnd(ended: CaptureAtEnd, createdAt: string | null, isFinished: boolean): CaptureResult {
  const { plan, work, regions = [], error, clean_up_error: cleanUpError, not_ready: notReady } = ended;
  const failures = [
    ...(error === undefined ? [] : [toFailure(error, null)]),
    ...(cleanUpError === undefined ? [] : [toFailure(cleanUpError, null)]),
    ...(notReady === undefined ? [] : [toFailure(notReady, null)]),
    ...regions
      .filter((result) => result.status === "failed")
      .map((result) => toFailure(result.error ?? {}, result.region)),
  ];
  const isSkipped = error === undefined && work?.outcome === "skipped";
  const status = isSkipped ? "skipped" : isFinished ? "completed" : "failed";
  const isFailed = failures.length > 0 || status === "failed";
  const onlyNotReady = notReady !== undefined && failures.length === 1;
  const cause = failures.map((failure) => [failure.region, failure.error, failure.reason].filter(Boolean).join(": "));
  return {
    status: isFailed ? "failed" : "success",
    mode: modes.capture,
    summary: {
      captured: status === "completed" ? 1 : 0,
      skipped: status === "skipped" ? 1 : 0,
      failed: status === "failed" ? 1 : 0,
    },
    created_ami_id: status === "failed" ? null : (work?.image_id ?? null),
    ami_creation_status: status,
    ami_created_at: status === "completed" ? createdAt : null,
    ami_creation_error: status === "failed" ? (cause[0] ?? "the capture left no result") : null,
    instance_id: plan.capture.instance_id,
    job_id: plan.capture.job_id,
    warnings: status === "completed" ? warningsOf(plan.capture) : [],
    failures,
    error: isFailed ? (onlyNotReady ? runErrors.notReadyAfterCapture : runErrors.capture) : "",
    cause: isFailed ? cause.join("; ") : "",
  };
}

/** What people should know of an image of a host that was at work. */
function warningsOf({ reboot, readiness }: CaptureRequest): readonly string[] {
  return [
    "The image holds what the host held: host keys, logs, user data, tokens. Bake from a template where that matters.",
    ...(reboot
      ? []
      : ["The image is crash-consistent: the host was not rebooted, and files that were open may be incomplete."]),
    ...(readiness === null ? ["No readiness was asked for: nobody has looked whether the host works."] : []),
  ];
}

function toFailure(caught: CaughtError, region: string | null): Failure {
  const error = caught.Error ?? "UnknownError";
  const text = describeCaught(caught);
  return { error, reason: text.startsWith(`${error}: `) ? text.slice(error.length + 2) : text, region };
}
