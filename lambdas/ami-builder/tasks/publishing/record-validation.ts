import type { CaughtError } from "../../../shared/caught.ts";
import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import type { Dependencies } from "../../dependencies.ts";
import { buildRecords, readRecord } from "../../record/store.ts";
import { updateRecord } from "../../record/update.ts";
import type { Work } from "../../shapes.ts";

/** The payload of a validation at its end. */
export interface EndedValidation {
  readonly work: Work;
  readonly error?: CaughtError | undefined;
  readonly clean_up_error?: CaughtError | undefined;
}

/** What became of a validated image. */
export interface ValidationResult {
  readonly template: string;
  readonly architecture: string;
  readonly region: string;
  readonly image_id: string | null;
  readonly status: "passed" | "failed";
  readonly tests: { readonly passed: number; readonly failed: number };
  readonly error?: CaughtError;
}

/**
 * Closes the record of a validation and says how it ended.
 *
 * @throws AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function recordValidation(
  { work, error, clean_up_error: cleanUpError }: EndedValidation,
  { bucket: name }: Config,
  { s3, now }: Dependencies,
  log: Logger,
): Promise<ValidationResult> {
  const bucket = { client: s3, name };
  const caught = error ?? cleanUpError;
  const status: ValidationResult["status"] = caught === undefined ? "passed" : "failed";
  const stored = await readRecord(bucket, buildRecords, work.id);
  const tests = stored?.value.tests.image ?? [];
  if (stored?.value.execution_id === work.execution_id) {
    await updateRecord(bucket, buildRecords, work.id, work.execution_id, (record) => ({
      ...record,
      status: status === "passed" ? ("built" as const) : ("failed" as const),
      ended_at: record.ended_at ?? now().toISOString(),
    }));
  }
  const { template, architecture, region, image_id } = work;
  const passed = tests.filter((test) => test.passed).length;
  log.info("Image validated", { image_id, status, passed, failed: tests.length - passed });
  return {
    template,
    architecture,
    region,
    image_id,
    status,
    tests: { passed, failed: tests.length - passed },
    ...(caught === undefined ? {} : { error: caught }),
  };
}
