import { actions, errorNames } from "../../lambdas/ami-copier/contract.ts";
import type { IResolvable } from "cdktf";
import { catchAll, functionTask, type Retrier, retryTransient } from "../shared/asl.ts";

/** What the state machine needs to know; tokens are allowed wherever a value stands. */
export interface DefinitionInput {
  readonly initiatorArn: string;
  readonly statusCheckerArn: string;
  readonly finalizerArn: string;
  /** Seconds between two looks at the copies of a wave. */
  readonly waitSeconds: number;
  /** The user's tags, as the text of a JSON object: a key that ends in `.$` must not be read as a path. */
  readonly tags: string;
}

/** Function timeouts in seconds, the original's. */
export const functionTimeouts = { initiator: 600, statusChecker: 60, finalizer: 300 } as const;

/** The retriers of the states, by name. The module hands in references to locals that hold them. */
export const retriers = {
  transient: retryTransient,
  /** Up to 45 minutes of trying, with full jitter about half of that: a copy ends within half an hour as a rule. What finds no slot is deferred. */
  quota: {
    ErrorEquals: [errorNames.copyQuota],
    IntervalSeconds: 60,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 900,
    JitterStrategy: "FULL",
  },
  /** A registered image is visible and available after a minute or two. */
  notReady: {
    ErrorEquals: [errorNames.imageNotReady],
    IntervalSeconds: 15,
    MaxAttempts: 8,
    BackoffRate: 1.5,
    MaxDelaySeconds: 120,
  },
} as const satisfies Readonly<Record<string, Retrier>>;

/** {@link retriers} as they are, or by reference. */
export type Retriers = Readonly<Record<keyof typeof retriers, Retrier | IResolvable>>;

const error = "$.error";

/**
 * The state machine in the Amazon States Language: a pure function of ARNs and numbers, so that the Terraform module and
 * the tests run the very same workflow. States keep the original's names where the original has them.
 *
 * A run discovers what is new and plans it in waves of at most the Region's quota. Each wave is a child execution of its
 * own (a distributed map), so that no number of images can fill the history of 25,000 events.
 */
export function amiCopierDefinition(input: DefinitionInput, retry: Retriers = retriers) {
  const { initiator, statusChecker } = functionsOf(input);
  return {
    Comment: "Copies AMIs shared by Red Hat Image Builder as encrypted gp3 images",
    StartAt: "DiscoverAMIs",
    States: {
      DiscoverAMIs: functionTask(initiator, {
        Parameters: { action: actions.discover, "execution_id.$": "$$.Execution.Id", "input.$": "$" },
        ResultPath: "$.discovery_result",
        Retry: [retry.transient],
        // The error replaces the input, which may be anything, even a text that no path can be put into.
        Catch: catchAll("DiscoveryFailed"),
        Next: "CheckAMIsFound",
      }),
      CheckAMIsFound: {
        Type: "Choice",
        Choices: [{ Variable: "$.discovery_result.summary.to_process", NumericGreaterThan: 0, Next: "ProcessAMIs" }],
        Default: "NoAMIsToProcess",
      },
      NoAMIsToProcess: {
        Type: "Pass",
        Parameters: {
          status: "success",
          message: "No AMIs to process",
          "mode.$": "$.discovery_result.mode",
          "summary.$": "$.discovery_result.summary",
        },
        ResultPath: "$.result",
        Next: "Success",
      },
      ProcessAMIs: {
        Type: "Map",
        ItemsPath: "$.discovery_result.waves",
        ItemSelector: { "execution_id.$": "$$.Execution.Id", "wave.$": "$$.Map.Item.Value" },
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...waveDefinition(input, retry),
        },
        ResultPath: "$.processing_results",
        Catch: catchAll("ProcessingFailed", error),
        Next: "AggregateResults",
      },
      AggregateResults: functionTask(statusChecker, {
        Parameters: {
          action: actions.summarize,
          "discovery.$": "$.discovery_result",
          "results.$": "$.processing_results",
        },
        Retry: [retry.transient],
        Next: "CheckForFailures",
      }),
      CheckForFailures: {
        Type: "Choice",
        Choices: [{ Variable: "$.final_result.summary.failed", NumericGreaterThan: 0, Next: "CopiesFailed" }],
        Default: "Success",
      },
      Success: { Type: "Succeed" },
      DiscoveryFailed: { Type: "Fail", Error: "DiscoveryError", CausePath: "$.Cause" },
      ProcessingFailed: { Type: "Fail", Error: "ProcessingError", CausePath: "$.error.Cause" },
      CopiesFailed: { Type: "Fail", Error: "CopiesFailed", CausePath: "$.final_result.cause" },
    },
  };
}

