import * as z from "zod";
import { ModuleError } from "../module-error.ts";
import { fulfils } from "./conditions.ts";
import { matchesPattern } from "./pattern.ts";

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

const common = {
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts,
  Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
};

const statementSchema = z.object({ ...common, Resource: texts });

/** What stands for everybody is written as `*`, alone or for all accounts. */
const principalSchema = z
  .union([z.literal("*"), z.object({ Service: texts.default([]), AWS: texts.default([]) })])
  .transform((value) => (value === "*" ? { Service: ["*"], AWS: ["*"] } : value));

/** A trust policy has no resource: it is about the role that it belongs to. */
const resourceStatementSchema = z.object({ ...common, Principal: principalSchema, Resource: texts.default(["*"]) });

/** A statement of an identity-based policy. */
export type Statement = z.output<typeof statementSchema>;

/** A statement of a policy that belongs to a resource: a trust policy, or the policy of a queue, a topic or a function. */
export type ResourceStatement = z.output<typeof resourceStatementSchema>;

/** What a call needs to be allowed. */
export interface AccessRequest {
  /** Such as `ec2:CopyImage`. */
  readonly action: string;
  /** ARN of the resource, or `*` for an action that has none. */
  readonly resource: string;
  /** Values of condition keys, such as `aws:ResourceTag/CopiedBy`. */
  readonly conditions?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads the statements of a role's policies.
 *
 * @throws ModuleError for anything that is no statement of an identity-based policy, or has what is not read here
 */
export function readStatements(statements: readonly unknown[]): readonly Statement[] {
  return statements.map((statement) => read(statementSchema, statement));
}

/**
 * Reads the statements of a resource's policy.
 *
 * @throws ModuleError for anything that is no statement of a resource-based policy, or has what is not read here
 */
export function readResourceStatements(statements: readonly unknown[]): readonly ResourceStatement[] {
  return statements.map((statement) => read(resourceStatementSchema, statement));
}

function read<T>(schema: z.ZodType<T>, statement: unknown): T {
  const { success, data, error } = schema.safeParse(statement);
  if (success) return data;
  const [{ path, message } = { path: [], message: "" }] = error.issues;
  const place = path.length === 0 ? "" : `its ${path.join(".")} is wrong, `;
  throw new ModuleError(
    `The simulator does not read the policy statement ${JSON.stringify(statement)}: ${place}${message}.`,
  );
}

/**
 * Whether statements allow a request: one allows it, and none denies it (IAM User Guide: Policy evaluation logic).
 *
 * @throws Error for a condition operator that is not known here, so that none is passed over in silence
 */
export function isAllowed(statements: readonly AnyStatement[], request: AccessRequest): boolean {
  const concerned = concerning(statements, request);
  return concerned.length > 0 && concerned.every(({ Effect }) => Effect === "Allow");
}

type AnyStatement = Pick<Statement, "Effect" | "Action" | "Resource" | "Condition">;

function concerning(statements: readonly AnyStatement[], request: AccessRequest): readonly AnyStatement[] {
  return statements.filter(
    (statement) =>
      statement.Action.some((pattern) => matchesPattern(pattern, request.action, "i")) &&
      statement.Resource.some((pattern) => matchesPattern(pattern, request.resource)) &&
      holds(statement, request),
  );
}

/**
 * Whether a caller's own policies and the policy of a resource in the same account allow a request together: one of them allows it,
 * and none denies it (IAM User Guide: Policy evaluation logic).
 *
 * @param statements of the caller's policies; without them it may do everything that the resource does not deny
 * @param resource statements of the resource's policy
 * @param callerArn ARN of a role session or a user
 */
export function isAllowedWith(
  statements: readonly Statement[] | undefined,
  resource: readonly ResourceStatement[],
  callerArn: string,
  request: AccessRequest,
): boolean {
  const account = callerArn.split(":")[4] ?? "";
  const about = resource.filter(({ Effect, Principal }) =>
    Principal.AWS.some(
      (name) =>
        namesOf(callerArn).includes(name) &&
        // To allow the account leaves it to the account's own policies.
        (Effect === "Deny" || (name !== account && !name.endsWith(":root"))),
    ),
  );
  const concerned = concerning([...(statements ?? []), ...about], request);
  const isOneAllowing = statements === undefined || concerned.some(({ Effect }) => Effect === "Allow");
  return isOneAllowing && concerned.every(({ Effect }) => Effect === "Allow");
}

/**
 * Whether a resource's policy allows a request of one of AWS's services.
 *
 * @param service its principal, such as `events.amazonaws.com`
 */
export function isServiceAllowed(
  statements: readonly ResourceStatement[],
  service: string,
  request: AccessRequest,
): boolean {
  const aboutService = statements.filter(({ Principal }) =>
    Principal.Service.some((principal) => principal === "*" || principal === service),
  );
  return isAllowed(aboutService, request);
}

/**
 * Whether a resource's policy allows a request of a caller: by the caller's account, its role or its session (IAM User Guide, principal
 * element).
 *
 * @param callerArn ARN of a role session or a user
 */
export function isCallerAllowed(
  statements: readonly ResourceStatement[],
  callerArn: string,
  request: AccessRequest,
): boolean {
  const names = namesOf(callerArn);
  const aboutCaller = statements.filter(({ Principal }) => Principal.AWS.some((name) => names.includes(name)));
  return isAllowed(aboutCaller, request);
}

/** What a policy may call a caller: everybody, its account, itself, its role. */
function namesOf(callerArn: string): readonly string[] {
  const [, partition = "", , , account = "", caller = ""] = callerArn.split(":");
  const [, role = ""] = caller.split("/");
  const iam = `arn:${partition}:iam::${account}`;
  return ["*", account, `${iam}:root`, callerArn, `${iam}:role/${role}`];
}

/** Names of condition keys are the same in upper and lower case. */
function holds({ Condition }: Pick<Statement, "Condition">, { conditions = {} }: AccessRequest): boolean {
  const values = new Map(Object.entries(conditions).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => fulfils(operator, values.get(key.toLowerCase()) ?? [], wanted)),
  );
}
