import { amiCopierVariables } from "../../variables/ami-copier.ts";
import { commonNotificationInputs } from "../shared/common-inputs.ts";
import { references } from "../shared/references.ts";

/** The module's inputs, by reference. */
export const input = references(amiCopierVariables);

/** Name of the state machine, and beginning of most other names: the original's. */
export const applicationName = `${input.name_prefix}-ami-copier`;

/** The inputs of the failure signal, by reference. */
export const notificationInputs = commonNotificationInputs(input);
