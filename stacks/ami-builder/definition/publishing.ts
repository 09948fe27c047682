import { actions } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";
import { type ItemStates, poll } from "./poll.ts";

/** Names of the maps of Regions, in the ARNs of their executions: those of builds and those of captures. */
export const regionsLabels = { build: "Regions", capture: "CaptureRegions" } as const;

/**
 * Publishes an image in each of its Regions: each is an item of its own, with a history of its own, and fails by itself. Afterwards
 * `$.regions` has what became of each.
 *
 * @param kind what the image is of; it is part of the names of states, each of which is there once in a state machine
 * @param next the state to go on with
 * @param failed where it goes on if the map itself cannot be run
 */
export function publishing(
  { functions: { publisher, checker }, retry }: DefinitionInput,
  kind: keyof typeof regionsLabels,
  next: string,
  failed: string,
) {
  const of = kind === "build" ? "" : "OfCapture";
  const regionFailed = `RegionFailed${of}`;
  const states: ItemStates = {
    item: "publication",
    failed: catchAll(regionFailed, "$.error"),
    retry: retry.transient,
  };
  return {
    [`PublishRegions${of}`]: {
      Type: "Map",
      Label: regionsLabels[kind],
      ItemsPath: "$.work.regions",
      ItemSelector: {
        publication: {
          kind,
          "execution_id.$": "$.work.execution_id",
          "id.$": "$.work.id",
          "attempt.$": "$.work.attempt",
          "source_region.$": "$.work.region",
          "source_image_id.$": "$.work.image_id",
          "region.$": "$$.Map.Item.Value",
          "together.$": "$.work.together",
          image_id: null,
          deadline: null,
          since: null,
          check: null,
        },
      },
      MaxConcurrency: 20,
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: `StartCopy${of}`,
        States: {
          ...poll(
            states,
            {
              act: `StartCopy${of}`,
              wait: `WaitForCopy${of}`,
              check: `CheckCopy${of}`,
              again: `WaitForCopyQuota${of}`,
              decide: `IsCopied${of}`,
            },
            { of: publisher, action: actions.publisher.startCopy },
            { of: checker, action: actions.checker.copy },
            `PublishImage${of}`,
          ),
          [`PublishImage${of}`]: functionTask(publisher, {
            Parameters: { action: actions.publisher.publishImage, "publication.$": "$.publication" },
            Retry: [retry.transient, retry.notAccepted],
            Catch: states.failed,
            End: true,
          }),
          [regionFailed]: {
            Type: "Pass",
            Parameters: {
              "region.$": "$.publication.region",
              status: "failed",
              "image_id.$": "$.publication.image_id",
              "error.$": "$.error",
            },
            End: true,
          },
        },
      },
      ResultPath: "$.regions",
      Catch: catchAll(failed, "$.error"),
      Next: next,
    },
  };
}
