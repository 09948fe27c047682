import { actions, instanceRoles } from "../../../lambdas/ami-builder/contract.ts";
import { catchAll, functionTask } from "../../shared/asl.ts";
import type { DefinitionInput } from "./functions.ts";
import { type ItemStates, itemTask, poll } from "./poll.ts";
import { publishing } from "./publishing.ts";

/**
 * The capture of a host: waits until it is ready, makes an image of it unless there is one, and publishes that. What goes wrong is cleaned up
 * and recorded; the record is the run's result.
 *
 * @param next the state that looks at the result
 */
export function capture(input: DefinitionInput, next: string) {
  const { functions, retry, settings } = input;
  const { planner, builder, checker, publisher } = functions;
  const failed = catchAll("CaptureFailed", "$.error");
  const host: ItemStates = { item: "capture", failed, retry: retry.transient };
  const image: ItemStates = { item: "work", failed, retry: retry.transient };
  // The image is good whatever the host does then: it is published, and the run fails at its end.
  const afterReboot: ItemStates = { ...host, failed: catchAll("PublishRegionsOfCapture", "$.not_ready") };
  const verifier = { role: instanceRoles.verifier };
  const startsAt = (from: string, state: string) => ({ Variable: "$.work.from", StringEquals: from, Next: state });
  return {
    PrepareCapture: functionTask(planner, {
      Parameters: {
        action: actions.planner.prepareCapture,
        "execution_id.$": "$$.Execution.Id",
        "request.$": "$.plan.capture",
        settings,
      },
      ResultPath: "$.capture",
      Retry: [retry.transient],
      Catch: catchAll("CaptureFailed", "$.error"),
      Next: "IsReadinessAsked",
    }),
    IsReadinessAsked: {
      Type: "Choice",
      Choices: [{ Variable: "$.capture.probe", IsNull: true, Next: "FindExisting" }],
      Default: "WaitBeforeProbe",
    },
    WaitBeforeProbe: { Type: "Wait", SecondsPath: "$.capture.check.wait_seconds", Next: "ProbeVia" },
    ...probing(input, host, "", "WaitBeforeCapture"),
    WaitBeforeCapture: { Type: "Wait", SecondsPath: "$.capture.request.delay_seconds", Next: "FindExisting" },
    FindExisting: functionTask(planner, {
      Parameters: { action: actions.planner.findExisting, "capture.$": "$.capture", settings },
      ResultPath: "$.work",
      Retry: [retry.transient],
      Catch: catchAll("CaptureFailed", "$.error"),
      Next: "CaptureFrom",
    }),
    CaptureFrom: {
      Type: "Choice",
      Choices: [
        startsAt("builder", "CreateCapture"),
        startsAt("image", "WaitForCapture"),
        startsAt("verifier", "IsCaptureVerified"),
        startsAt("publishing", "PublishRegionsOfCapture"),
      ],
      Default: "RecordCapture",
    },
    ...poll(
      image,
      {
        act: "CreateCapture",
        wait: "WaitForCapture",
        check: "CheckCapture",
        again: "WaitForNameOfCapture",
        decide: "IsCaptureReady",
      },
      { of: builder, action: actions.builder.createImage },
      { of: checker, action: actions.checker.image },
      "IsCaptureVerified",
    ),
    IsCaptureVerified: {
      Type: "Choice",
      Choices: [{ Variable: "$.work.verify", BooleanEquals: true, Next: "LaunchClone" }],
      Default: "MarkCaptured",
    },
    ...poll(
      image,
      {
        act: "LaunchClone",
        wait: "WaitForClone",
        check: "CheckClone",
        again: "NextCandidateOfClone",
        decide: "IsCloneRunning",
      },
      { of: builder, action: actions.builder.launch, more: verifier },
      { of: checker, action: actions.checker.instance, more: verifier },
      "AimProbeAtClone",
    ),
    AimProbeAtClone: itemTask(
      host,
      { of: checker, action: actions.checker.aimProbe, more: { at: "clone", "work.$": "$.work" } },
      "ProbeCloneVia",
    ),
    ...probing(input, host, "Clone", "TerminateClone"),
    TerminateClone: itemTask(image, { of: builder, action: actions.builder.terminate, more: verifier }, "MarkCaptured"),
    MarkCaptured: itemTask(image, { of: publisher, action: actions.publisher.mark }, "IsProbedAfterReboot"),
    IsProbedAfterReboot: {
      Type: "Choice",
      Choices: [
        {
          And: [
            { Variable: "$.capture.probe", IsNull: false },
            { Variable: "$.capture.request.reboot", BooleanEquals: true },
            // An image that an earlier run made: its reboot is over.
            { Variable: "$.work.from", StringEquals: "builder" },
          ],
          Next: "AimProbeAtHost",
        },
      ],
      Default: "PublishRegionsOfCapture",
    },
    AimProbeAtHost: itemTask(
      afterReboot,
      { of: checker, action: actions.checker.aimProbe, more: { at: "host", "work.$": "$.work" } },
      "ProbeAfterRebootVia",
    ),
    ...probing(input, afterReboot, "AfterReboot", "PublishRegionsOfCapture"),
    ...publishing(input, "capture", "RecordCapture", "CaptureFailed"),
    CaptureFailed: {
      Type: "Choice",
      Choices: [{ Variable: "$.work", IsPresent: true, Next: "CleanUpCapture" }],
      Default: "RecordCapture",
    },
    CleanUpCapture: functionTask(builder, {
      Parameters: { action: actions.builder.cleanUp, "work.$": "$.work", "error.$": "$.error" },
      ResultPath: "$.work",
      Retry: [retry.transient],
      Catch: catchAll("RecordCapture", "$.clean_up_error"),
      Next: "RecordCapture",
    }),
    RecordCapture: functionTask(publisher, {
      Parameters: { action: actions.publisher.recordCapture, "execution_id.$": "$$.Execution.Id", "item.$": "$" },
      Retry: [retry.transient],
      Catch: catchAll("CaptureNotRecorded"),
      Next: next,
    }),
  };
}

