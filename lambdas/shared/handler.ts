import type { Logger, LogFields } from "./logger.ts";

/** Step Functions carries message and stack of a failed task in its payload, and many images share one payload. */
const maxMessageLength = 1_000;

/** What a handler needs beside its own dependencies. */
export interface HandlerOptions {
  readonly log: Logger;
}

/**
 * Wraps a function's work as a Lambda handler: an error is logged once, as one line with its whole stack, and thrown on
 * under its own name, which is what the state machine's Retry and Catch look at, with message and stack cut.
 *
 * @param options the logger
 * @param work what the function does with its event; the logger it gets knows execution and image already
 * @returns the handler
 */
export function createHandler<Result>(
  options: HandlerOptions,
  work: (event: unknown, log: Logger) => Promise<Result>,
): (event: unknown) => Promise<Result> {
  return async (event) => {
    const log = options.log.with(identify(event));
    try {
      return await work(event, log);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      log.error(error.message, { error: error.name, stack: error.stack });
      error.message = error.message.slice(0, maxMessageLength);
      error.stack = `${error.name}: ${error.message}`;
      throw error;
    }
  };
}

/** Finds the ids that make a log line useful, in whatever event came. */
function identify(event: unknown): LogFields {
  const fields = asRecord(event);
  const image = asRecord(fields["image"]);
  const wave = asRecord(fields["wave"]);
  return {
    execution_id: fields["execution_id"] ?? wave["execution_id"],
    action: fields["action"],
    source_ami_id: image["source_ami_id"],
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
