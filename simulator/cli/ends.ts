import { exitCodes, signalCode } from "./exit-codes.ts";
import { internalErrorText } from "./internal-error.ts";

const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
/** How often it is looked whether npm is still there, in milliseconds. */
const lookInterval = 250;

/**
 * Lets this process end as others do: by a signal or a broken pipe without a word and with 128 and the signal's number, by an
 * error of its own with a text that says so. What must not stay behind is cleaned up by whoever made it, see at-exit.ts.
 */
export function endAsUsual(process: NodeJS.Process): void {
  for (const signal of signals) {
    process.on(signal, () => process.exit(signalCode(signal)));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (code === "EPIPE") process.exit(signalCode("SIGPIPE"));
      process.stderr.write(`What is printed cannot be written: ${message}\n`);
      process.exit(exitCodes.outputError);
    });
  }
  process.on("uncaughtException", (error) => {
    process.stderr.write(internalErrorText(error));
    process.exit(exitCodes.internalError);
  });
  if (process.env["npm_lifecycle_event"] !== undefined) endWithParent(process);
}

/** npm hands a signal to the shell that it starts this process with, and many shells end by it without handing it on. */
function endWithParent(process: NodeJS.Process): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(signalCode("SIGTERM"));
  }, lookInterval).unref();
}
