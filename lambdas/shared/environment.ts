import * as z from "zod/mini";
import { ConfigurationError } from "./errors.ts";
import type { Immutable } from "./immutable.ts";
import { listProblems } from "./parse.ts";

/** A function's environment, as `process.env` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a function's configuration. A variable that is set to nothing counts as not set.
 *
 * @param schema one field for each variable, under the variable's name
 * @param environment the variables
 * @returns the values as the schema gives them
 * @throws ConfigurationError that names every wrong or missing variable with its rule, and says what to do
 */
export function readEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  environment: Environment,
): Immutable<z.output<Schema>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = z.safeParse(schema, given);
  if (result.success) {
    return result.data as Immutable<z.output<Schema>>;
  }
  const problems = listProblems(result.error).map(({ path, rule }) => {
    const variable = path.split(".")[0] ?? path;
    return variable in given ? `${variable} ${rule}` : `${variable} is missing`;
  });
  throw new ConfigurationError(
    `Environment variables of the function are wrong: ${problems.join("; ")}. ` +
      "The Terraform module sets all of them: apply it again, or correct them in the function's configuration.",
  );
}

/**
 * A list, given as the text of a JSON array.
 *
 * @param item what each entry must be
 */
export function jsonList<Item extends z.ZodMiniType>(item: Item) {
  return z.pipe(z.pipe(z.string(), z.transform(parseJson)), z.array(item));
}

/** A whole number from `least` to `most`, given as text. */
export function wholeNumber(least: number, most: number) {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.pipe(
    z.pipe(z.string().check(z.regex(/^\d+$/, rule)), z.transform(Number)),
    z.number().check(z.gte(least, rule), z.lte(most, rule)),
  );
}

/** Text that is no JSON is handed on as it is, so that the schema behind it says which type was expected. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
