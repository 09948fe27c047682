import { ModuleError } from "../core/module-error.ts";
import type { SimulationRecord } from "../core/record.ts";
import { InvalidVariablesError } from "../terraform/evaluate.ts";
import { renderHtml } from "../report/html.ts";
import { ScenarioError } from "../scenario/schema.ts";
import { simulate } from "../simulation.ts";
import { durationText } from "./duration-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { internalErrorText } from "./internal-error.ts";
import { type Screen, showProgress } from "./live.ts";
import { readOptions, UsageError } from "./options.ts";
import { checkReport, ReportError, writeReport } from "./report-file.ts";
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
 * @returns the exit code, see exit-codes.ts
 */
export async function runCommand(args: readonly string[], { output, writeError }: Streams): Promise<number> {
  try {
    const { module, scenario, json, logs, report } = await readOptions(args, output.write);
    if (report !== undefined) await checkReport(report);
    const record = await simulate(module, scenario, {
      planned: (runs) => {
        writeError(durationText(module.duration(scenario, runs)));
      },
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
      await writeReport(report, renderHtml(module, record));
      if (!json) output.write(`\nThe report is in ${report}\n`);
    }
    return isGood(record) ? exitCodes.success : exitCodes.failure;
  } catch (error) {
    if (error instanceof UsageError) {
      if (error.message !== "") writeError(`${error.message}\n`);
      return error.exitCode;
    }
    if (error instanceof ScenarioError || error instanceof InvalidVariablesError || error instanceof ModuleError) {
      writeError(`${error.message}\n`);
      return exitCodes.usage;
    }
    if (error instanceof ReportError) {
      writeError(`${error.message}\n`);
      return exitCodes.outputError;
    }
    writeError(internalErrorText(error));
    return exitCodes.internalError;
  }
}

function isGood({ executions, events }: SimulationRecord): boolean {
  return (
    executions.every(({ status }) => status === "SUCCEEDED") &&
    events.every(({ deliveries }) => deliveries.every(({ outcome }) => outcome === "ok"))
  );
}
