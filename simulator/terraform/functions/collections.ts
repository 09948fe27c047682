import { EvaluationError, ModuleError } from "../errors.ts";
import { whole } from "../numbers.ts";
import {
  anyType,
  convert,
  isEqual,
  isSameType,
  isSet,
  listOf,
  mapOf,
  setOf,
  stringType,
  typeOf,
  unify,
  type Type,
} from "../types.ts";
import {
  compareTexts,
  isList,
  isObject,
  kindOf,
  sortedKeys,
  toBoolean,
  toText,
  type ObjectValue,
  type Value,
} from "../values.ts";
import { list, map, sequence, takes, takesAny, type TerraformFunction } from "./arguments.ts";

/** What Terraform does with lists, sets, maps and objects. */
export const collectionFunctions: Readonly<Record<string, TerraformFunction>> = {
  alltrue: takes(1, (items = null) => list(items).every((item) => item !== null && toBoolean(item))),
  anytrue: takes(1, (items = null) => list(items).some((item) => item !== null && toBoolean(item))),
  coalesce: takesAny((values) => {
    const type = commonType(values.map(typeOf), "coalesce");
    const found = values.find((value) => value !== null && convert(value, type) !== "");
    if (found === undefined) throw new EvaluationError("coalesce needs a value that is neither null nor empty");
    return convert(found, type);
  }),
  coalescelist: takesAny((lists) => {
    const found = lists.find((items) => items !== null && sequence(items).length > 0);
    if (found === undefined) throw new EvaluationError("coalescelist needs a list that is not empty");
    return found;
  }),
  compact: takes(1, (items = null) => {
    const texts = list(items).map((item) => (item === null ? "" : toText(item)));
    return listOf(
      texts.filter((text) => text !== ""),
      stringType,
    );
  }),
  concat: takesAny((lists) => {
    const items = lists.flatMap(sequence);
    const given = lists.map(typeOf);
    const type = given.every(({ kind }) => kind === "list") ? unify(given) : undefined;
    return type === undefined ? items : convert(items, type);
  }, 1),
  contains: takes(2, (items = null, wanted = null) => list(items).some((item) => isEqual(item, wanted))),
  distinct: takes(1, (items = null) => {
    const all = list(convert(items, { kind: "list", element: anyType }));
    const distinct = all.filter((item, index) => all.findIndex((other) => isEqual(item, other)) === index);
    return listOf(distinct, elementOf(all));
  }),
  element: takes(2, (items = null, index = null) => {
    const all = sequence(items);
    const place = whole(index);
    if (all.length === 0 || place < 0)
      throw new EvaluationError(`element finds no element ${place} in a list of ${all.length}`);
    return all[place % all.length] ?? null;
  }),
  flatten: takes(1, (items = null) => flatten(list(items))),
  index: takes(2, (items = null, wanted = null) => {
    const place = sequence(items).findIndex((item) => isEqual(item, wanted));
    if (place < 0) throw new EvaluationError("index finds no such element");
    return place;
  }),
  keys: takes(1, (object = null) => {
    const keys = sortedKeys(map(object));
    return typeOf(object).kind === "map" ? listOf(keys, stringType) : keys;
  }),
  length: takes(1, (value = null) => length(value)),
  lookup: takes(2, (...given) => lookup(...given), 3),
  merge: takesAny((objects) => {
    const given = objects.filter((object) => object !== null);
    const merged = Object.fromEntries(given.flatMap((object) => Object.entries(map(object))));
    const [first, ...others] = given.map(typeOf);
    const isMap = first?.kind === "map" && others.every((other) => isSameType(first, other));
    return isMap ? mapOf(Object.entries(merged), first.element) : merged;
  }),
  one: takes(1, (items = null) => {
    const [only, ...more] = list(items);
    if (more.length > 0) throw new EvaluationError("one needs a list of at most one element");
    return only ?? null;
  }),
  reverse: takes(1, (items = null) => like(items, [...list(items)].reverse())),
  setintersection: takesAny((sets) => {
    const [[first = [], ...others], element] = commonSets(sets);
    return setOf(
      first.filter((item) => others.every((other) => has(other, item))),
      element,
    );
  }, 1),
  setproduct: takesAny((lists) => product(lists), 2),
  setsubtract: takes(2, (...sets) => {
    const [[from = [], what = []], element] = commonSets(sets);
    return setOf(
      from.filter((item) => !has(what, item)),
      element,
    );
  }),
  setunion: takesAny((sets) => {
    const [all, element] = commonSets(sets);
    return setOf(all.flat(), element);
  }, 1),
  slice: takes(3, (items = null, from = null, to = null) => {
    const [all, start, end] = [sequence(items), whole(from), whole(to)];
    if (start < 0 || end < start || end > all.length) throw new EvaluationError("slice is out of range");
    return like(items, all.slice(start, end));
  }),
  sort: takes(1, (items = null) => {
    const texts = list(convert(items, { kind: "list", element: stringType }));
    if (texts.includes(null)) throw new EvaluationError("sort takes no null");
    return listOf([...setOrder(texts)], stringType);
  }),
  toset: takes(1, (value = null) => convert(value, { kind: "set", element: anyType })),
  tolist: takes(1, (value = null) => convert(value, { kind: "list", element: anyType })),
  tomap: takes(1, (value = null) => convert(value, { kind: "map", element: anyType })),
  values: takes(1, (object = null) => {
    const values = sortedKeys(map(object)).map((key) => map(object)[key] ?? null);
    return typeOf(object).kind === "map" ? listOf(values, elementOf(object)) : values;
  }),
  zipmap: takes(2, (keys = null, values = null) => {
    const names = sequence(keys).map(toText);
    const items = sequence(values);
    if (names.length !== items.length) throw new EvaluationError("zipmap needs as many values as keys");
    const entries = names.map((name, index) => [name, items[index] ?? null] as const);
    return typeOf(values).kind === "list" ? mapOf(entries, elementOf(values)) : Object.fromEntries(entries);
  }),
};

