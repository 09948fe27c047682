import { join } from "node:path";
import { InvalidVariablesError } from "../../../simulator/terraform/errors.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { readFunctions, type ModuleFunction } from "../../../simulator/lambda/resources.ts";
import { evaluateModule, type EvaluatedModule, type Location } from "../../../simulator/terraform/evaluate.ts";
import { projectFolder } from "../../support/terraform/terraform.ts";

export const moduleFolder = join(projectFolder, "dist-module");

/** Where Terraform's mocks say the module is, too. */
export const here: Location = { accountId: "123456789012", region: "us-east-1", partition: "aws" };

/** The module for some variables. */
export function evaluated(variables: Readonly<Record<string, unknown>> = {}, at = here): Promise<EvaluatedModule> {
  return evaluateModule(moduleFolder, variables, at, awsTypes);
}

/** What is wrong with some variables; nothing when the module takes them. */
export async function problems(variables: Readonly<Record<string, unknown>>, at = here): Promise<readonly string[]> {
  try {
    await evaluated(variables, at);
    return [];
  } catch (error) {
    if (error instanceof InvalidVariablesError) return error.problems;
    throw error;
  }
}

/** The function whose name ends so. */
export function functionOf(module: EvaluatedModule, ending: string): ModuleFunction {
  const found = readFunctions(module).find(({ name }) => name.endsWith(ending));
  if (found === undefined) throw new Error(`No function's name ends with ${ending}`);
  return found;
}

/** The statements of a function's policy, by their names. */
export function statements(module: EvaluatedModule, ending: string): Record<string, Record<string, unknown>> {
  const all = functionOf(module, ending).policy as readonly (Record<string, unknown> & { Sid: string })[];
  return Object.fromEntries(all.map((statement) => [statement.Sid, statement]));
}
