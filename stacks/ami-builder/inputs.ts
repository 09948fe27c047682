import { amiBuilderVariables } from "../../variables/ami-builder.ts";
import { commonNotificationInputs } from "../shared/common-inputs.ts";
import { references } from "../shared/references.ts";

/** The module's inputs, by reference. */
export const input = references(amiBuilderVariables);

/** Name of the state machine, and beginning of all other names. */
export const applicationName = `${input.name_prefix}-ami-builder`;
/** Name of the state machine that cleans up. */
export const cleanupName = `${applicationName}-cleanup`;

/** The inputs of the failure signal, by reference. */
export const notificationInputs = commonNotificationInputs(input);
