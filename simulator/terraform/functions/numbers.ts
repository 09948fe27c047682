import { EvaluationError, ModuleError } from "../errors.ts";
import { whole } from "../numbers.ts";
import { listOf } from "../types.ts";
import { toBoolean, toNumber, toText, type Value } from "../values.ts";
import { list, takes, takesAny, type TerraformFunction } from "./arguments.ts";

/** What Terraform does with numbers and truth. */
export const numberFunctions: Readonly<Record<string, TerraformFunction>> = {
  abs: takes(1, (number = null) => Math.abs(toNumber(number))),
  ceil: takes(1, (number = null) => Math.ceil(toNumber(number)) + 0),
  floor: takes(1, (number = null) => Math.floor(toNumber(number))),
  max: takesAny((numbers) => Math.max(...numbers.map(toNumber)), 1),
  min: takesAny((numbers) => Math.min(...numbers.map(toNumber)), 1),
  parseint: takes(2, (text = null, base = null) => parseInteger(toText(text), whole(base))),
  range: takes(1, (...given) => range(given.map(whole)), 3),
  signum: takes(1, (number = null) => Math.sign(whole(number))),
  sum: takes(1, (numbers = null) => {
    const all = list(numbers);
    if (all.length === 0) throw new EvaluationError("sum needs a list that is not empty");
    return all.reduce<number>((total, number) => whole(total + whole(number)), 0);
  }),
  tobool: takes(1, (value = null) => (value === null ? null : toBoolean(value))),
  tonumber: takes(1, (value = null) => (value === null ? null : toNumber(value))),
};

function parseInteger(text: string, base: number): number {
  if (base < 2 || base > 36) throw new ModuleError(`parseint with base ${base} is not supported`);
  const digits = text.replace(/^[+-]/, "").toLowerCase();
  const isNumber = digits !== "" && Array.from(digits).every((digit) => Number.isInteger(Number.parseInt(digit, base)));
  if (!isNumber) throw new EvaluationError(`${text} is no number of base ${base}`);
  return whole(Number.parseInt(text, base));
}

/** From, until and step; the step goes down where the end is below the beginning. */
function range(given: readonly number[]): readonly Value[] {
  const [from = 0, until = 0, step = until < from ? -1 : 1] = given.length === 1 ? [0, ...given] : given;
  if (step === 0 || (until - from) / step < 0) {
    if (until === from) return listOf([], { kind: "number" });
    throw new EvaluationError("the step of range does not lead to its end");
  }
  const length = Math.ceil((until - from) / step);
  if (length > 1024) throw new EvaluationError("range makes at most 1024 numbers");
  return listOf(
    Array.from({ length }, (_, index) => from + index * step),
    { kind: "number" },
  );
}