/**
 * Asks whether an instance is ready until it is: by the function, or by the instance itself.
 *
 * @param name what is probed, as part of the names of states: empty for the host, `Clone`, `AfterReboot`
 * @param next the state to go on with
 */
function probing({ functions, retry }: DefinitionInput, states: ItemStates, name: string, next: string) {
  const { prober, builder, checker } = functions;
  return {
    [`Probe${name}Via`]: {
      Type: "Choice",
      Choices: [{ Variable: "$.capture.request.readiness.via", StringEquals: "instance", Next: `SendProbe${name}` }],
      Default: `Probe${name === "" ? "Host" : name}`,
    },
    [`Probe${name === "" ? "Host" : name}`]: functionTask(prober, {
      Parameters: { action: actions.prober.probe, "capture.$": "$.capture" },
      ResultPath: "$.capture",
      Retry: [retry.transient],
      Catch: states.failed,
      Next: `Is${name}Ready`,
    }),
    [`Is${name}Ready`]: {
      Type: "Choice",
      Choices: [{ Variable: "$.capture.check.state", StringEquals: "done", Next: next }],
      Default: `Probe${name}Again`,
    },
    [`Probe${name}Again`]: {
      Type: "Wait",
      SecondsPath: "$.capture.check.wait_seconds",
      Next: `Probe${name === "" ? "Host" : name}`,
    },
    ...poll(
      states,
      {
        act: `SendProbe${name}`,
        wait: `WaitForProbe${name}`,
        check: `CheckProbe${name}`,
        again: `SendProbe${name}Again`,
        decide: `IsProbe${name}Answered`,
      },
      { of: builder, action: actions.builder.sendProbe },
      { of: checker, action: actions.checker.probe },
      next,
    ),
  };
}
