/** A rule of one variable, checked when Terraform plans. `rules.ts` builds those that recur. */
export interface VariableRule {
  /** Condition in Terraform's language; it may refer to this variable only, for the sake of Terraform before 1.9. */
  readonly condition: string;
  /** What the rule is and what to change, as a sentence. */
  readonly errorMessage: string;
  /** Where the rule is broken, as an expression of a text: it stands behind the message. */
  readonly found?: string;
}

/** A value as JSON has them: what the default of a variable of any type is made of. */
export type VariableValue =
  string | number | boolean | null | readonly VariableValue[] | { readonly [key: string]: VariableValue };

/** An input of a module: what its Terraform block and its row in the documents are made of. */
export interface VariableDefinition {
  readonly name: string;
  /** Any type, as Terraform writes it: `string`, `map(string)`, `map(object({ subnet_ids = optional(list(string), []) }))`. */
  readonly type: string;
  /** Plain text; more than one line becomes a heredoc. */
  readonly description: string;
  /** What holds when the caller gives nothing. Without it the input has to be given. */
  readonly default?: VariableValue;
  /** Whether null is a value of its own although the default is another; without it null means the default. */
  readonly nullable?: true;
  readonly sensitive?: boolean;
  readonly rules?: readonly VariableRule[];
}

/** A definition whose name and type the compiler knows, so that a reference to it can be checked. */
export interface NamedVariable<Name extends string, Type extends string> extends VariableDefinition {
  readonly name: Name;
  readonly type: Type;
}

/** A description of several lines, which ends with a line break as a heredoc does. */
export function lines(...text: readonly string[]): string {
  return `${text.join("\n")}\n`;
}
