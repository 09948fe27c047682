import { actions, instanceRoles } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";
import { type ItemStates, itemTask, poll } from "./poll.ts";
import { publishing } from "./publishing.ts";
import { verification } from "./verification.ts";

/** Seconds in which hygiene, once its result is sent, ends the agent on the instance. */
const settleSeconds = 15;

/**
 * One cell: a template on one architecture in one Region, from the claim to the parameters. Where an earlier run got to is gone on with.
 * Whatever fails is cleaned up and recorded, and the child execution succeeds: the run counts failures at its end.
 */
export function cellDefinition(input: DefinitionInput) {
  const { functions, retry, settings } = input;
  const { planner, builder, checker, publisher } = functions;
  const states: ItemStates = { item: "work", failed: catchAll("CleanUpBuild", "$.error"), retry: retry.transient };
  const more = { role: instanceRoles.builder };
  const startsAt = (from: string, next: string) => ({ Variable: "$.work.from", StringEquals: from, Next: next });
  return {
    StartAt: "PrepareBuild",
    States: {
      PrepareBuild: functionTask(planner, {
        Parameters: {
          action: actions.planner.prepareBuild,
          "execution_id.$": "$.execution_id",
          "cell.$": "$.cell",
          settings,
        },
        ResultPath: "$.work",
        Retry: [retry.transient],
        Catch: catchAll("RecordBuild", "$.error"),
        Next: "StartFrom",
      }),
      StartFrom: {
        Type: "Choice",
        Choices: [
          startsAt("builder", "LaunchBuilder"),
          startsAt("image", "WaitForImage"),
          startsAt("verifier", "IsVerified"),
          startsAt("publishing", "PublishRegions"),
        ],
        Default: "RecordBuild",
      },
      ...poll(
        states,
        {
          act: "LaunchBuilder",
          wait: "WaitForBuilder",
          check: "CheckBuilder",
          again: "NextCandidate",
          decide: "IsBuilderReady",
        },
        { of: builder, action: actions.builder.launch, more },
        { of: checker, action: actions.checker.instance, more },
        "RunCommand",
      ),
      ...poll(
        states,
        {
          act: "RunCommand",
          wait: "WaitForCommand",
          check: "CheckCommand",
          again: "NextCommand",
          decide: "AreCommandsDone",
          relaunch: "NextCandidate",
        },
        { of: builder, action: actions.builder.send, more },
        { of: checker, action: actions.checker.command, more },
        "SettleBuilder",
      ),
      SettleBuilder: { Type: "Wait", Seconds: settleSeconds, Next: "StopBuilder" },
      ...poll(
        states,
        { act: "StopBuilder", wait: "WaitForStop", check: "CheckStop", again: "StopByForce", decide: "IsStopped" },
        { of: builder, action: actions.builder.stop },
        { of: checker, action: actions.checker.stop },
        "CreateImage",
      ),
      ...poll(
        states,
        { act: "CreateImage", wait: "WaitForImage", check: "CheckImage", again: "WaitForName", decide: "IsImageReady" },
        { of: builder, action: actions.builder.createImage },
        { of: checker, action: actions.checker.image },
        "TerminateBuilder",
      ),
      TerminateBuilder: itemTask(states, { of: builder, action: actions.builder.terminate, more }, "IsVerified"),
      IsVerified: {
        Type: "Choice",
        Choices: [{ Variable: "$.work.verify", BooleanEquals: true, Next: "LaunchVerifier" }],
        Default: "MarkVerified",
      },
      ...verification(input, states, "Verifier", "MarkVerified"),
      MarkVerified: itemTask(states, { of: publisher, action: actions.publisher.mark }, "PublishRegions"),
      ...publishing(input, "build", "PublishTogether", "CleanUpBuild"),
      PublishTogether: {
        Type: "Choice",
        Choices: [{ Variable: "$.work.together", BooleanEquals: true, Next: "MoveParameters" }],
        Default: "RecordBuild",
      },
      MoveParameters: functionTask(publisher, {
        Parameters: { action: actions.publisher.moveParameters, "work.$": "$.work", "regions.$": "$.regions" },
        ResultPath: "$.regions",
        Retry: [retry.transient, retry.notAccepted],
        Catch: catchAll("CleanUpBuild", "$.error"),
        Next: "RecordBuild",
      }),
      RecordBuild: functionTask(publisher, {
        Parameters: { action: actions.publisher.recordBuild, "item.$": "$" },
        Retry: [retry.transient],
        Catch: catchAll("BuildNotRecorded", "$.not_recorded"),
        End: true,
      }),
      CleanUpBuild: functionTask(builder, {
        Parameters: { action: actions.builder.cleanUp, "work.$": "$.work", "error.$": "$.error" },
        ResultPath: "$.work",
        Retry: [retry.transient],
        Catch: catchAll("RecordBuild", "$.clean_up_error"),
        Next: "RecordBuild",
      }),
      // The cell's record may say anything now: the report counts the cell as failed.
      BuildNotRecorded: {
        Type: "Pass",
        Parameters: {
          "template.$": "$.cell.template",
          "architecture.$": "$.cell.architecture",
          "region.$": "$.cell.region",
          id: null,
          status: "failed",
        },
        End: true,
      },
    },
  };
}
