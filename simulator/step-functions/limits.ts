/** Limits of Step Functions (Step Functions service quotas). */

/** Bytes of a state's input or output. */
export const payloadLimit = 262_144;

/** Events of a history. */
export const historyLimit = 25_000;

/** Seconds that an execution may take: a year. */
export const durationLimit = 31_536_000;

/** Days after its end that an execution can be redriven. */
export const redrivableDays = 14;

/** Iterations of an inline map that run at once at most. */
export const inlineConcurrency = 40;

/** Executions of a distributed map that run at once at most. */
export const distributedConcurrency = 10_000;
