import { type CaughtError, describeCaught } from "../../../shared/caught.ts";
import { keys } from "../../contract.ts";
import { type CleaningResult, cleaningResult } from "../../domain/cleaning/result.ts";
import { executionName } from "../../domain/execution-name.ts";
import { putJson } from "../../s3/objects.ts";
import type { CleanerContext } from "./context.ts";
import { readPlan } from "./plan-file.ts";

/**
 * Says what a cleanup or a deletion has done, and writes that beside its plan.
 *
 * @param results the map's results, or what it failed with
 * @throws ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function reportCleaning(
  results: readonly unknown[] | CaughtError,
  context: Pick<CleanerContext, "bucket" | "executionId" | "log">,
): Promise<CleaningResult> {
  const plan = await readPlan(context);
  const result = isList(results)
    ? cleaningResult(plan, results, undefined)
    : cleaningResult(plan, [], describeCaught(results));
  await putJson(context.bucket, keys.result(executionName(context.executionId)), result);
  context.log.info("Run finished", { mode: result.mode, status: result.status, summary: result.summary });
  return result;
}

function isList(results: readonly unknown[] | CaughtError): results is readonly unknown[] {
  return Array.isArray(results);
}
