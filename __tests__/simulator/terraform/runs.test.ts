import { parse } from "@cdktf/hcl2json";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyScope, evaluate } from "../../../simulator/terraform/expressions.ts";
import { inTurn, parseJson } from "../../../simulator/terraform/parse.ts";
import { modulePath } from "../../../generator/paths.ts";
import { modules } from "../../../main.ts";
import { evaluateModule, InvalidVariablesError } from "../../../simulator/terraform/evaluate.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { testFiles } from "../../support/terraform/module-tests.ts";
import { projectFolder } from "../../support/terraform/terraform.ts";
import { here } from "./support.ts";

/** A run of Terraform's tests: variables, and what refuses them. */
interface Run {
  readonly name: string;
  readonly variables: Record<string, unknown>;
  readonly refusedBy: readonly string[];
  readonly at: typeof here;
}

interface RunBlock {
  readonly variables?: readonly unknown[];
  readonly expect_failures?: readonly string[];
  readonly override_data?: readonly { readonly values: Readonly<Record<string, string>> }[];
}

interface TestFile {
  /** What all runs are given, unless they give it themselves. */
  readonly variables?: readonly unknown[];
  readonly run: Readonly<Record<string, readonly RunBlock[]>>;
}

async function variablesOf([block = {}]: readonly unknown[] = []) {
  return evaluate(await parseJson(block), emptyScope) as Record<string, unknown>;
}

async function runsOf(module: string, file: string): Promise<Run[]> {
  const text = readFileSync(join(projectFolder, "__tests__", module, "terraform", `${file}.tftest.hcl`), "utf8");
  const { run, variables: ofAll } = (await parse(file, text)) as TestFile;
  return inTurn(Object.entries(run), async ([name, [block = {}]]) => {
    const given = { ...(await variablesOf(ofAll)), ...(await variablesOf(block.variables)) };
    const overrides = Object.assign({}, ...(block.override_data ?? []).map(({ values }) => values)) as Record<
      string,
      string
    >;
    return {
      name: `${file}: ${name}`,
      variables: given,
      refusedBy: (block.expect_failures ?? []).map((reference) => reference.replace(/^\$\{(var\.)?|\}$/g, "")),
      at: { ...here, region: overrides["id"] ?? here.region, partition: overrides["partition"] ?? here.partition },
    };
  });
}

/** What the simulator's own reading of a module refuses of a run's variables. */
async function problems(folder: string, { variables, at }: Run): Promise<readonly string[]> {
  try {
    await evaluateModule(folder, variables, at, awsTypes);
    return [];
  } catch (error) {
    if (error instanceof InvalidVariablesError) return error.problems;
    throw error;
  }
}

const files = modules.flatMap((module) => testFiles(module.name).map((file) => ({ module, name: module.name, file })));

describe.each(files)("the runs of $name in $file, which pass in Terraform itself", async ({ module, file }) => {
  const runs = await runsOf(module.name, file);
  const folder = join(projectFolder, modulePath(module));

  it.each(runs)("$name", async (run) => {
    const owners = (await problems(folder, run)).map((problem) => problem.replace(/(\[[^\]]*\])?: .*$/s, ""));
    expect([...new Set(owners)].sort()).toEqual([...run.refusedBy].sort());
  });
});
