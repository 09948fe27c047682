/** A rule of one variable, checked when Terraform plans. */
export interface VariableRule {
  /** Condition in Terraform's language; it may refer to this variable only, for the sake of Terraform before 1.9. */
  readonly condition: string;
  /** What the rule is and what to change, as a sentence. */
  readonly errorMessage: string;
}

/** An input of a module: what its Terraform block and its row in the documents are made of. */
export interface VariableDefinition {
  readonly name: string;
  readonly type: "string" | "number" | "bool" | "list(string)" | "map(string)";
  /** Plain text; more than one line becomes a heredoc. */
  readonly description: string;
  readonly default: string | number | boolean | readonly string[] | Readonly<Record<string, string>> | null;
  readonly sensitive?: boolean;
  readonly rules?: readonly VariableRule[];
}
