import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { tellSkipped } from "../support/skipped.ts";
import SkippedReporter from "../support/skipped-reporter.ts";
import { projectFiles } from "./files.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the reporter says at the end, when the console got these lines. */
function toldAtTheEnd(...contents: readonly string[]): readonly string[] {
  const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const reporter = new SkippedReporter();
  for (const content of contents) reporter.onUserConsoleLog({ content, type: "stderr", time: 0, size: 0 });
  reporter.onTestRunEnd();
  return said.mock.calls.map(([text]) => String(text));
}

it("a skipped check is named at the end of the run, once, with its reason on one line", () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  tellSkipped("the report in a browser", "none is installed:\n  chromium");
  const line = `${String(warned.mock.calls[0]?.[0])}\n`;
  expect(toldAtTheEnd(line, "something else\n", line)).toEqual([
    "Not checked here:\n  the report in a browser: none is installed: chromium",
  ]);
});

it("a run that skips nothing says nothing", () => {
  expect(toldAtTheEnd("Skip it\n", "")).toEqual([]);
});

it("each test that is skipped for want of something says so", () => {
  const skipping = projectFiles(".ts").filter(
    (file) => file.startsWith("__tests__/") && /skipIf\(is(Skipped|Missing)\)/.test(readFileSync(file, "utf8")),
  );
  expect(skipping.length).toBeGreaterThan(4);
  expect(skipping.filter((file) => !readFileSync(file, "utf8").includes("tellSkipped("))).toEqual([]);
});
