import { SSMClient } from "@aws-sdk/client-ssm";
import { type Account, accountId } from "../../../../simulator/account.ts";
import { readStatements } from "../../../../simulator/core/iam/policy.ts";
import { clientOf, region } from "../support.ts";

/** A client of somebody who may do what one statement allows, and nothing else. */
export function clientWith(account: Account, ...statements: readonly object[]): SSMClient {
  const accessKeyId = `AKIALIMITED${account.callers.size}`;
  account.callers.set(accessKeyId, {
    name: "limited",
    arn: `arn:aws:iam::${accountId}:user/limited`,
    accessKeyId,
    secretAccessKey: "secret-of-the-limited",
    policy: readStatements(statements.map((statement) => ({ Effect: "Allow", ...statement }))),
  });
  return new SSMClient({
    ...clientOf(account),
    credentials: { accessKeyId, secretAccessKey: "secret-of-the-limited" },
  });
}

/** ARN of a parameter of the account. */
export function parameterArn(path: string): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter/${path}`;
}
