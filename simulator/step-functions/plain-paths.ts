/** The context object, `$$`. */
export type Context = Readonly<Record<string, unknown>>;

/** Names from the input, `$.a.b`, or from the context object, `$$.a.b`. */
const plainPath = /^\$\$?(?:\.[A-Za-z_]\w*)*$/;

/** The names in each path that was met; undefined for one that is not plain. */
const known = new Map<string, readonly string[] | undefined>();

/** What is found without the library: a value, or nothing where only the library knows what AWS does. */
export type Found = { readonly value: unknown } | undefined;

/** What a path stands for that is made of names alone, and leads to a value. */
export function findValue(path: unknown, input: unknown, context: Context): Found {
  if (typeof path !== "string") return undefined;
  const names = namesOf(path);
  if (names === undefined) return undefined;
  let value: unknown = path.startsWith("$$") ? context : input;
  for (const name of names) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value === undefined ? undefined : { value };
}

/** What a payload template makes of an input, when all its paths are made of names alone and lead to values. */
export function findFilled(template: unknown, input: unknown, context: Context): Found {
  if (Array.isArray(template)) {
    const items = template.map((item) => findFilled(item, input, context));
    return items.every((item) => item !== undefined) ? { value: items.map((item) => item.value) } : undefined;
  }
  if (!isFields(template)) return { value: template };
  const filled: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(template)) {
    const isPath = key.endsWith(".$");
    const found = isPath ? findValue(part, input, context) : findFilled(part, input, context);
    if (found === undefined) return undefined;
    filled[isPath ? key.slice(0, -2) : key] = found.value;
  }
  return { value: filled };
}

/** The input with a result at a path of one name; without a path the result, with null the input. */
export function findPlaced(path: unknown, input: unknown, result: unknown): Found {
  if (path === undefined || path === "$") return { value: result };
  if (path === null) return { value: input };
  const [name, ...more] = (typeof path === "string" && !path.startsWith("$$") ? namesOf(path) : undefined) ?? [];
  // Nobody changes a payload, so that the rest of it need not be copied.
  return name !== undefined && more.length === 0 && isFields(input) && result !== undefined
    ? { value: { ...input, [name]: result } }
    : undefined;
}

function namesOf(path: string): readonly string[] | undefined {
  if (!known.has(path)) known.set(path, plainPath.test(path) ? path.split(".").slice(1) : undefined);
  return known.get(path);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
