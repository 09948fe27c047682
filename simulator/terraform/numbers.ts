import { EvaluationError, ModuleError } from "./errors.ts";
import { toNumber, type Value } from "./values.ts";

/** Terraform counts with more digits than JavaScript: only with whole numbers the results are surely the same. */
export function whole(value: Value): number {
  const number = toNumber(value);
  if (!Number.isSafeInteger(number)) throw new ModuleError(`Arithmetic with ${number} is not supported`);
  return number;
}

/**
 * Divides whole numbers. A quotient with many digits can be rounded and compared; `toText` refuses to write it.
 *
 * @throws ModuleError for a division by zero, which is infinite in Terraform
 */
export function divide(left: Value, right: Value): number {
  const [dividend, divisor] = [whole(left), whole(right)];
  if (divisor === 0 && dividend === 0) throw new EvaluationError("zero cannot be divided by zero");
  if (divisor === 0) throw new ModuleError("Division by zero, which is infinite in Terraform, is not supported");
  return dividend / divisor + 0;
}

/** What remains of a division of whole numbers; it has the sign of what is divided. */
export function remainder(left: Value, right: Value): number {
  const [dividend, divisor] = [whole(left), whole(right)];
  if (divisor === 0) throw new ModuleError("A remainder of a division by zero is not supported");
  // No negative zero.
  return (dividend % divisor) + 0;
}
