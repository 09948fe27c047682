import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { fileProblem } from "../core/file-problem.ts";
import { ScenarioError } from "./schema.ts";

/**
 * Reads a scenario file. JSON is YAML too, so one parser reads both.
 *
 * @param path of a `.yaml`, `.yml` or `.json` file
 * @returns what it holds, not checked yet
 * @throws ScenarioError when it cannot be read or is neither YAML nor JSON
 */
export async function readScenario(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new ScenarioError(`${path}: ${fileProblem(error)}`);
  }
}
