/** The types of parameters. */
export const parameterTypes = ["String", "StringList", "SecureString"] as const;

export type ParameterType = (typeof parameterTypes)[number];

/** The data types that are told apart here; a value of the second is checked against EC2's images. */
export const dataTypes = ["text", "aws:ec2:image"] as const;

export type DataType = (typeof dataTypes)[number];

/** One value that a parameter has or had. */
export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly description: string | undefined;
  readonly keyId: string | undefined;
  readonly tier: "Standard" | "Advanced";
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** ARN of who wrote it. */
  readonly modifiedBy: string;
  /** Each is on one version of a parameter at most. */
  readonly labels: Set<string>;
}

/** A parameter of one Region. */
export interface StoredParameter {
  readonly name: string;
  /** Whose it is; nobody's if AWS publishes it, and another account's if that shares it. */
  readonly owner: { readonly kind: "account" | "public" } | { readonly kind: "shared"; readonly arn: string };
  readonly type: ParameterType;
  readonly dataType: DataType;
  /** From the oldest to the newest; never empty. */
  versions: readonly ParameterVersion[];
  readonly tags: Map<string, string>;
}

/** The version that holds now. */
export function newestOf({ name, versions }: StoredParameter): ParameterVersion {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error(`The parameter ${name} has no version`);
  return newest;
}
