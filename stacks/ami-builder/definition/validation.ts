import { actions } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";
import type { ItemStates } from "./poll.ts";
import { verification } from "./verification.ts";

/**
 * Boots and tests images that exist, and publishes nothing. Afterwards `$.results` has what became of each.
 *
 * @param next the state to go on with
 */
export function validation(input: DefinitionInput, next: string) {
  const { functions, retry, maxConcurrentBuilds } = input;
  const { builder, publisher } = functions;
  const states: ItemStates = { item: "work", failed: catchAll("CleanUpValidation", "$.error"), retry: retry.transient };
  return {
    ValidateImages: {
      Type: "Map",
      ItemsPath: "$.plan.validations",
      ItemSelector: { "work.$": "$$.Map.Item.Value" },
      MaxConcurrency: maxConcurrentBuilds,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "LaunchValidator",
        States: {
          ...verification(input, states, "Validator", "RecordValidation"),
          CleanUpValidation: functionTask(builder, {
            Parameters: { action: actions.builder.cleanUp, "work.$": "$.work", "error.$": "$.error" },
            ResultPath: "$.work",
            Retry: [retry.transient],
            Catch: catchAll("RecordValidation", "$.clean_up_error"),
            Next: "RecordValidation",
          }),
          RecordValidation: functionTask(publisher, {
            Parameters: { action: actions.publisher.recordValidation, "item.$": "$" },
            Retry: [retry.transient],
            Catch: catchAll("ValidationNotRecorded", "$.error"),
            End: true,
          }),
          ValidationNotRecorded: {
            Type: "Pass",
            Parameters: {
              "template.$": "$.work.template",
              "architecture.$": "$.work.architecture",
              "region.$": "$.work.region",
              "image_id.$": "$.work.image_id",
              status: "failed",
              "error.$": "$.error",
            },
            End: true,
          },
        },
      },
      ResultPath: "$.results",
      Catch: catchAll(next, "$.error"),
      Next: next,
    },
  };
}
