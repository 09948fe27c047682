import { actions } from "../../lambdas/image-sweeper/contract.ts";
import { catchAll, functionTask, retryTransient } from "../shared/asl.ts";

/** What the state machine needs to know; tokens are allowed wherever a value stands. */
export interface DefinitionInput {
  readonly sweeperArn: string;
}

/** The function's timeout in seconds. */
export const functionTimeout = 120;

/**
 * The state machine in the Amazon States Language: a pure function of an ARN, so that the Terraform module and the tests run the very same
 * workflow. It finds what is due, removes each image for itself, and fails at the end if one could not be removed.
 */
export function imageSweeperDefinition({ sweeperArn }: DefinitionInput) {
  const sweeper = { arn: sweeperArn, timeout: functionTimeout };
  return {
    Comment: "Removes images that are older than their kind allows",
    StartAt: "FindImages",
    States: {
      FindImages: functionTask(sweeper, {
        Parameters: { action: actions.find, "input.$": "$" },
        Retry: [retryTransient],
        Next: "AnythingDue",
      }),
      AnythingDue: {
        Type: "Choice",
        Choices: [{ Variable: "$.due", NumericGreaterThan: 0, Next: "RemoveImages" }],
        Default: "NothingDue",
      },
      NothingDue: { Type: "Succeed" },
      RemoveImages: {
        Type: "Map",
        ItemsPath: "$.images",
        ItemSelector: { "image.$": "$$.Map.Item.Value" },
        MaxConcurrency: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "RemoveImage",
          States: {
            RemoveImage: functionTask(sweeper, {
              Parameters: { action: actions.remove, "image.$": "$.image" },
              Retry: [retryTransient],
              Catch: catchAll("RemovalFailed", "$.error"),
              End: true,
            }),
            RemovalFailed: {
              Type: "Pass",
              Parameters: { "image_id.$": "$.image.image_id", status: "failed" },
              End: true,
            },
          },
        },
        ResultPath: "$.results",
        Next: "Report",
      },
      Report: functionTask(sweeper, {
        Parameters: { action: actions.report, "results.$": "$.results" },
        Retry: [retryTransient],
        Next: "AllRemoved",
      }),
      AllRemoved: {
        Type: "Choice",
        Choices: [{ Variable: "$.failed", NumericGreaterThan: 0, Next: "RemovalsFailed" }],
        Default: "Swept",
      },
      Swept: { Type: "Succeed" },
      RemovalsFailed: { Type: "Fail", Error: "RemovalsFailed", CausePath: "$.message" },
    },
  };
}
