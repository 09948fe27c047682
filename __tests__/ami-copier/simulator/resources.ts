import { accountId, partition } from "../../../simulator/account.ts";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import type { ObjectValue } from "../../../simulator/terraform/values.ts";
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
  const { resources } = await evaluateModule(moduleFolder, variables, place, awsTypes);
  return (type) => resources(type).map(({ values }) => values);
}
