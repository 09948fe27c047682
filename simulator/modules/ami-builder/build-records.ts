import * as z from "zod";
import type { S3 } from "../../aws/s3/s3.ts";
import type { StepRecord, TestRecord } from "./record.ts";

const test = z.object({
  name: z.string(),
  passed: z.boolean(),
  seconds: z.number(),
  failed_assertion: z.string().nullable(),
});

/** What is read of the module's record of a build. */
const buildRecord = z.object({
  steps: z.array(z.object({ name: z.string(), seconds: z.number(), exit_code: z.number().nullable() })),
  tests: z.object({ builder: z.array(test), image: z.array(test) }),
});

/** What a build took, by its own record in the bucket. */
export interface BuildDetails {
  readonly steps: readonly StepRecord[];
  readonly tests: readonly TestRecord[];
}

/** Reads the record of a build; empty without one. */
export function buildDetails(s3: S3, id: string | undefined): BuildDetails {
  const key = `builds/${id ?? ""}/record.json`;
  const bucket = s3.buckets.find((candidate) => candidate.find(key)?.object !== undefined);
  const body = bucket?.find(key)?.object?.body;
  if (body === undefined) return { steps: [], tests: [] };
  const { steps, tests } = buildRecord.parse(JSON.parse(body.toString("utf8")));
  return {
    steps: steps.map(({ name, seconds, exit_code }) => ({ name, seconds, exitCode: exit_code })),
    tests: (["builder", "image"] as const).flatMap((on) =>
      tests[on].map(({ name, passed, seconds, failed_assertion }) => ({
        name,
        on,
        passed,
        seconds,
        ...(failed_assertion === null ? {} : { reason: failed_assertion }),
      })),
    ),
  };
}
