import { actions, runErrors } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import { brokenOff, ends } from "./ends.ts";
import type { DefinitionInput } from "./functions.ts";
import { removal } from "./removal.ts";

/**
 * The state machine that cleans up, in the Amazon States Language: removes what runs that died have left, and images that are old. Its input
 * says what differs from the module's inputs; the schedule's event changes nothing.
 */
export function cleanupDefinition(input: DefinitionInput) {
  const { functions, retry, settings } = input;
  const { cleaner } = functions;
  return {
    Comment: "Removes what runs that died have left, and old images that nobody uses",
    StartAt: "FindGarbage",
    States: {
      FindGarbage: functionTask(cleaner, {
        Parameters: {
          action: actions.cleaner.find,
          "execution_id.$": "$$.Execution.Id",
          "input.$": "$",
          settings,
        },
        Retry: [retry.transient],
        Catch: catchAll("CleanupFailed"),
        Next: "RemoveEach",
      }),
      ...removal(
        input,
        { each: "RemoveEach", remove: "Remove", report: "ReportCleanup", failed: "CleanupFailed" },
        "CheckForFailures",
      ),
      CleanupFailed: brokenOff(runErrors.cleanup),
      ...ends({ of: cleaner, action: actions.cleaner.describe }, retry.transient),
    },
  };
}
