import type * as z from "zod/mini";

/**
 * Says what a schema found wrong with a template.
 *
 * @param error what zod reported
 * @param value what it was given
 * @returns a sentence without its full stop for each problem: field, value, rule and remedy
 */
export function describeProblems(error: z.core.$ZodError, value: unknown): readonly string[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${[...path, key].join(".")} is no field of a template: correct or remove it`);
    }
    const found = valueAt(value, issue.path);
    if (issue.code === "invalid_key") {
      return [`${path.join(".")} must be a key that the field may have: correct or remove it`];
    }
    const where = path.length === 0 ? "the template" : path.join(".");
    return [
      found === undefined
        ? `${where} is missing and ${issue.message}`
        : `${where} is ${show(found)} but ${issue.message}`,
    ];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** A value's beginning: a script is long, and is not for messages. */
function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
