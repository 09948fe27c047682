import { actions, modes, runErrors } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import { brokenOff, ends } from "./ends.ts";
import { capture } from "./capture.ts";
import { cellDefinition } from "./cell.ts";
import { channels } from "./channels.ts";
import { deletion } from "./deletion.ts";
import type { DefinitionInput } from "./functions.ts";
import { validation } from "./validation.ts";

/** Name of the cells' map, in the ARNs of their executions. */
export const cellsLabel = "Cells";

/**
 * The main state machine in the Amazon States Language: a pure function of ARNs, numbers and texts, so that the Terraform module and the
 * tests run the very same workflow. Its input says what is wanted; without an action that is to build whatever is due.
 */
export function mainDefinition(input: DefinitionInput) {
  const { functions, retry, settings, maxConcurrentBuilds } = input;
  const { planner, publisher } = functions;
  const routed = (mode: string, next: string) => ({ Variable: "$.plan.mode", StringEquals: mode, Next: next });
  return {
    Comment: "Builds golden images from templates, and images of hosts that became ready",
    StartAt: "Plan",
    States: {
      Plan: functionTask(planner, {
        Parameters: { action: actions.planner.plan, "execution_id.$": "$$.Execution.Id", "input.$": "$", settings },
        // Nothing of the input goes on: its fields are not those of later states, though they may have the same names.
        ResultSelector: { "plan.$": "$" },
        Retry: [retry.transient],
        // The error replaces the input, which may be anything, even a text that no path can be put into.
        Catch: catchAll("PlanFailed"),
        Next: "Route",
      }),
      Route: {
        Type: "Choice",
        Choices: [
          // The cleaner looks for the images, in a dry run too.
          routed(modes.delete, "FindImages"),
          // There is nothing to do but to say what would be done.
          { Variable: "$.plan.dry_run", BooleanEquals: true, Next: "Report" },
          routed(modes.build, "BuildWaves"),
          routed(modes.capture, "PrepareCapture"),
          routed(modes.validate, "ValidateImages"),
          routed(modes.promote, "MoveChannels"),
          routed(modes.rollback, "MoveChannels"),
        ],
        Default: "Report",
      },
      BuildWaves: {
        Type: "Map",
        ItemsPath: "$.plan.waves",
        ItemSelector: { "wave.$": "$$.Map.Item.Value" },
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "BuildCells",
          States: {
            BuildCells: {
              Type: "Map",
              Label: cellsLabel,
              ItemsPath: "$.wave.cells",
              ItemSelector: { "execution_id.$": "$$.Execution.Id", "cell.$": "$$.Map.Item.Value" },
              MaxConcurrency: maxConcurrentBuilds,
              ToleratedFailurePercentage: 100,
              ItemProcessor: {
                ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
                ...cellDefinition(input),
              },
              End: true,
            },
          },
        },
        // What children end with takes the place of what they were to do: together they may not fit into a state.
        ResultPath: "$.plan.waves",
        Catch: catchAll("Report", "$.error"),
        Next: "Report",
      },
      ...capture(input, "CheckForFailures"),
      ...validation(input, "Report"),
      ...channels(input, "Report"),
      ...deletion(input, "CheckForFailures"),
      Report: functionTask(publisher, {
        Parameters: { action: actions.publisher.report, "execution_id.$": "$$.Execution.Id", "run.$": "$" },
        Retry: [retry.transient],
        Catch: catchAll("ReportFailed"),
        Next: "CheckForFailures",
      }),
      PlanFailed: brokenOff(runErrors.plan),
      ReportFailed: brokenOff(runErrors.builds),
      CaptureNotRecorded: brokenOff(runErrors.capture),
      DeletionFailed: brokenOff(runErrors.deletion),
      ...ends({ of: publisher, action: actions.publisher.describe }, retry.transient),
    },
  };
}
