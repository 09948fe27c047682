import type { Definition } from "../prepared.ts";
import type { TestResult } from "../record/schema.ts";
import { judgeTests } from "../scripts/judge.ts";
import { findRemains } from "../scripts/proof.ts";
import { readProof, readTestRuns } from "../scripts/results.ts";
import { HygieneError, TestsFailedError } from "../errors.ts";
import type { BuilderNotes } from "./commands.ts";

/** Tests as the record has them. */
export function testResults(tests: Definition["validation_tests"], stdout: string): readonly TestResult[] {
  return judgeTests(tests, readTestRuns(stdout)).map(({ failed, ...result }) => ({
    ...result,
    failed_assertion: failed,
  }));
}

/**
 * The error of tests that failed.
 *
 * @returns undefined if all passed
 */
export function failedTests(results: readonly TestResult[], log: string): TestsFailedError | undefined {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return undefined;
  const told = failed.map(({ name, failed_assertion }) => `"${name}": ${failed_assertion ?? "no result"}`);
  const names = failed.map(({ name }) => `"${name}"`);
  const count = `${failed.length} of ${results.length} tests failed`;
  return new TestsFailedError(`${count}: ${told.join("; ")}; ${log}`, {
    // An assertion quotes what a template wants.
    logMessage: `${count}: ${names.join(", ")}; ${log}`,
  });
}

/**
 * The error of an image that has something of its builder left.
 *
 * @returns undefined if it is clean
 */
export function uncleanImage(
  notes: BuilderNotes,
  items: Definition["hygiene"],
  stdout: string,
  log: string,
): HygieneError | undefined {
  const proof = readProof(stdout);
  if (proof === undefined)
    return new HygieneError(`The booted image has not shown what is left of its builder; ${log}`);
  const remains = findRemains({ kind: "notes", ...notes }, proof, items);
  return remains.length === 0
    ? undefined
    : new HygieneError(
        `The image is not clean: ${remains.join("; ")}. A script or a service of the image makes it anew; ${log}`,
      );
}
