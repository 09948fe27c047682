/** How a line begins that tells of a check which is skipped; the reporter in `skipped-reporter.ts` says it again at the end of the run. */
export const skippedMark = "Skipped: ";

/**
 * Says that a check is skipped, and why.
 *
 * @param check what is not checked
 * @param reason what is missing here
 */
export function tellSkipped(check: string, reason: string): void {
  console.warn(`${skippedMark}${check}: ${reason.replace(/\s+/g, " ").trim()}`);
}
