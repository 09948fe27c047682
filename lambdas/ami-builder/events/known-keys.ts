import { InvalidInputError } from "../errors.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value has fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Refuses fields that nobody reads: a misspelt one would be taken for left out.
 *
 * @param what the object, for the message: `the input`, `readiness`
 * @throws InvalidInputError that names them, and the known
 */
export function requireKnownKeys(value: Fields, known: readonly string[], what: string): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      `${what} has ${unknown.map((key) => JSON.stringify(key)).join(", ")} but may have only ${known.join(", ")}: correct or remove what is not known.`,
    );
  }
}
