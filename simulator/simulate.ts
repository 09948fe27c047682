import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { showProgress } from "./cli/live.ts";
import { readOptions, UsageError } from "./cli/options.ts";
import { summarize } from "./cli/summary.ts";
import { InvalidVariablesError } from "./module/evaluate.ts";
import { renderHtml } from "./report/html.ts";
import { ScenarioError } from "./scenario/schema.ts";
import { simulate } from "./simulation.ts";

const moduleFolder = fileURLToPath(new URL("../dist-module", import.meta.url));
const print = (text: string) => process.stdout.write(text);

/** `npm run simulate`: reads the options, simulates, and prints what happened. */
async function main(): Promise<void> {
  const { scenario, json, logs, report } = await readOptions(process.argv.slice(2), print);
  const record = await simulate(scenario, moduleFolder, {
    ...(json ? {} : { progress: showProgress({ isTerminal: process.stdout.isTTY, write: print }) }),
    ...(logs ? { log: (name, line) => process.stderr.write(`${name}: ${line}\n`) } : {}),
  });
  print(json ? `${JSON.stringify(record, null, 2)}\n` : `\n${summarize(record)}\n`);
  if (report !== undefined) {
    await writeFile(report, renderHtml(record));
    if (!json) print(`\nThe report is in ${report}\n`);
  }
  process.exitCode = record.executions.every(({ status }) => status === "SUCCEEDED") ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) {
    if (error.message !== "") process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof ScenarioError || error instanceof InvalidVariablesError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
