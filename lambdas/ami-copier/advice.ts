import { type Advice, lambdaAdvice, sharedAdvice } from "../shared/advice.ts";
import { errorNames, runErrors } from "./contract.ts";

/** Every end of a run but a good one: what an execution has for its `error`, or its status where it need not have one. */
export const runAdvice: Advice = {
  [runErrors.discovery]: "Nothing was started. `cause` has one of the errors below.",
  [runErrors.copies]:
    "Some images failed, the others were finished. `cause` names images and reasons. The next run tries the failed ones again.",
  [runErrors.processing]:
    "The waves could not be run, `cause` says why: `States.Permissions` points to the state machine's role. The next run goes on from what exists.",
  [runErrors.aggregation]:
    "The waves were run, but the function that counts their images failed. The next run reports what was copied as skipped, and tries the rest again.",
  "States.DataLimitExceeded":
    "A state was given more than 256 KiB, by a large input of the execution for example: start it with less. A wave that this happens to fails alone.",
  "States.Runtime":
    "The definition of the state machine was changed by hand, or the history of the run is full: apply the module again, and start a new run.",
  "status `ABORTED`":
    "Somebody stopped the run. The next one goes on from what exists, and so does the console's Redrive.",
  "status `TIMED_OUT`": "A year is over. The next run goes on.",
};

/** What the cause of a run that failed can name. */
export const causeAdvice: Advice = {
  ...sharedAdvice,
  [errorNames.nameTaken]:
    "Another image has the name. Deregister the one that the message names, or, for the name of a final image, put `{uuid}` or `{source_name}` into `ami_name_template`.",
  [errorNames.imageNotShared]:
    "The id is not of an image that one of `source_owner_ids` shares with you in `source_region`.",
  [errorNames.copyQuota]:
    "The Region's quota of snapshot copies stayed full. The image counts as deferred, not as failed; the next run copies it.",
  [errorNames.imageNotReady]:
    "AWS did not show the new image, or not as available, in nine minutes of looking. The next run goes on.",
  [errorNames.billingMismatch]:
    "AWS would bill the new image differently from the copy. The new image was removed; the copy is kept, with the change in its tag `BillingMismatch`. To try again, deregister it and delete its snapshots; to stop, filter its source out.",
  ...lambdaAdvice,
  "States.Permissions":
    "The state machine's role lacks a right: apply the module again, and see permissions boundaries.",
  "States.ExceedToleratedFailureThreshold":
    "The definition of the state machine was changed by hand: apply the module again.",
  "Registration changes the billing": "A run before this one ended with BillingMismatchError for the image, see there.",
  "the copy was not complete by its deadline":
    "It was removed, and the next run starts it again. Raise `copy_timeout_hours` if copies of that size take longer.",
  "the temporary image … is gone": "Somebody removed it, or AWS lost it. The next run copies the image again.",
  "deregister … by hand, it has lost its tags":
    "A copy that cannot be finished has lost the tags by which the module may remove it. Deregister it; the next run copies the image again.",
  "the image is no longer shared": "The image cannot be copied any more.",
  "its root is an instance store volume": "The image cannot be copied at all.",
  "the wave ended before its images":
    "What follows says why, or else its child execution: open the run's map run in the console. The other waves were run, and the next run tries these images again.",
  "the copy is failed":
    "AWS's own reason follows; most often the key's policy. The copy was removed with its snapshots.",
};
