import { testPattern } from "../template/pattern.ts";
import type { Test } from "../template/template.ts";
import { wrapperCodes } from "./command.ts";
import type { TestRun } from "./results.ts";

/** What a test demands: every assertion that it has must hold. */
export type Demands = Omit<Test, "command" | "on" | "expected" | "expected_matches"> & {
  readonly [Field in "expected" | "expected_matches"]?: string | undefined;
};

/** What became of a test. */
export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  /** Null when it never ended. */
  readonly exit_code: number | null;
  readonly seconds: number;
  /** The first 500 characters of what it was judged by. */
  readonly output: string;
  /** In words, why it failed; null when it passed. */
  readonly failed: string | null;
}

/** Most characters of output in a result, and of a demand in words. */
const shownOutput = 500;
const shownDemand = 100;

/**
 * Judges tests by what they wrote.
 *
 * @param tests in the order in which their commands were run
 * @param runs how they ended; one that is missing did not
 */
export function judgeTests(tests: readonly Demands[], runs: readonly TestRun[]): readonly TestResult[] {
  return tests.map((test, index) =>
    judge(
      test,
      runs.find((run) => run.test === index),
    ),
  );
}

function judge(test: Demands, run: TestRun | undefined): TestResult {
  if (run === undefined) {
    return { name: test.name, passed: false, exit_code: null, seconds: 0, output: "", failed: "it has no result" };
  }
  const streams = { stdout: [run.stdout], stderr: [run.stderr], both: [run.stdout, run.stderr] };
  const output = streams[test.stream].join("");
  const failed = findFailure(test, run, output);
  return {
    name: test.name,
    passed: failed === undefined,
    exit_code: run.exit_code,
    seconds: run.milliseconds / 1000,
    output: Array.from(output.slice(0, 2 * shownOutput))
      .slice(0, shownOutput)
      .join(""),
    failed: failed === undefined ? null : `${failed}${isCut(test, run) ? " (in the first MiB of it)" : ""}`,
  };
}

/** The first assertion that does not hold. */
function findFailure(test: Demands, run: TestRun, output: string): string | undefined {
  if (run.exit_code === wrapperCodes.timeout && run.milliseconds >= test.timeout_seconds * 1000) {
    return `it did not end within ${test.timeout_seconds} s`;
  }
  if (test.exit_code !== "any" && run.exit_code !== test.exit_code) {
    return `it exited with ${run.exit_code} and not with ${test.exit_code}`;
  }
  const where = test.stream === "both" ? "the output" : test.stream;
  if (test.expected !== undefined && output.trim() !== test.expected.trim()) {
    return `${where} is not ${show(test.expected)}`;
  }
  const missing = test.expected_contains.find((text) => !output.includes(text));
  if (missing !== undefined) {
    return `${where} does not contain ${show(missing)}`;
  }
  const unwanted = test.expected_not_contains.find((text) => output.includes(text));
  if (unwanted !== undefined) {
    return `${where} contains ${show(unwanted)}`;
  }
  if (test.expected_matches !== undefined && !testPattern(test.expected_matches).test(output)) {
    return `${where} does not match ${show(test.expected_matches)}`;
  }
  return undefined;
}

function isCut({ stream }: Demands, run: TestRun): boolean {
  return (stream !== "stderr" && run.stdout_cut) || (stream !== "stdout" && run.stderr_cut);
}

function show(text: string): string {
  return JSON.stringify(text.length > shownDemand ? `${text.slice(0, shownDemand)}…` : text);
}
