/** Fields of a log line. Never a credential, never a whole event. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one JSON object a line. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines carry these fields too. */
  with(fields: LogFields): Logger;
}

/** Takes one finished line, without its line end. */
export type LogSink = (line: string) => void;

const standardOutput: LogSink = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Creates a logger.
 *
 * @param fields what every line carries, for example `execution_id`
 * @param sink where lines go; standard output, which Lambda sends to CloudWatch Logs, unless a test says otherwise
 */
export function createLogger(fields: LogFields = {}, sink: LogSink = standardOutput): Logger {
  const write = (level: string) => (message: string, more?: LogFields) => {
    sink(JSON.stringify({ level, message, ...fields, ...more }));
  };
  return {
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (more) => createLogger({ ...fields, ...more }, sink),
  };
}
