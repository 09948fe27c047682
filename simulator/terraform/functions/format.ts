import { EvaluationError, ModuleError } from "../errors.ts";
import { listOf, stringType } from "../types.ts";
import { encodeJson, isList, normalized, toBoolean, toNumber, toText, type Value } from "../values.ts";

/** A verb of `format`: flags, width and precision, and its letter. */
const verb = /%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%[*])/g;

/**
 * Writes values into a text, as Terraform's `format`: `%s`, `%d`, `%v`, `%q`, `%t`, `%x`, with a width, and `%f` with a precision.
 *
 * @throws EvaluationError for a value that a verb does not take, and for too many or too few values
 * @throws ModuleError for other verbs and flags
 */
export function format(spec: string, values: readonly Value[]): string {
  let used = 0;
  if (spec.replace(verb, "").includes("%")) throw new ModuleError(`The format ${spec} is not supported`);
  const text = spec.replace(
    verb,
    (all, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === "%") return "%";
      if (/[+ #]/.test(flags)) throw new ModuleError(`The flags of ${all} are not supported`);
      if (used >= values.length) throw new EvaluationError(`${all} has no value`);
      return padded(write(letter, precision, values[used++] ?? null), flags, Number(width));
    },
  );
  if (used < values.length) throw new EvaluationError(`format has ${values.length - used} values too many`);
  return normalized(text);
}

/** Writes one text for each element of the lists; what is no list is the same in each. */
export function formatList(spec: string, values: readonly Value[]): readonly Value[] {
  const lengths = new Set(values.filter(isList).map((items) => items.length));
  if (lengths.size > 1) throw new EvaluationError("the lists of formatlist must have the same length");
  const [length = 1] = lengths;
  return listOf(
    Array.from({ length }, (_, index) =>
      format(
        spec,
        values.map((value) => (isList(value) ? (value[index] ?? null) : value)),
      ),
    ),
    stringType,
  );
}

function write(letter: string, precision: string | undefined, value: Value): string {
  if (value === null && letter !== "v") throw new EvaluationError(`%${letter} takes no null`);
  if (precision !== undefined && letter !== "f") throw new ModuleError(`%.${precision}${letter} is not supported`);
  switch (letter) {
    case "s":
      return toText(value);
    case "q":
      return encodeJson(toText(value));
    case "t":
      return String(toBoolean(value));
    case "d":
    case "x":
      return integer(value).toString(letter === "d" ? 10 : 16);
    case "f":
      return fixed(toNumber(value), Number(precision ?? 6));
    case "v":
      return value === null || typeof value === "object" ? encodeJson(value) : toText(value);
    default:
      throw new ModuleError(`%${letter} is not supported`);
  }
}

function integer(value: Value): number {
  const number = toNumber(value);
  if (!Number.isSafeInteger(number)) throw new ModuleError(`Formatting ${number} as a whole number is not supported`);
  return number;
}

/** JavaScript rounds what it keeps of a number, Terraform the number: they differ where the digit to drop is the last, a 5. */
function fixed(number: number, digits: number): string {
  if (/5$/.test(String(number)) && String(number).split(".")[1]?.length === digits + 1) {
    throw new ModuleError(`Rounding ${number} to ${digits} digits is not supported`);
  }
  return number.toFixed(digits);
}

/** Zeros go between the sign and the digits. */
function padded(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0")) return text.padStart(width);
  const sign = text.startsWith("-") ? "-" : "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
