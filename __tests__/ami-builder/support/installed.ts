import { join } from "node:path";
import { inject } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { textOf } from "../../../simulator/aws/resource-values.ts";
import { readStatements, type Statement } from "../../../simulator/core/iam/policy.ts";
import { type EvaluatedModule, evaluateModule } from "../../../simulator/terraform/evaluate.ts";

/** Where the tests install the module, unless they say otherwise. */
export const place = { accountId: "111122223333", partition: "aws", region: "us-east-1" };

/** Inputs that a user has to give. */
const needed = { subnet_ids: ["subnet-0a1b2c3d4e5f60718"] };

/**
 * The module as Terraform would install it.
 *
 * @param variables its inputs, over those that it needs
 * @throws InvalidVariablesError for what Terraform would refuse, with the messages of every rule that is broken
 */
export function install(variables: Readonly<Record<string, unknown>> = {}, at = place): Promise<EvaluatedModule> {
  const folder = join(inject("distFolder"), "modules", "ami-builder");
  return evaluateModule(folder, { ...needed, ...variables }, at, awsTypes);
}

/**
 * What a role of the module may do.
 *
 * @param role its name in addresses, such as `builder`
 */
export function statementsOf(module: EvaluatedModule, role: string): readonly Statement[] {
  return readStatements(documentOf(module, "aws_iam_role_policy", role, "policy")["Statement"] as unknown[]);
}

/** A JSON document of a resource, without its instance key. */
export function documentOf(
  module: EvaluatedModule,
  type: string,
  name: string,
  attribute: string,
): Readonly<Record<string, unknown>> {
  const found = module.resources(type).find(({ address }) => address.replace(/\[.*$/, "") === `${type}.${name}`);
  if (found === undefined) throw new Error(`The module has no ${type}.${name}`);
  return JSON.parse(textOf(found, attribute)) as Readonly<Record<string, unknown>>;
}

/** The settings that the main state machine hands to the planner, as it gets them. */
export function settingsOf(module: EvaluatedModule): unknown {
  const definition = documentOf(module, "aws_sfn_state_machine", "ami_builder", "definition");
  const states = definition["States"] as Readonly<
    Record<string, { readonly Parameters: { readonly settings: string } }>
  >;
  return JSON.parse(String(states["Plan"]?.Parameters.settings));
}
