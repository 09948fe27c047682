import { accountId, partition } from "../../../simulator/account.ts";
import { readConfiguration } from "../../../simulator/terraform/configuration.ts";
import { ModuleScope } from "../../../simulator/terraform/scope.ts";
import type { ObjectValue } from "../../../simulator/terraform/values.ts";
import { variableValues } from "../../../simulator/terraform/variables.ts";
import { moduleFolder } from "./support.ts";

/** Where the module is installed. */
export const place = { accountId, partition, region: "us-east-1" };

/**
 * The resources of the module after Terraform has applied it.
 *
 * @param variables its inputs; all others have their defaults
 * @returns the resources of a type, with their arguments and the attributes that AWS adds
 */
export async function applied(
  variables: Readonly<Record<string, unknown>> = {},
): Promise<(type: string) => readonly ObjectValue[]> {
  const configuration = await readConfiguration(moduleFolder);
  const scope = new ModuleScope(configuration, variableValues(configuration.variables, variables), place);
  return (type) => scope.all(type);
}
