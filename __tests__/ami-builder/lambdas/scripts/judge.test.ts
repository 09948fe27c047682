import { describe, expect, test } from "vitest";
import { type Demands, judgeTests } from "../../../../lambdas/ami-builder/scripts/judge.ts";
import { readTestRuns, type TestRun } from "../../../../lambdas/ami-builder/scripts/results.ts";

const demands: Demands = {
  name: "RStudio runs",
  expected_contains: [],
  expected_not_contains: [],
  exit_code: 0,
  stream: "stdout",
  timeout_seconds: 60,
};
const run: TestRun = {
  kind: "test",
  test: 0,
  exit_code: 0,
  milliseconds: 1250,
  stdout: "active\n",
  stdout_cut: false,
  stderr: "",
  stderr_cut: false,
};

/** Why a test fails; null when it passes. */
function failure(asked: Partial<Demands>, ended: Partial<TestRun> = {}): string | null {
  const [result] = judgeTests([{ ...demands, ...asked }], [{ ...run, ...ended }]);
  expect(result?.passed).toBe(result?.failed === null);
  return result?.failed ?? null;
}

describe("a test passes when all that it demands holds", () => {
  test.each<[Partial<Demands>, Partial<TestRun>, string | null]>([
    [{}, {}, null],
    [{}, { exit_code: 3 }, "it exited with 3 and not with 0"],
    [{ exit_code: "any" }, { exit_code: 3 }, null],
    [{ exit_code: 3 }, { exit_code: 3 }, null],
    [{ exit_code: 3 }, {}, "it exited with 0 and not with 3"],
    [{ expected: "active" }, {}, null],
    [{ expected: "  active\n\n" }, { stdout: "\nactive  " }, null],
    [{ expected: "active" }, { stdout: "inactive\n" }, 'stdout is not "active"'],
    [{ expected: "active" }, { exit_code: 3 }, "it exited with 3 and not with 0"],
    [{ expected: "" }, { stdout: " \n" }, null],
    [{ expected: "" }, {}, 'stdout is not ""'],
    [{ expected_contains: ["act", "ive"] }, {}, null],
    [{ expected_contains: ["act", "x", "y"] }, {}, 'stdout does not contain "x"'],
    [{ expected_contains: ["ACT"] }, {}, 'stdout does not contain "ACT"'],
    [{ expected_not_contains: ["x", "y"] }, {}, null],
    [{ expected_not_contains: ["x", "tiv"] }, {}, 'stdout contains "tiv"'],
    [{ expected_matches: "^b+$" }, { stdout: "a\nbb\nc" }, null],
    [{ expected_matches: "^b$" }, { stdout: "a\nbb\nc" }, 'stdout does not match "^b$"'],
    [{ expected: "active", expected_matches: "x" }, {}, 'stdout does not match "x"'],
    [{ stream: "stderr", expected: "warned" }, { stderr: "warned\n" }, null],
    [{ stream: "stderr", expected: "active" }, {}, 'stderr is not "active"'],
    [{ stream: "both", expected_contains: ["active", "warned"] }, { stderr: "warned\n" }, null],
    [{ stream: "both", expected_contains: ["x"] }, {}, 'the output does not contain "x"'],
    [{}, { exit_code: 124, milliseconds: 60_004 }, "it did not end within 60 s"],
    [{ exit_code: "any" }, { exit_code: 124, milliseconds: 60_004 }, "it did not end within 60 s"],
    [{ exit_code: 124 }, { exit_code: 124 }, null],
    [{ expected_contains: ["x"] }, { stdout_cut: true }, 'stdout does not contain "x" (in the first MiB of it)'],
    [{ expected: "a".repeat(200) }, {}, `stdout is not "${"a".repeat(100)}…"`],
  ])("%j of %j", (asked, ended, expected) => {
    expect(failure(asked, ended)).toBe(expected);
  });
});

test("a result has what a person looks for, and not more than 500 characters of it", () => {
  const stdout = `${"\u{1f4bf}".repeat(499)}abc`;
  expect(judgeTests([demands], [{ ...run, stdout }])).toEqual([
    {
      name: "RStudio runs",
      passed: true,
      exit_code: 0,
      seconds: 1.25,
      output: `${"\u{1f4bf}".repeat(499)}a`,
      failed: null,
    },
  ]);
});

test("a test without a result failed, and the others are judged by their own", () => {
  const results = judgeTests(
    [demands, { ...demands, name: "second" }, { ...demands, name: "third" }],
    [run, { ...run, test: 2, exit_code: 1 }],
  );
  expect(results.map(({ name, passed, exit_code, failed }) => [name, passed, exit_code, failed])).toEqual([
    ["RStudio runs", true, 0, null],
    ["second", false, null, "it has no result"],
    ["third", false, 1, "it exited with 1 and not with 0"],
  ]);
});

test("lines that are no results are passed over, a cut one too", () => {
  const line =
    '{"kind":"test","test":0,"exit_code":0,"milliseconds":5,"stdout":"YQ==","stdout_cut":false,"stderr":"","stderr_cut":false}';
  expect(readTestRuns(`warning\n{}\n${line}\n{"kind":"proof"}\n${line.slice(0, 60)}`)).toEqual([
    { ...run, milliseconds: 5, stdout: "a" },
  ]);
});
