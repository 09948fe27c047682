import { actions } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";
import { removal } from "./removal.ts";

/**
 * Deletes images that somebody names. The cleaner looks for them and for who uses them: it alone may, and a dry run is its list.
 *
 * @param next the state that looks at the result
 */
export function deletion(input: DefinitionInput, next: string) {
  const { functions, retry, settings } = input;
  return {
    FindImages: functionTask(functions.cleaner, {
      Parameters: {
        action: actions.cleaner.findImages,
        "execution_id.$": "$$.Execution.Id",
        "request.$": "$.plan.deletion",
        settings,
      },
      Retry: [retry.transient],
      Catch: catchAll("DeletionFailed"),
      Next: "DeleteImages",
    }),
    ...removal(
      input,
      { each: "DeleteImages", remove: "DeleteImage", report: "ReportDeletion", failed: "DeletionFailed" },
      next,
    ),
  };
}
