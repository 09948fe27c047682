import { actions } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";

/**
 * Moves channels: one parameter after the other, each by itself. Afterwards `$.results` has what became of each.
 *
 * @param next the state to go on with
 */
export function channels({ functions: { publisher }, retry }: DefinitionInput, next: string) {
  return {
    MoveChannels: {
      Type: "Map",
      ItemsPath: "$.plan.moves",
      ItemSelector: { "move.$": "$$.Map.Item.Value", "execution_id.$": "$$.Execution.Id" },
      // Architectures of a template have their holds in one object each, Regions share it.
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "MoveChannel",
        States: {
          MoveChannel: functionTask(publisher, {
            Parameters: {
              action: actions.publisher.moveChannels,
              "execution_id.$": "$.execution_id",
              "move.$": "$.move",
            },
            Retry: [retry.transient, retry.notAccepted],
            Catch: catchAll("ChannelNotMoved", "$.error"),
            End: true,
          }),
          ChannelNotMoved: { Type: "Pass", End: true },
        },
      },
      ResultPath: "$.results",
      Catch: catchAll(next, "$.error"),
      Next: next,
    },
  };
}
