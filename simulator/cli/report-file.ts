import { open, unlink, writeFile } from "node:fs/promises";
import { fileProblem } from "../core/file-problem.ts";
import { UsageError } from "./options.ts";

/** Thrown when the report could not be written, although it could be before the run. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}

/**
 * Makes sure that a report can be written, by opening its file, for nothing else is as sure. A file that is there keeps what it
 * holds, and none is left where there was none.
 *
 * @throws UsageError when it cannot
 */
export async function checkReport(path: string): Promise<void> {
  try {
    await openFor("r+", path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw refusal(path, fileProblem(error));
    try {
      await openFor("wx", path);
      await unlink(path);
    } catch (reason) {
      const isMissing = (reason as NodeJS.ErrnoException).code === "ENOENT";
      throw refusal(path, isMissing ? "its folder does not exist" : fileProblem(reason));
    }
  }
}

/**
 * Writes a report.
 *
 * @throws ReportError
 */
export async function writeReport(path: string, html: string): Promise<void> {
  try {
    await writeFile(path, html);
  } catch (error) {
    throw new ReportError(`The report cannot be written to ${path} any more: ${fileProblem(error)}.`);
  }
}

async function openFor(flag: "r+" | "wx", path: string): Promise<void> {
  const file = await open(path, flag);
  await file.close();
}

function refusal(path: string, reason: string): UsageError {
  return new UsageError(`--report must name a file that can be written, not ${path}: ${reason}.`);
}
