import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { readTemplates } from "../../../lambdas/ami-builder/template/read.ts";
import type { Template } from "../../../lambdas/ami-builder/template/template.ts";
import { fileProblem } from "../../core/file-problem.ts";
import { ScenarioError } from "../../scenario/schema.ts";
import { EvaluationError, ModuleError } from "../../terraform/errors.ts";
import { decodeYaml } from "../../terraform/functions/yaml.ts";
import type { BuilderScenario } from "./scenario.ts";

/** Templates of the example that people start from. */
const exampleFolder = fileURLToPath(new URL("../../../examples/ami-builder/basic/templates", import.meta.url));

/**
 * The templates of a scenario as the module's input has them: texts by their keys.
 *
 * @throws ScenarioError for a file that cannot be read, or two of one name
 */
export function templateTexts({ templates, variables }: BuilderScenario): Readonly<Record<string, string>> {
  if (templates === undefined) return givenTexts(variables?.["templates"]) ?? readFiles(exampleFiles());
  if (variables?.["templates"] !== undefined) {
    throw new ScenarioError("templates must not be given twice: leave them out of variables, or out of the scenario.");
  }
  if (Array.isArray(templates)) return readFiles(templates);
  return Object.fromEntries(
    Object.entries(templates).map(([key, template]) => [
      key,
      typeof template === "string" ? readText(template) : stringify(template),
    ]),
  );
}

/**
 * The templates that are right, as the functions read them, so far as the simulation has to know them: what their tests expect and which base
 * images they ask for. Those that are wrong are for the functions to find.
 */
export function knownTemplates(texts: Readonly<Record<string, string>>, region: string): ReadonlyMap<string, Template> {
  const decoded = Object.entries(texts).flatMap(([key, text]) => {
    try {
      return [[key, decodeYaml(text)] as const];
    } catch (error) {
      if (error instanceof EvaluationError || error instanceof ModuleError) return [];
      throw error;
    }
  });
  const { templates, blocked } = readTemplates(Object.fromEntries(decoded), {
    region,
    build_timeout_hours: Infinity,
    base_owner_ids: [],
    defaults: {
      instance_types: { x86_64: [], arm64: [] },
      volume_size_gb: null,
      spot: false,
      hygiene: [],
      max_image_age_days: 0,
    },
  });
  return new Map([...templates, ...[...blocked].map(([key, { template }]) => [key, template] as const)]);
}

function exampleFiles(): readonly string[] {
  return readdirSync(exampleFolder)
    .filter((name) => name.endsWith(".yml"))
    .map((name) => join(exampleFolder, name));
}

function readFiles(paths: readonly string[]): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const key = basename(path).replace(/\.ya?ml$/, "");
    if (texts.has(key))
      throw new ScenarioError(`templates must not have two files of one name, as ${path} and another.`);
    texts.set(key, readText(path));
  }
  return Object.fromEntries(texts);
}

/** The name of a file, or a text with more than one line. */
function readText(text: string): string {
  if (text.includes("\n")) return text;
  try {
    return readFileSync(text, "utf8");
  } catch (error) {
    throw new ScenarioError(`templates: ${text}: ${fileProblem(error)}`);
  }
}

function givenTexts(given: unknown): Readonly<Record<string, string>> | undefined {
  return typeof given === "object" && given !== null ? (given as Readonly<Record<string, string>>) : undefined;
}
