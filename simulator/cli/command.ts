import { writeFile } from "node:fs/promises";
import { describeMisses } from "../core/faults.ts";
import type { SimulationRecord } from "../core/record.ts";
import { InvalidVariablesError } from "../terraform/evaluate.ts";
import { renderHtml } from "../report/html.ts";
import { ScenarioError } from "../scenario/schema.ts";
import { simulate } from "../simulation.ts";
import { type Screen, showProgress } from "./live.ts";
import { readOptions, UsageError } from "./options.ts";
import { summaryText } from "./summary.ts";

/** Where the command prints. */
export interface Streams {
  readonly output: Screen;
  /** Prints messages and the functions' logs. */
  readonly writeError: (text: string) => void;
}

/**
 * Runs the command: reads the options, simulates, and prints what happened.
 *
 * @param args what stands behind the command's name
 * @returns the exit code: 0 when all executions succeeded, 1 when one did not, an event did not reach its target or a fault hit
 * nothing, 2 when an option or an input is wrong
 */
export async function runCommand(args: readonly string[], { output, writeError }: Streams): Promise<number> {
  try {
    const { module, scenario, json, logs, report } = await readOptions(args, output.write);
    const record = await simulate(module, scenario, {
      ...(json ? {} : { progress: showProgress(output) }),
      ...(logs
        ? {
            log: (name, line) => {
              writeError(`${name}: ${line}\n`);
            },
          }
        : {}),
    });
    output.write(json ? `${JSON.stringify(record, null, 2)}\n` : `\n${summaryText(module, record)}\n`);
    if (report !== undefined) {
      await writeFile(report, renderHtml(module, record));
      if (!json) output.write(`\nThe report is in ${report}\n`);
    }
    const misses = describeMisses(record.faults);
    // The summary tells them, and the record only lets one count.
    if (json) writeError(misses.map((miss) => `${miss}\n`).join(""));
    return isGood(record) && misses.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      if (error.message !== "") writeError(`${error.message}\n`);
      return error.exitCode;
    }
    if (error instanceof ScenarioError || error instanceof InvalidVariablesError) {
      writeError(`${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

function isGood({ executions, events }: SimulationRecord): boolean {
  return (
    executions.every(({ status }) => status === "SUCCEEDED") &&
    events.every(({ deliveries }) => deliveries.every(({ outcome }) => outcome === "ok"))
  );
}
