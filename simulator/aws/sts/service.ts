import { GetCallerIdentity$ } from "@aws-sdk/client-sts";
import { AwsError } from "../../core/aws-error.ts";
import { queryProtocol } from "../../core/wire/query-protocol.ts";
import type { Service } from "../../core/service.ts";

const version = "2011-06-15";
const protocol = queryProtocol({
  version,
  namespace: `https://sts.amazonaws.com/doc/${version}/`,
  operations: [GetCallerIdentity$],
});

/** The operations that STS answers here. */
export const stsOperations = ["GetCallerIdentity"];

/** STS, which only says who calls. */
export function createSts(accountId: string): Service {
  return {
    protocol,
    denial: "AccessDenied",
    // Everybody may ask who they are.
    access: () => [],
    call: (operation, _input, { callerArn }) => {
      if (operation !== "GetCallerIdentity") {
        throw new AwsError("InvalidAction", `Could not find operation ${operation} for version ${version}`);
      }
      return { Arn: callerArn, UserId: `AIDA${accountId}:${callerArn.split("/").at(-1) ?? ""}`, Account: accountId };
    },
  };
}
