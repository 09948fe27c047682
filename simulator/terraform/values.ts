import { EvaluationError, ModuleError } from "./errors.ts";

/** A value of Terraform's. Tuples, lists and sets are arrays (sets sorted, without duplicates); maps and objects are objects. */
export type Value = null | string | number | boolean | readonly Value[] | ObjectValue;

/** A map or an object. Its keys are visited in the order of `sortedKeys`. */
export interface ObjectValue {
  readonly [key: string]: Value;
}

/** Whether a value is a tuple, a list or a set. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is a map or an object. */
export function isObject(value: Value): value is ObjectValue {
  return typeof value === "object" && value !== null && !isList(value);
}

/** What a value is, in words for messages. */
export function kindOf(value: Value): string {
  if (value === null) return "null";
  if (isList(value)) return "list";
  return isObject(value) ? "object" : typeof value;
}

/** Compares texts as Go does: by their bytes in UTF-8, which is the order of their code points. */
export function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Keys in the order in which Terraform visits them. */
export function sortedKeys(object: ObjectValue): string[] {
  return Object.keys(object).sort(compareTexts);
}

/** A text as Terraform keeps it: in Unicode's normal form C. */
export function normalized(text: string): string {
  return text.normalize("NFC");
}

/**
 * Converts a value to text, as Terraform does where it needs one.
 *
 * @throws EvaluationError for null, lists and objects
 */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  throw new EvaluationError(`a string is required, not ${kindOf(value)}`);
}

/**
 * Converts a value to a number, as Terraform does where it needs one.
 *
 * @throws EvaluationError for what is neither a number nor a text of one
 */
export function toNumber(value: Value): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return exactNumber(value);
  throw new EvaluationError("a number is required");
}

/**
 * Converts a value to true or false, as Terraform does where it needs one.
 *
 * @throws EvaluationError for anything else than a bool or the texts of one
 */
export function toBoolean(value: Value): boolean {
  if (value === true || value === "true" || value === "1") return true;
  if (value === false || value === "false" || value === "0") return false;
  throw new EvaluationError("a bool is required");
}

/** JavaScript keeps 15 digits of any number; Terraform keeps more, and could come to another result with them. */
function exactNumber(text: string): number {
  const digits = text.replace(/e.*$/i, "").replace(/\D/g, "").replace(/^0+/, "");
  if (digits.length > 15) throw new ModuleError(`The number ${text} has more digits than can be kept`);
  return Number(text);
}

function numberText(value: number): string {
  const text = String(value);
  const digits = text.replace(/^-?0*\.?0*|\./g, "");
  // More digits than that are those of a quotient, of which Terraform keeps far more.
  if (!/^-?\d+(\.\d+)?$/.test(text) || (!Number.isSafeInteger(value) && digits.length > 15))
    throw new ModuleError(`The number ${text} cannot be written as Terraform does`);
  return text;
}

/** A value in JSON, as `jsonencode` writes it: sorted keys, no spaces, and what HTML could take for markup escaped. */
export function encodeJson(value: Value): string {
  if (value === null) return "null";
  if (isList(value)) return `[${value.map(encodeJson).join(",")}]`;
  if (isObject(value)) {
    const members = Object.entries(value).sort(([a], [b]) => compareTexts(a, b));
    return `{${members.map(([key, member]) => `${encodeText(key)}:${encodeJson(member)}`).join(",")}}`;
  }
  return typeof value === "string" ? encodeText(value) : toText(value);
}

function encodeText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Plain data as a value: texts in Unicode's normal form C.
 *
 * @throws EvaluationError for what Terraform has no value for
 */
export function toValue(data: unknown): Value {
  if (data === null || typeof data === "boolean") return data;
  if (typeof data === "string") return normalized(data);
  if (typeof data === "number" && Number.isFinite(data)) return data;
  if (Array.isArray(data)) return data.map(toValue);
  if (typeof data === "object") {
    return Object.fromEntries(Object.entries(data).map(([key, member]) => [normalized(key), toValue(member)]));
  }
  throw new EvaluationError(`Terraform has no value for a ${typeof data}`);
}
