import { errorNames } from "../../../lambdas/ami-builder/contract.ts";
import { minutesOf, type Retrier, retryTransient } from "../../shared/asl.ts";

/** The retriers of the states, by name. The module hands in references to locals that hold them. */
export const retriers = {
  transient: retryTransient,
  /** Two minutes: Systems Manager takes a parameter's value before it has looked whether the image is there. */
  notAccepted: { ErrorEquals: [errorNames.parameterNotAccepted], IntervalSeconds: 10, MaxAttempts: 12, BackoffRate: 1 },
} as const satisfies Readonly<Record<string, Retrier>>;

/** Why each retrier is as it is, for the module's comments; the times are reckoned from it. */
export const retrierReasons: Readonly<Record<keyof typeof retriers, string>> = {
  transient:
    `Lambda's own troubles, and what AWS answers with for a moment: tried again for up to ${minutesOf(retriers.transient)} minutes. ` +
    "Full jitter keeps many tries apart.",
  notAccepted: `Tried again for ${minutesOf(retriers.notAccepted)} minutes: Systems Manager shows a parameter's value once it has looked at the image.`,
};
