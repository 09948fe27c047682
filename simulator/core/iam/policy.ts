import * as z from "zod";

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

const statementSchema = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts,
  Resource: texts,
  Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
});

/** A statement of an identity-based policy. */
export type Statement = z.output<typeof statementSchema>;

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
 * @throws ZodError for anything that is no statement of an identity-based policy
 */
export function readStatements(statements: readonly unknown[]): readonly Statement[] {
  return statements.map((statement) => statementSchema.parse(statement));
}

/**
 * Whether statements allow a request: one allows it, and none denies it (IAM User Guide: Policy evaluation logic).
 *
 * @throws Error for a condition operator that is not known here, so that none is passed over in silence
 */
export function isAllowed(statements: readonly Statement[], request: AccessRequest): boolean {
  const concerned = statements.filter(
    (statement) =>
      statement.Action.some((pattern) => matches(pattern, request.action, "i")) &&
      statement.Resource.some((pattern) => matches(pattern, request.resource)) &&
      holds(statement, request),
  );
  return concerned.length > 0 && concerned.every(({ Effect }) => Effect === "Allow");
}

function holds({ Condition }: Statement, { conditions = {} }: AccessRequest): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => compare(operator, conditions[key] ?? [], wanted)),
  );
}

/** A key that the request has not fails every operator that is known here. */
function compare(operator: string, actual: readonly string[], wanted: readonly string[]): boolean {
  switch (operator) {
    case "StringEquals":
    case "ForAnyValue:StringEquals":
      return actual.some((value) => wanted.includes(value));
    case "Bool":
      return actual.some((value) => wanted.includes(value.toLowerCase()));
    default:
      throw new Error(`The condition operator ${operator} is not known to the simulator.`);
  }
}

/** `*` stands for any text, `?` for one character. */
function matches(pattern: string, text: string, flags = ""): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}
