export { ModuleError } from "../core/module-error.ts";

/** The module refuses its variables, as Terraform would when it plans. The message has one line for each problem. */
export class InvalidVariablesError extends Error {
  override readonly name = "InvalidVariablesError";
  readonly problems: readonly string[];

  /** @param problems what is wrong, each as one sentence that names the variable or the resource */
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** An expression that has no value for the given variables: Terraform reports it too, and its `can` catches it. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}
