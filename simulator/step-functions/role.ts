import { isAllowed, type Statement } from "../core/iam/policy.ts";
import { sessionArn } from "../core/iam/roles.ts";

/** The role of a state machine, in one of its executions. */
export interface Role {
  readonly machineArn: string;
  /** Name of the session that Step Functions has of it: the execution's. */
  readonly sessionName: string;
  /** ARN of that session. */
  readonly sessionArn: string;
  /** Statements of its policies; a state machine without is not checked. */
  readonly policy?: readonly Statement[] | undefined;
  /** AWS's sentence about an action that the role does not allow; undefined when it does. */
  readonly denial: (action: string, resource: string) => string | undefined;
}

/**
 * @param machineArn ARN of the state machine
 * @param roleArn ARN of its role
 * @param policy statements of the role's policies
 * @param sessionName such as the execution's name
 */
export function assumeRole(
  machineArn: string,
  roleArn: string,
  policy: readonly Statement[] | undefined,
  sessionName: string,
): Role {
  const arn = sessionArn(roleArn, sessionName);
  return {
    machineArn,
    sessionName,
    sessionArn: arn,
    policy,
    denial: (action, resource) =>
      policy === undefined || isAllowed(policy, { action, resource })
        ? undefined
        : `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  };
}
