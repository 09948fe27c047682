import type { UserConsoleLog } from "vitest";
import type { Reporter } from "vitest/node";
import { skippedMark } from "./skipped.ts";

/** Says at the end of a run which checks were skipped for want of something on this machine: among thousands of lines nobody sees it. */
export default class SkippedReporter implements Reporter {
  private readonly told = new Set<string>();

  onUserConsoleLog({ content }: UserConsoleLog): void {
    for (const line of content.split("\n")) {
      if (line.startsWith(skippedMark)) this.told.add(line.slice(skippedMark.length));
    }
  }

  onTestRunEnd(): void {
    if (this.told.size > 0) console.log(["Not checked here:", ...this.told].join("\n  "));
  }
}
