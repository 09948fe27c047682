import { inspect } from "node:util";
import { splitTemplate } from "./template-text.ts";

/** A name that means itself as the key of an object; `for` would begin a for expression. */
const plainKey = /^(?!(?:for|null|true|false)$)[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether the key of an object can stand without quotes. */
export function isPlainKey(key: string): boolean {
  return plainKey.test(key);
}

/**
 * Writes a value of Terraform's JSON, whose texts are templates, as an expression on one line. A text that is one interpolation is the
 * expression itself (`var.tags`, not `"${var.tags}"`).
 *
 * @throws Error for what JSON cannot hold
 */
export function writeValue(value: unknown): string {
  if (typeof value === "string") {
    return writeText(value);
  }
  if (value === null || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(writeValue).join(", ")}]`;
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${writeKey(key)} = ${writeValue(inner)}`);
    return `{${entries.join(", ")}}`;
  }
  throw new Error(`A value cannot be rendered in HCL: ${inspect(value)}`);
}

/** A key that is one interpolation needs brackets: without them Terraform would take the expression for a name. */
function writeKey(key: string): string {
  const [only, ...more] = splitTemplate(key);
  if (only?.kind === "interpolation" && more.length === 0) {
    return `(${only.expression})`;
  }
  return isPlainKey(key) ? key : writeText(key);
}

function writeText(text: string): string {
  const parts = splitTemplate(text);
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "interpolation") {
    return only.expression;
  }
  const inner = parts.map((part) => (part.kind === "text" ? escapeCharacters(part.text) : `\${${part.expression}}`));
  return `"${inner.join("")}"`;
}

/** Escapes what cannot stand between quotes as it is. HCL has JSON's escapes except two. */
export function escapeCharacters(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\[\\bf]/g, (pair) => (pair === "\\b" ? "\\u0008" : pair === "\\f" ? "\\u000c" : pair));
}

/** Doubles the sign before a brace, so that Terraform reads `${` and `%{` as they stand. */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** Whether a value is an object with names, no list and no null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
