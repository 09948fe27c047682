import { imageSweeperVariables } from "../../variables/image-sweeper.ts";
import type { Account } from "../shared/account.ts";
import { hcl, hclAny } from "../shared/hcl.ts";
import { notificationRules } from "../shared/notifications.ts";
import { commonNotificationInputs } from "../shared/common-inputs.ts";
import { references } from "../shared/references.ts";
import type { Precondition } from "../shared/settings.ts";

/** The module's inputs, by reference. */
export const input = references(imageSweeperVariables);

/** Name of the state machine, and beginning of all other names. */
export const applicationName = `${input.name_prefix}-image-sweeper`;

/** Whether the function is in a network of the user's. */
export const isInNetwork = hclAny`length(${input.vpc_subnet_ids}) > 0`;

/** The inputs of the failure signal, by reference. */
export const notificationInputs = commonNotificationInputs(input);

/**
 * Rules that look at several inputs.
 *
 * @param account where the module is
 */
export function inputRules(account: Account): readonly Precondition[] {
  return [
    {
      condition: hcl`${isInNetwork} == (length(${input.vpc_security_group_ids}) > 0)`,
      errorMessage: "Give both vpc_subnet_ids and vpc_security_group_ids, or none of them.",
    },
    ...notificationRules(notificationInputs, account),
  ];
}
