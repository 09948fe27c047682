/** Limits of Step Functions (Step Functions service quotas). */

/** Bytes of a state's input or output. */
export const payloadLimit = 262_144;

/** Events of a history. */
export const historyLimit = 25_000;
