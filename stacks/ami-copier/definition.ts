import { actions, errorNames } from "../../lambdas/ami-copier/contract.ts";
import { transientLambdaErrors } from "../../lambdas/shared/error-names.ts";

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

/** Function timeouts in seconds, the original's (B27). */
export const functionTimeouts = { initiator: 600, statusChecker: 60, finalizer: 300 } as const;

/** How long Step Functions waits beyond the function's own timeout, in seconds. */
const taskMargin = 30;

const retryTransient = {
  ErrorEquals: [...transientLambdaErrors, errorNames.awsTransient],
  IntervalSeconds: 5,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 120,
  JitterStrategy: "FULL",
};

/** A copy ends within half an hour as a rule, so a slot of the quota comes free in the time these attempts cover. */
const retryQuota = {
  ErrorEquals: [errorNames.copyQuota],
  IntervalSeconds: 60,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  JitterStrategy: "FULL",
};

const retryNotReady = {
  ErrorEquals: [errorNames.imageNotReady],
  IntervalSeconds: 15,
  MaxAttempts: 8,
  BackoffRate: 1.5,
  MaxDelaySeconds: 120,
};

const catchAll = (next: string, resultPath = "$.error") => [
  { ErrorEquals: ["States.ALL"], ResultPath: resultPath, Next: next },
];

/**
 * The state machine in the Amazon States Language: a pure function of ARNs and numbers, so that the Terraform module and
 * the tests run the very same workflow. States keep the original's names where the original has them (B54-B60).
 *
 * A run discovers what is new and plans it in waves of at most the Region's quota. Each wave is a child execution of its
 * own (a distributed map), so that no number of images can fill the history of 25,000 events.
 */
export function amiCopierDefinition(input: DefinitionInput) {
  return {
    Comment: "Copies AMIs shared by Red Hat Image Builder as encrypted gp3 images",
    StartAt: "DiscoverAMIs",
    States: {
      DiscoverAMIs: {
        Type: "Task",
        Resource: input.initiatorArn,
        Parameters: { action: actions.discover, "execution_id.$": "$$.Execution.Id", "input.$": "$" },
        ResultPath: "$.discovery_result",
        TimeoutSeconds: functionTimeouts.initiator + taskMargin,
        Retry: [retryTransient],
        // The error replaces the input, which may be anything, even a text that no path can be put into.
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "DiscoveryFailed" }],
        Next: "CheckAMIsFound",
      },
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
          ...waveDefinition(input),
        },
        ResultPath: "$.processing_results",
        Catch: catchAll("ProcessingFailed"),
        Next: "AggregateResults",
      },
      AggregateResults: {
        Type: "Task",
        Resource: input.statusCheckerArn,
        Parameters: {
          action: actions.summarize,
          "discovery.$": "$.discovery_result",
          "results.$": "$.processing_results",
        },
        TimeoutSeconds: functionTimeouts.statusChecker + taskMargin,
        Retry: [retryTransient],
        Next: "CheckForFailures",
      },
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
function waveDefinition(input: DefinitionInput) {
  return {
    StartAt: "PrepareCopies",
    States: {
      PrepareCopies: {
        Type: "Task",
        Resource: input.initiatorArn,
        Parameters: { action: actions.prepare, "execution_id.$": "$.execution_id", "wave.$": "$.wave" },
        TimeoutSeconds: functionTimeouts.initiator + taskMargin,
        Retry: [retryTransient],
        Catch: catchAll("PreparationFailed"),
        Next: "StartCopies",
      },
      StartCopies: {
        Type: "Map",
        ItemsPath: "$.images",
        ItemSelector: { "execution_id.$": "$.execution_id", "image.$": "$$.Map.Item.Value" },
        MaxConcurrency: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "StartCopy",
          States: {
            StartCopy: {
              Type: "Task",
              Resource: input.initiatorArn,
              Parameters: {
                action: actions.copy,
                "execution_id.$": "$.execution_id",
                "image.$": "$.image",
                tags: input.tags,
              },
              TimeoutSeconds: functionTimeouts.initiator + taskMargin,
              Retry: [retryTransient, retryQuota],
              Catch: [
                { ErrorEquals: [errorNames.copyQuota], ResultPath: "$.error", Next: "CopyDeferred" },
                ...catchAll("CopyFailed"),
              ],
              End: true,
            },
            CopyDeferred: outcome("deferred"),
            CopyFailed: outcome("failed"),
          },
        },
        ResultPath: "$.images",
        Next: "WaitForCopy",
      },
      WaitForCopy: { Type: "Wait", Seconds: input.waitSeconds, Next: "CheckStatus" },
      CheckStatus: {
        Type: "Task",
        Resource: input.statusCheckerArn,
        Parameters: { action: actions.check, "wave.$": "$" },
        TimeoutSeconds: functionTimeouts.statusChecker + taskMargin,
        Retry: [retryTransient],
        Catch: catchAll("StatusCheckFailed"),
        Next: "IsAMIReady",
      },
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
            FinalizeAMI: {
              Type: "Task",
              Resource: input.finalizerArn,
              Parameters: { "execution_id.$": "$.execution_id", "image.$": "$.image", tags: input.tags },
              TimeoutSeconds: functionTimeouts.finalizer + taskMargin,
              Retry: [retryTransient, retryNotReady],
              Catch: catchAll("FinalizationFailed"),
              End: true,
            },
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
