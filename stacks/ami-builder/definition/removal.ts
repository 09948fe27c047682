import { actions } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";

/** Things that are removed at a time: EC2 throttles calls that change something (EC2 API Reference, Request throttling). */
const atATime = 5;

/** Names of the states of a {@link removal}. */
export interface RemovalNames {
  /** Goes over what is to be removed: `RemoveEach`. */
  readonly each: string;
  /** Removes one thing: `Remove`. */
  readonly remove: string;
  /** Reports: `ReportCleanup`. */
  readonly report: string;
  /** Where a report that cannot be made goes on. */
  readonly failed: string;
}

/**
 * Removes what was found, a few things at a time, each by itself, and reports. What goes from state to state are ids and short reasons: the
 * results of the map replace its input, and the plan is in the bucket.
 *
 * @param next the state that looks at the result
 */
export function removal(
  { functions: { cleaner }, retry, settings }: DefinitionInput,
  { each, remove, report, failed }: RemovalNames,
  next: string,
) {
  const failedItem = `${remove}Failed`;
  const lostItem = `${remove}Lost`;
  return {
    [each]: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemSelector: { "item.$": "$$.Map.Item.Value", "execution_id.$": "$$.Execution.Id" },
      MaxConcurrency: atATime,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: remove,
        States: {
          [remove]: functionTask(cleaner, {
            Parameters: {
              action: actions.cleaner.remove,
              "execution_id.$": "$.execution_id",
              "item.$": "$.item",
              settings,
            },
            Retry: [retry.transient],
            Catch: catchAll(failedItem, "$.error"),
            End: true,
          }),
          // Five hundred causes as Lambda gives them would not fit into a payload.
          [failedItem]: functionTask(cleaner, {
            Parameters: { action: actions.cleaner.notRemoved, "item.$": "$.item", "error.$": "$.error" },
            Retry: [retry.transient],
            Catch: catchAll(lostItem, "$.not_recorded"),
            End: true,
          }),
          [lostItem]: {
            Type: "Pass",
            Parameters: {
              "id.$": "$.item.id",
              "region.$": "$.item.region",
              status: "failed",
              "error.$": "$.error.Error",
              reason: "see the log of the function that removes",
            },
            End: true,
          },
        },
      },
      Catch: catchAll(report),
      Next: report,
    },
    [report]: functionTask(cleaner, {
      Parameters: { action: actions.cleaner.report, "execution_id.$": "$$.Execution.Id", "results.$": "$" },
      Retry: [retry.transient],
      Catch: catchAll(failed),
      Next: next,
    }),
  };
}
