import { FunctionError } from "./errors.ts";
import type { Logger, LogFields } from "./logger.ts";
import { clipLine } from "./text.ts";

/** Bytes of a message as JSON: Step Functions carries it in its payload, which many images share. The log has the whole. */
const maxMessageBytes = 700;

/** What a handler needs beside its own dependencies. */
export interface HandlerOptions {
  readonly log: Logger;
  /**
   * The fields by which a log line is found: the execution, and the item the event is about. The event is whatever came, before anything
   * is known of its shape, so this must not throw.
   */
  readonly identify: (event: unknown) => LogFields;
}

/**
 * Wraps a function's work as a Lambda handler: an error is logged once, as one line with its whole stack, and thrown on
 * under its own name, which is what the state machine's Retry and Catch look at, with its message cut and without its stack.
 *
 * @param options the logger, and what identifies an event in its lines
 * @param work what the function does with its event; the logger it gets knows execution and item already
 * @returns the handler
 */
export function createHandler<Result>(
  options: HandlerOptions,
  work: (event: unknown, log: Logger) => Promise<Result>,
): (event: unknown) => Promise<Result> {
  return async (event) => {
    const log = options.log.with(options.identify(event));
    try {
      return await work(event, log);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const { logMessage, level = "error" }: Partial<FunctionError> = error instanceof FunctionError ? error : {};
      const told = logMessage ?? error.message;
      log[level](told, { error: error.name, stack: error.stack?.replace(error.message, () => told) });
      error.message = clipLine(error.message, maxMessageBytes);
      error.stack = error.name;
      throw error;
    }
  };
}

/**
 * A value's fields, for {@link HandlerOptions.identify}.
 *
 * @param value anything
 * @returns the value, or an empty object where it has no fields
 */
export function fieldsOf(value: unknown): LogFields {
  return typeof value === "object" && value !== null ? (value as LogFields) : {};
}
