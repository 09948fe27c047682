/** Names of what the module creates, the original's (B26-B34). */
export const prefix = "${var.name_prefix}";

/** Name of the state machine, and beginning of most other names. */
export const applicationName = `${prefix}-ami-copier`;
