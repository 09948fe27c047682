import { describeMisses } from "../core/faults.ts";
import { ModuleError } from "../core/module-error.ts";
import { InvalidVariablesError } from "../terraform/evaluate.ts";
import { renderHtml } from "../report/html.ts";
import { verdictOf } from "../report/verdict.ts";
import { ScenarioError } from "../scenario/schema.ts";
import { simulate } from "../simulation.ts";
import { momentText } from "./clock-text.ts";
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
  /** Prints messages and the functions' logs; on the same screen as the output where both are terminals. */
  readonly writeError: (text: string) => void;
  readonly errorIsTerminal?: boolean;
}

/**
 * Runs the command: reads the options, simulates, and prints what happened.
 *
 * @param args what stands behind the command's name
 * @returns the exit code, see exit-codes.ts
 */
export async function runCommand(
  args: readonly string[],
  { output, writeError, errorIsTerminal = false }: Streams,
): Promise<number> {
  try {
    const { module, scenario, json, logs, report } = await readOptions(args, output.write);
    if (report !== undefined) await checkReport(report);
    const live = json ? undefined : showProgress(output);
    const record = await simulate(module, scenario, {
      planned: (runs) => {
        writeError(durationText(module.duration(scenario, runs)));
      },
      ...(live === undefined ? {} : { progress: live.progress }),
      ...(logs
        ? {
            log: (name, line, now) => {
              const print = () => {
                writeError(`${momentText(now)}  ${name}: ${line}\n`);
              };
              if (live !== undefined && errorIsTerminal) live.above(print);
              else print();
            },
          }
        : {}),
    });
    live?.end();
    output.write(json ? `${JSON.stringify(record, null, 2)}\n` : `\n${summaryText(module, record)}\n`);
    if (report !== undefined) {
      await writeReport(report, renderHtml(module, record));
      if (!json) output.write(`\nThe report is in ${report}\n`);
    }
    // The summary tells them, and the record only lets one count.
    if (json)
      writeError(
        describeMisses(record.faults)
          .map((miss) => `${miss}\n`)
          .join(""),
      );
    return verdictOf(record).isGood ? exitCodes.success : exitCodes.failure;
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