/** One wave: start its copies, wait for all of them together, finish each as it comes ready, report in a few bytes. */
function waveDefinition(input: DefinitionInput, retry: Retriers) {
  const { initiator, statusChecker, finalizer } = functionsOf(input);
  return {
    StartAt: "PrepareCopies",
    States: {
      PrepareCopies: functionTask(initiator, {
        Parameters: { action: actions.prepare, "execution_id.$": "$.execution_id", "wave.$": "$.wave" },
        Retry: [retry.transient],
        Catch: catchAll("PreparationFailed", error),
        Next: "StartCopies",
      }),
      StartCopies: {
        Type: "Map",
        ItemsPath: "$.images",
        ItemSelector: { "execution_id.$": "$.execution_id", "image.$": "$$.Map.Item.Value" },
        MaxConcurrency: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "StartCopy",
          States: {
            StartCopy: functionTask(initiator, {
              Parameters: {
                action: actions.copy,
                "execution_id.$": "$.execution_id",
                "image.$": "$.image",
                tags: input.tags,
              },
              Retry: [retry.transient, retry.quota],
              Catch: [
                { ErrorEquals: [errorNames.copyQuota], ResultPath: error, Next: "CopyDeferred" },
                ...catchAll("CopyFailed", error),
              ],
              End: true,
            }),
            CopyDeferred: outcome("deferred"),
            CopyFailed: outcome("failed"),
          },
        },
        ResultPath: "$.images",
        Next: "WaitForCopy",
      },
      WaitForCopy: { Type: "Wait", Seconds: input.waitSeconds, Next: "CheckStatus" },
      CheckStatus: functionTask(statusChecker, {
        Parameters: { action: actions.check, "wave.$": "$" },
        Retry: [retry.transient],
        Catch: catchAll("StatusCheckFailed", error),
        Next: "IsAMIReady",
      }),
      IsAMIReady: {
        Type: "Choice",
        Choices: [
          { Variable: "$.ami_available", BooleanEquals: true, Next: "FinalizeAMIs" },
          { Variable: "$.continue_waiting", BooleanEquals: true, Next: "WaitForCopy" },
        ],
        Default: "AMICompleted",
      },
      FinalizeAMIs: {
        Type: "Map",
        ItemsPath: "$.ready",
        ItemSelector: { "execution_id.$": "$.execution_id", "image.$": "$$.Map.Item.Value" },
        MaxConcurrency: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "FinalizeAMI",
          States: {
            FinalizeAMI: functionTask(finalizer, {
              Parameters: { "execution_id.$": "$.execution_id", "image.$": "$.image", tags: input.tags },
              Retry: [retry.transient, retry.notReady],
              Catch: catchAll("FinalizationFailed", error),
              End: true,
            }),
            FinalizationFailed: outcome("failed"),
          },
        },
        ResultPath: "$.ready",
        // Straight back to the check: it counts what was finished and sees what came ready meanwhile.
        Next: "CheckStatus",
      },
      AMICompleted: { Type: "Pass", Parameters: { "index.$": "$.index", "summary.$": "$.summary" }, End: true },
      StatusCheckFailed: {
        Type: "Pass",
        Parameters: { "index.$": "$.index", "summary.$": "$.summary", "error.$": "$.error.Error" },
        End: true,
      },
      PreparationFailed: {
        Type: "Pass",
        Parameters: { "index.$": "$.wave.index", "error.$": "$.error.Error" },
        End: true,
      },
    },
  };
}

/** The end of one image's part in a map: what became of it, for the next status check to count. */
function outcome(status: "deferred" | "failed") {
  return {
    Type: "Pass",
    Parameters: { "source_ami_id.$": "$.image.source_ami_id", status, "error.$": "$.error" },
    End: true,
  };
}

/** The functions, as tasks call them. */
function functionsOf(input: DefinitionInput) {
  return {
    initiator: { arn: input.initiatorArn, timeout: functionTimeouts.initiator },
    statusChecker: { arn: input.statusCheckerArn, timeout: functionTimeouts.statusChecker },
    finalizer: { arn: input.finalizerArn, timeout: functionTimeouts.finalizer },
  };
}
