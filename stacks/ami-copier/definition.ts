import { actions, errorNames, runErrors } from "../../lambdas/ami-copier/contract.ts";
import type { IResolvable } from "cdktf";
import { catchAll, functionTask, minutesOf, type Retrier, retryTransient } from "../shared/asl.ts";

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
  /** Without jitter, which would halve the time: 45 minutes, as a copy that holds a slot ends within half an hour as a rule. */
  quota: {
    ErrorEquals: [errorNames.copyQuota],
    IntervalSeconds: 60,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 900,
  },
  /** Nine minutes: a registered image is visible and available after one or two. */
  notReady: {
    ErrorEquals: [errorNames.imageNotReady],
    IntervalSeconds: 15,
    MaxAttempts: 8,
    BackoffRate: 1.5,
    MaxDelaySeconds: 120,
  },
} as const satisfies Readonly<Record<string, Retrier>>;

/** Why each retrier is as it is, for the module's comments; the times are reckoned from it. */
export const retrierReasons: Readonly<Record<keyof typeof retriers, string>> = {
  transient:
    `Lambda's own troubles, and what AWS answers with for a moment: tried again for up to ${minutesOf(retriers.transient)} minutes. ` +
    "Full jitter keeps many tries apart.",
  quota:
    `Tried again for ${minutesOf(retriers.quota)} minutes, without jitter: a copy that holds a slot ends within half an hour as a rule. ` +
    "What finds no slot is deferred.",
  notReady: `Tried again for ${minutesOf(retriers.notReady)} minutes: a registered image is visible and available after one or two.`,
};

/** {@link retriers} as they are, or by reference. */
export type Retriers = Readonly<Record<keyof typeof retriers, Retrier | IResolvable>>;

/**
 * Name of the waves, in the ARNs of their executions and in metrics. At most 40 characters, none that a name of an execution may not
 * have (Step Functions Developer Guide, Distributed Map state fields).
 */
export const wavesLabel = "Waves";

const error = "$.error";

/**
 * The state machine in the Amazon States Language: a pure function of ARNs and numbers, so that the Terraform module and
 * the tests run the very same workflow. States keep the original's names where the original has them.
 *
 * A run discovers what is new and plans it in waves of at most the Region's quota. Each wave is a child execution of its
 * own (a distributed map), so that no number of images can fill the history of 25,000 events. A wave that fails is tolerated: its result
 * is missing, and the summary counts its images as failed.
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
        Label: wavesLabel,
        ItemsPath: "$.discovery_result.waves",
        ItemSelector: { "execution_id.$": "$$.Execution.Id", "wave.$": "$$.Map.Item.Value" },
        MaxConcurrency: 1,
        ToleratedFailurePercentage: 100,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...waveDefinition(input, retry),
        },
        ResultPath: "$.processing_results",
        Catch: catchAll("ProcessingFailed"),
        Next: "AggregateResults",
      },
      AggregateResults: functionTask(statusChecker, {
        Parameters: {
          action: actions.summarize,
          "discovery.$": "$.discovery_result",
          "results.$": "$.processing_results",
        },
        Retry: [retry.transient],
        Catch: catchAll("AggregationFailed"),
        Next: "CheckForFailures",
      }),
      CheckForFailures: {
        Type: "Choice",
        Choices: [{ Variable: "$.final_result.summary.failed", NumericGreaterThan: 0, Next: "CopiesFailed" }],
        Default: "Success",
      },
      Success: { Type: "Succeed" },
      CopiesFailed: { Type: "Fail", Error: runErrors.copies, CausePath: "$.final_result.cause" },
      DiscoveryFailed: brokenOff(runErrors.discovery),
      ProcessingFailed: brokenOff(runErrors.processing),
      AggregationFailed: brokenOff(runErrors.aggregation),
      // What a function failed with is JSON with a stack trace; as it is it stays the cause only when nobody can put it into words.
      DescribeFailure: functionTask(statusChecker, {
        Parameters: { action: actions.describe, "error.$": "$.caught" },
        ResultPath: "$.cause",
        Retry: [retry.transient],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "RunFailed" }],
        Next: "RunFailed",
      }),
      RunFailed: { Type: "Fail", ErrorPath: "$.error", CausePath: "$.cause" },
    },
  };
}

/** A run that breaks off: what it ends with, until the error that was caught, with a cause or without, is put into words. */
function brokenOff(name: string) {
  return {
    Type: "Pass",
    Parameters: { error: name, "caught.$": "$", "cause.$": "States.JsonToString($)" },
    Next: "DescribeFailure",
  };
}

/**
 * One wave: start its copies, wait for all of them together, finish each as it comes ready, report in a few bytes. IsAMIReady decides
 * after every step, so that nobody waits for, or looks at, what is settled.
 */
function waveDefinition(input: DefinitionInput, retry: Retriers) {
  const { initiator, statusChecker, finalizer } = functionsOf(input);
  const check = { action: actions.check, "wave.$": "$" };
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
        Next: "IsAMIReady",
      },
      WaitForCopy: { Type: "Wait", Seconds: input.waitSeconds, Next: "CheckStatus" },
      CheckStatus: functionTask(statusChecker, {
        Parameters: check,
        Retry: [retry.transient],
        Catch: catchAll("StatusCheckFailed", error),
        Next: "IsAMIReady",
      }),
      IsAMIReady: {
        Type: "Choice",
        Choices: [
          { Variable: "$.ready[0].action", IsPresent: true, Next: "FinalizeAMIs" },
          { Variable: "$.images[0]", IsPresent: false, Next: "AMICompleted" },
          // The first copy could not be started: whether any other was, a look tells.
          {
            Or: ["failed", "deferred"].map((status) => ({ Variable: "$.images[0].status", StringEquals: status })),
            Next: "CheckStatus",
          },
        ],
        Default: "WaitForCopy",
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
        Next: "IsAMIReady",
      },
      // Counts what was finished last.
      AMICompleted: functionTask(statusChecker, {
        Parameters: check,
        ResultSelector: { "index.$": "$.index", "summary.$": "$.summary" },
        Retry: [retry.transient],
        Catch: catchAll("StatusCheckFailed", error),
        End: true,
      }),
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
