import type { IResolvable } from "cdktf";
import { call, commented, hclAny, jsonencode } from "./hcl.ts";

/** One statement of an IAM policy that allows something, with the reason why. */
export interface Permission {
  /** Sid of the statement. */
  readonly sid: string;
  /** Why the role needs it, for the documents. */
  readonly reason: string;
  readonly actions: readonly string[];
  /** ARNs, or an expression that gives a list of them. */
  readonly resources: readonly string[] | string;
  /** The statement's conditions, or an expression that gives them. */
  readonly condition?: Readonly<Record<string, unknown>> | IResolvable;
  /** Expression under which the statement is there at all; always, if not given. Statements with the same one stand together. */
  readonly when?: IResolvable;
}

const whyFiltered = "Filtered: both sides of a conditional would have to be of one type, and statements differ.";

/**
 * An inline policy. Statements that depend on inputs follow those that are always there, each with its reason as a comment.
 *
 * @param permissions what is allowed
 * @returns the policy as a `jsonencode({…})` expression
 */
export function policyDocument(permissions: readonly Permission[]): string {
  const always = permissions.filter(({ when }) => when === undefined).map(toStatement);
  const conditions = [...new Set(permissions.flatMap(({ when }) => when ?? []))];
  const sometimes = conditions.map((when, index) => {
    const statements = permissions
      .filter((permission) => permission.when === when)
      .map((permission) => commented(permission.reason, toStatement(permission)));
    const filtered = hclAny`[for statement in ${statements} : statement if ${when}]`;
    return index === 0 ? commented(whyFiltered, filtered) : filtered;
  });
  return jsonencode({
    Version: "2012-10-17",
    Statement: sometimes.length === 0 ? always : call("concat", [always, ...sometimes]),
  });
}

function toStatement({ sid, actions, resources, condition }: Permission): Readonly<Record<string, unknown>> {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
