import * as z from "zod/mini";

/*
 * Parts of the schema. Every part says its rule as the words behind "must", which are the message of whatever breaks it, and every field
 * its description, which editors show and the document's table has.
 */

/** A field with what people read about it. */
export function field<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add(schema, { description });
  return schema;
}

/** Text of a least and a most length in characters, at least one of them no space. */
export function text(most: number, must = `be text of 1 to ${most} characters: put it in quotes`) {
  return z.string(`must ${must}`).check(z.regex(/\S/, `must ${must}`), z.maxLength(most, `must ${must}`));
}

/** Text that matches a pattern as a whole. */
export function textLike(pattern: RegExp, must: string) {
  return z.string(`must ${must}`).check(z.regex(pattern, `must ${must}`));
}

/** A whole number in a range. */
export function wholeNumber(least: number, most: number, unit = "") {
  const rule = `must be a whole number${unit === "" ? "" : ` of ${unit}`} from ${least} to ${most}`;
  return z.int(rule).check(z.gte(least, rule), z.lte(most, rule));
}

/** True or false. */
export function flag() {
  return z.boolean("must be true or false");
}

/** One of a few texts. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `must be ${listed(values, "or")}`);
}

/** A list without duplicates. */
export function listOf<Item extends z.ZodMiniType>(item: Item, least: number, most: number, must: string) {
  const rule = `must be a list of ${must}`;
  const size = `must have ${least} to ${most} items`;
  return z.array(item, rule).check(
    ...(least > 0 ? [z.minLength(least, size)] : []),
    z.maxLength(most, size),
    z.refine((items: readonly unknown[]) => new Set(items.map((each) => JSON.stringify(each))).size === items.length, {
      error: "must not have an item twice",
    }),
  );
}

/** An object that has the fields of a shape and no others. */
export function objectOf<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: (issue) => (issue.code === "invalid_type" ? rule(shape) : undefined) });
}

/** Texts in a sentence. */
export function listed(values: readonly string[], word: "and" | "or"): string {
  const last = String(values.at(-1));
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} ${word} ${last}`;
}

function rule(shape: Readonly<Record<string, unknown>>): string {
  return `must have fields of its own: ${listed(Object.keys(shape), "and")}`;
}
