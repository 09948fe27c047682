import { type Advice, lambdaAdvice, sharedAdvice } from "../shared/advice.ts";
import { errorNames, runErrors } from "./contract.ts";

const byRunError: Readonly<Record<(typeof runErrors)[keyof typeof runErrors], string>> = {
  [runErrors.plan]: "Nothing was started. `cause` has one of the errors below.",
  [runErrors.builds]:
    "Some images failed or were blocked by one that failed, the others were built. `cause` names templates and reasons. The next run tries the failed ones again.",
  [runErrors.capture]:
    "The host was not captured, or not everywhere; `cause` says why. The same event again goes on from what exists.",
  [runErrors.notReadyAfterCapture]:
    "The image is good and published, but the host did not become ready again after its reboot: look at the host.",
  [runErrors.validation]: "A test failed on the image that was to be validated; `cause` names it. Nothing was changed.",
  [runErrors.channels]: "A channel was not moved; `cause` says which and why. The others were.",
  [runErrors.deletion]:
    "An image was not deleted: it is in use, not this installation's, or one of several that match.",
  [runErrors.cleanup]:
    "Something could not be looked at or removed; `cause` names it. What could not be looked at was kept. The next run tries again.",
};

/** Every end of a run but a good one: what an execution has for its `error`, or its status where it need not have one. */
export const runAdvice: Advice = {
  ...byRunError,
  "States.Permissions":
    "The state machine's role lacks a right: apply the module again, and see permissions boundaries.",
  "States.DataLimitExceeded":
    "A state was given more than 256 KiB, by a large input of the execution for example: start it with less.",
  "status `ABORTED`":
    "Somebody stopped the run. Its instances end themselves after `build_timeout_hours`, and the cleanup ends them sooner. The next run goes on from what exists.",
};

const byError: Readonly<Record<(typeof errorNames)[keyof typeof errorNames], string>> = {
  ...sharedAdvice,
  [errorNames.nameTaken]:
    "An image that is not this build's has the name: deregister the one that the message names, or change the name template.",
  [errorNames.invalidTemplate]:
    "The message lists every problem of the template: correct the file and apply. Other templates are built meanwhile.",
  [errorNames.baseImage]:
    "The message says what was looked for: correct `base_ami`, or share the image. A base found by name must belong to one of `base_owner_ids`.",
  [errorNames.dependencyFailed]: "The template that this one is built on failed in the same run: see its failure.",
  [errorNames.capacity]:
    "EC2 had no room for any of `instance_types` in any of `subnet_ids`, three times; the message lists each refusal. Add types or subnets in other zones.",
  [errorNames.builderOffline]:
    "The instance runs, but its agent did not reach Systems Manager in ten minutes: its subnet needs a way out (a NAT gateway, or `associate_public_ip_address` in a public subnet), the profile the rights of the module's role, and the base image an agent (`ssm_agent: install`).",
  [errorNames.builderGone]:
    "The instance ended by itself; the message has EC2's reason. A script that powers off does that too.",
  [errorNames.commandNotDelivered]:
    "Systems Manager could not hand a command to the agent, twice. The next run tries again.",
  [errorNames.commandTimeout]:
    "A script took longer than its `timeout_seconds`: raise it, or look into its log for what hangs.",
  [errorNames.commandCancelled]: "Somebody cancelled the command in Systems Manager.",
  [errorNames.commandLost]:
    "The script's process ended without an exit code, by a crash of the instance or the kernel's out-of-memory killer: see its log, and take a larger type.",
  [errorNames.stepFailed]: "A script ended with another code than 0: the message has its last lines, the log the rest.",
  [errorNames.testsFailed]: "The message names the tests that failed and what they printed; nothing was published.",
  [errorNames.hygiene]:
    "The booted image still had what should have been removed, such as host keys: a script makes it anew at boot, or hygiene does not know the place.",
  [errorNames.stopTimeout]: "The instance did not stop, not even by force. The next run builds anew.",
  [errorNames.imageFailed]: "EC2 gave the image up; the message has its reason. The next run builds anew.",
  [errorNames.imageTimeout]:
    "The image was pending for longer than `image_timeout_minutes`. It stays, and the next run waits for it.",
  [errorNames.quota]:
    "A quota of the account is used up; the message names it: ask for more, or let the cleanup retire images.",
  [errorNames.copyFailed]:
    "EC2 gave a copy up; the message has its reason, often the key of that Region. The next run copies again.",
  [errorNames.copyTimeout]: "The copy took longer than `copy_timeout_hours`. It stays, and the next run waits for it.",
  [errorNames.parameterNotAccepted]:
    "Systems Manager took the parameter's value but does not show it after two minutes, as when it cannot see the image. The next run writes it again.",
  [errorNames.readinessTimeout]: "The host did not become ready in time; the message has its last answer.",
  [errorNames.instanceState]:
    "The instance cannot be captured: it must be running or stopped, in the provider's Region, with volumes of EBS and the tag `capture_tag_key`.",
  [errorNames.inUse]: "Something uses the image, which the message names. A parameter that names it always keeps it.",
  [errorNames.notOwn]:
    "The image was made by somebody else: only `adopt_existing` with the right `managed_by` lets the module delete it.",
};

/** What the cause of a run that failed can name. */
export const causeAdvice: Advice = { ...byError, ...lambdaAdvice };
