import { inject } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { readStatements, type Statement } from "../../../simulator/core/iam/policy.ts";
import { readFunctions } from "../../../simulator/lambda/resources.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import { homeRegion, ownAccount } from "./fake-ec2.ts";

/** What the roles of an installation's functions may do. */
export interface Policies {
  readonly initiator: readonly Statement[];
  readonly statusChecker: readonly Statement[];
  readonly finalizer: readonly Statement[];
}

/**
 * The policies of the functions as the module gives them.
 *
 * @param variables the module's inputs; `name_prefix` tells installations apart
 */
export async function readPolicies(variables: Readonly<Record<string, unknown>>): Promise<Policies> {
  const place = { accountId: ownAccount, partition: "aws", region: homeRegion };
  const { resources } = await evaluateModule(inject("distFolder"), variables, place, awsTypes);
  const functions = readFunctions({ resources, outputs: {} });
  const policyOf = (ending: string) => {
    const found = functions.find(({ name }) => name.endsWith(ending));
    if (found === undefined) throw new Error(`The module has no function ${ending}`);
    return readStatements(found.policy);
  };
  return {
    initiator: policyOf("-initiator"),
    statusChecker: policyOf("-status-checker"),
    finalizer: policyOf("-finalizer"),
  };
}
