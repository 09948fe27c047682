/**
 * What a person is told when the simulator itself has failed: that nothing is said of the module, and what to do.
 *
 * @param error whatever was thrown
 */
export function internalErrorText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    "The simulator has an error of its own, so this says nothing of the module:",
    text,
    "Please report it with this text, the command and the files that it names.",
    "",
  ].join("\n");
}