/** The type of a collection's elements. */
function elementOf(value: Value): Type {
  const type = typeOf(value);
  return type.kind === "list" || type.kind === "set" || type.kind === "map" ? type.element : anyType;
}

/** Items in the kind of collection that they come from; those of a set become a list. */
function like(source: Value, items: readonly Value[]): readonly Value[] {
  return typeOf(source).kind === "tuple" ? items : listOf(items, elementOf(source));
}

/** Texts in the order of their code points, with duplicates. */
function setOrder(texts: readonly Value[]): readonly Value[] {
  return texts.map(toText).sort(compareTexts);
}

function commonType(types: readonly Type[], purpose: string): Type {
  const type = unify(types);
  if (type === undefined) throw new EvaluationError(`${purpose} needs values of one type`);
  return type;
}

function has(items: readonly Value[], wanted: Value): boolean {
  return items.some((item) => isEqual(item, wanted));
}

/** The sets with elements of their common type. */
function commonSets(values: readonly Value[]): readonly [readonly (readonly Value[])[], Type] {
  const sets = values.map((value) => convert(list(value), { kind: "set", element: anyType }));
  const element = commonType(sets.map(elementOf), "sets");
  return [sets.map((set) => list(convert(set, { kind: "set", element }))), element];
}

function flatten(items: readonly Value[]): Value[] {
  return items.flatMap((item) => (isList(item) ? flatten(item) : [item]));
}

/** Elements of a list, entries of a map, or characters of a text as a reader counts them. */
function length(value: Value): number {
  if (isList(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  if (typeof value !== "string") {
    throw new EvaluationError(`a string or a collection is required, not ${kindOf(value)}`);
  }
  // A segmenter takes megabytes for a script in Base64. Of ASCII's characters only a line's end in Windows' form is two.
  if (/^[\0-\x7f]*$/.test(value)) return value.replaceAll("\r\n", "\n").length;
  return [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(value)].length;
}

function lookup(object: Value = null, key: Value = null, ...byDefault: readonly Value[]): Value {
  const name = toText(key);
  const found: ObjectValue = map(object);
  const [fallback] = byDefault;
  if (Object.hasOwn(found, name)) return found[name] ?? null;
  if (fallback === undefined) throw new EvaluationError(`lookup finds no ${name}`);
  return typeOf(object).kind === "map" ? convert(fallback, elementOf(object)) : fallback;
}

/** Every combination of the elements, the last one changing fastest. */
function product(lists: readonly Value[]): Value {
  const all = lists.map((items) =>
    typeOf(items).kind === "tuple" ? list(convert(items, { kind: "list", element: anyType })) : list(items),
  );
  const items = all.reduce<readonly (readonly Value[])[]>(
    (combinations, next) => combinations.flatMap((combination) => next.map((item) => [...combination, item])),
    [[]],
  );
  const element: Type = { kind: "tuple", items: all.map(elementOf) };
  if (!all.every(isSet)) return listOf(items, element);
  if (items.length > 1)
    throw new ModuleError("setproduct of sets only, whose order is Terraform's own, is not supported");
  return setOf(items, element);
}
