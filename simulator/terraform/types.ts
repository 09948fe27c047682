import { EvaluationError, ModuleError } from "./errors.ts";
import {
  compareTexts,
  isList,
  isObject,
  kindOf,
  sortedKeys,
  toBoolean,
  toNumber,
  toText,
  type ObjectValue,
  type Value,
} from "./values.ts";

/** A type of Terraform's. `any` is one that is not known: of a null, of the elements of an empty list. */
export type Type =
  | { readonly kind: "string" | "number" | "bool" | "any" }
  | CollectionType
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | ObjectType;

/** A collection whose elements have all one type. */
export interface CollectionType {
  readonly kind: "list" | "set" | "map";
  readonly element: Type;
}

/** An object: names and types of its attributes. */
export interface ObjectType {
  readonly kind: "object";
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** An attribute of an object type. */
export interface Attribute {
  readonly type: Type;
  readonly isOptional: boolean;
  /** What stands for it where it is missing or null. */
  readonly default?: Value;
}

/** The type that is not known. */
export const anyType: Type = { kind: "any" };
/** The type of texts. */
export const stringType: Type = { kind: "string" };

/**
 * The types of the lists, sets, maps and converted objects. An array that is not in it is a tuple, an object that is not in it an
 * object: this is what brackets, braces and `for` make. Beside the values, so that they stay plain data.
 */
const types = new WeakMap<object, Type>();

/** The type of a value. */
export function typeOf(value: Value): Type {
  if (value === null) return anyType;
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "string" || typeof value === "number") return { kind: typeof value as "string" | "number" };
  const known = types.get(value);
  if (known !== undefined) return known;
  if (isList(value)) return { kind: "tuple", items: value.map(typeOf) };
  const attributes = Object.entries(value).map(
    ([name, attribute]) => [name, { type: typeOf(attribute), isOptional: false }] as const,
  );
  return { kind: "object", attributes: new Map(attributes) };
}

/** Whether a value is a set. */
export function isSet(value: Value): boolean {
  return isList(value) && typeOf(value).kind === "set";
}

/** A list; its elements have one type already. */
export function listOf(items: readonly Value[], element: Type): readonly Value[] {
  return withType([...items], { kind: "list", element });
}

/** A set; its elements have one type already. */
export function setOf(items: readonly Value[], element: Type): readonly Value[] {
  const distinct = items.filter((item, index) => items.findIndex((other) => isEqual(item, other)) === index);
  return withType(distinct.sort(compareInSet), { kind: "set", element });
}

/** A map; its elements have one type already. */
export function mapOf(entries: Iterable<readonly [string, Value]>, element: Type): ObjectValue {
  return withType(Object.fromEntries(entries), { kind: "map", element });
}

function withType<Collection extends readonly Value[] | ObjectValue>(value: Collection, type: Type): Collection {
  types.set(value, type);
  return value;
}

/**
 * Converts a value to a type, as Terraform does: attributes that the type does not have are dropped.
 *
 * @throws EvaluationError for a value that cannot be converted
 */
export function convert(value: Value, type: Type): Value {
  if (value === null || type.kind === "any") return value;
  switch (type.kind) {
    case "string":
      return toText(value);
    case "number":
      return toNumber(value);
    case "bool":
      return toBoolean(value);
    case "list":
    case "set": {
      if (!isList(value)) throw required(type);
      const element = elementType(value, type);
      const items = value.map((item) => convert(item, element));
      return type.kind === "list" ? listOf(items, element) : setOf(items, element);
    }
    case "map": {
      if (!isObject(value)) throw required(type);
      const element = elementType(Object.values(value), type);
      return mapOf(
        Object.entries(value).map(([key, item]) => [key, convert(item, element)] as const),
        element,
      );
    }
    case "tuple":
      if (!isList(value) || isSet(value) || value.length !== type.items.length) throw required(type);
      return value.map((item, index) => convert(item, type.items[index] ?? anyType));
    case "object":
      return convertObject(value, type);
  }
}

function convertObject(value: Value, type: ObjectType): Value {
  if (!isObject(value)) throw required(type);
  const attributes = [...type.attributes].map(([name, attribute]) => {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined && !attribute.isOptional) throw new EvaluationError(`the attribute ${name} is required`);
    return [name, within(name, () => convert(given ?? null, attribute.type))] as const;
  });
  return withType(Object.fromEntries(attributes), {
    kind: "object",
    attributes: new Map(
      attributes.map(([name, converted]) => {
        const declared = type.attributes.get(name)?.type ?? anyType;
        return [name, { type: declared.kind === "any" ? typeOf(converted) : declared, isOptional: false }];
      }),
    ),
  });
}

/** Names the attribute that an error is about. */
function within(name: string, find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    throw error instanceof EvaluationError ? new EvaluationError(`${name}: ${error.message}`, { cause: error }) : error;
  }
}

/** The type of a collection's elements: the one that is wanted, or the common one of what is there. */
function elementType(items: readonly Value[], type: CollectionType): Type {
  if (type.element.kind !== "any") return type.element;
  const common = unify(items.map(typeOf));
  if (common === undefined) throw new EvaluationError(`all elements of a ${type.kind} must have the same type`);
  return common;
}

function required(type: Type): EvaluationError {
  return new EvaluationError(`${/^[aeiou]/.test(type.kind) ? "an" : "a"} ${nameOf(type)} is required`);
}

/** A type in words. */
export function nameOf(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind} of ${nameOf(type.element)}`;
    case "tuple":
      return `tuple of ${type.items.length} elements`;
    case "object":
      return `object with ${[...type.attributes.keys()].join(", ") || "no attributes"}`;
    default:
      return type.kind;
  }
}

/** Whether two types are the same. */
export function isSameType(a: Type, b: Type): boolean {
  if (a.kind === "tuple" && b.kind === "tuple") {
    return (
      a.items.length === b.items.length && a.items.every((item, index) => isSameType(item, b.items[index] ?? item))
    );
  }
  if (a.kind === "object" && b.kind === "object") {
    return (
      a.attributes.size === b.attributes.size &&
      [...a.attributes].every(([name, { type }]) => {
        const other = b.attributes.get(name);
        return other !== undefined && isSameType(type, other.type);
      })
    );
  }
  if (isCollection(a) && isCollection(b)) return a.kind === b.kind && isSameType(a.element, b.element);
  return a.kind === b.kind;
}

function isCollection(type: Type): type is CollectionType {
  return type.kind === "list" || type.kind === "set" || type.kind === "map";
}

/**
 * The type that values of several types are converted to where they have to have one, as go-cty's `UnifyUnsafe` finds it.
 *
 * @returns nothing where Terraform finds none
 * @throws ModuleError for combinations that this reader does not know
 */
export function unify(candidates: readonly Type[]): Type | undefined {
  const known = candidates.filter(({ kind }) => kind !== "any");
  const [first] = known;
  if (first === undefined) return anyType;
  if (known.every((type) => isSameType(type, first))) return first;
  const kinds = [...new Set(known.map(({ kind }) => kind))].sort();
  const isOnly = (...expected: readonly string[]) => kinds.every((kind) => expected.includes(kind));
  if (isOnly("string", "number", "bool")) return kinds.includes("string") ? stringType : undefined;
  if (isOnly("object")) return unifyObjects(known.filter((type) => type.kind === "object"));
  if (isOnly("tuple")) return unifyTuples(known.flatMap((type) => (type.kind === "tuple" ? [type.items] : [])));
  if (kinds.length === 1 || isOnly("list", "tuple") || isOnly("set", "tuple") || isOnly("map", "object")) {
    return unifyCollections(known);
  }
  if (isOnly("list", "set", "tuple")) throw new ModuleError(`The common type of ${kinds.join(", ")} is not supported`);
  return undefined;
}

function unifyObjects(objects: readonly ObjectType[]): Type | undefined {
  const [first, ...others] = objects.map(({ attributes }) => attributes);
  if (first === undefined) return undefined;
  const names = [...first.keys()];
  if (
    others.some(({ size }) => size !== first.size) ||
    others.some((other) => names.some((name) => !other.has(name)))
  ) {
    const element = unify(objects.flatMap(({ attributes }) => [...attributes.values()].map(({ type }) => type)));
    return element && { kind: "map", element };
  }
  const attributes = new Map<string, Attribute>();
  for (const name of names) {
    const type = unify(objects.map((object) => object.attributes.get(name)?.type ?? anyType));
    if (type === undefined) return undefined;
    attributes.set(name, { type, isOptional: false });
  }
  return { kind: "object", attributes };
}

function unifyTuples(tuples: readonly (readonly Type[])[]): Type | undefined {
  const [first = []] = tuples;
  if (tuples.some(({ length }) => length !== first.length)) {
    const element = unify(tuples.flat());
    return element && { kind: "list", element };
  }
  const items = first.map((_, index) => unify(tuples.map((tuple) => tuple[index] ?? anyType)));
  return items.every((item) => item !== undefined) ? { kind: "tuple", items } : undefined;
}

/** Collections of one kind, and tuples or objects that become such. */
function unifyCollections(all: readonly Type[]): Type | undefined {
  const collections = all.filter(isCollection);
  const [first] = collections;
  const element = unify(collections.map((collection) => collection.element));
  if (first === undefined || element === undefined) return undefined;
  const others = all.flatMap((type) => {
    if (type.kind === "tuple") return type.items;
    return type.kind === "object" ? [...type.attributes.values()].map((attribute) => attribute.type) : [];
  });
  const isPlain = ({ kind }: Type) => ["string", "number", "bool", "any"].includes(kind);
  const isSafe = collections.every(
    (collection) => isPlain(collection.element) || isSameType(collection.element, element),
  );
  if (!isSafe || others.some((other) => !isPlain(other) && !isSameType(other, element))) {
    throw new ModuleError(`The common type of ${all.map(nameOf).join(" and ")} is not supported`);
  }
  if (element.kind === "any") {
    const common = unify(others);
    return common && { kind: first.kind, element: common };
  }
  // A text may become a number or a bool, but these two never each other.
  const kinds = new Set(
    [element, ...others].map(({ kind }) => kind).filter((kind) => kind !== "string" && kind !== "any"),
  );
  if (element.kind !== "string" && kinds.size > 1) return undefined;
  return { kind: first.kind, element };
}

/**
 * Whether two values are equal to Terraform's `==`, which finds no text equal to a number, and no list equal to a tuple.
 *
 * @throws ModuleError for two empty collections, where the types of their elements are not known
 */
export function isEqual(a: Value, b: Value): boolean {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const [typeA, typeB] = [typeOf(a), typeOf(b)];
  if (typeA.kind !== typeB.kind) return false;
  const [itemsA, itemsB] = [elementsOf(a), elementsOf(b)];
  if (itemsA.length === 0 && itemsB.length === 0 && isCollection(typeA) && isCollection(typeB)) {
    if (typeA.element.kind === "any" || typeB.element.kind === "any") {
      throw new ModuleError(`Comparing an empty ${typeA.kind} whose elements have no known type is not supported`);
    }
    return isSameType(typeA, typeB);
  }
  return (
    itemsA.length === itemsB.length &&
    itemsA.every(([key, item], index) => {
      const [otherKey, other = null] = itemsB[index] ?? [];
      return key === otherKey && isEqual(item, other);
    })
  );
}

function elementsOf(value: readonly Value[] | ObjectValue): (readonly [string | number, Value])[] {
  if (isList(value)) return value.map((item, index) => [index, item] as const);
  return sortedKeys(value).map((key) => [key, value[key] ?? null] as const);
}

/** The order of a set's elements: by go-cty's rules, which put what is no primitive in the order of a text made of it. */
function compareInSet(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return compareTexts(orderText(a), orderText(b));
}

/** What go-cty's `makeSetHashBytes` writes of a value. */
function orderText(value: Value): string {
  if (value === null) return "~";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (typeof value === "number") {
    if (Math.abs(value) >= 1e10 || !/^-?\d+(\.\d{1,4})?$/.test(String(value))) {
      throw new ModuleError(`The place of ${value} in a set of ${kindOf([])}s or objects is not supported`);
    }
    return String(value);
  }
  if (typeof value === "string") return goQuoted(value);
  const elements = elementsOf(value);
  switch (typeOf(value).kind) {
    case "map":
      return `{${elements.map(([key, item]) => `${goQuoted(String(key))}:${orderText(item)};`).join("")}}`;
    case "object":
    case "tuple":
      return `<${elements.map(([, item]) => `${orderText(item)};`).join("")}>`;
    default:
      return `[${elements.map(([, item]) => `${orderText(item)};`).join("")}]`;
  }
}

/** A text as Go's `%q` writes it. */
function goQuoted(text: string): string {
  if (/[^\P{C}\n\t\r]/u.test(text))
    throw new ModuleError(`The place of ${JSON.stringify(text)} in a set is not supported`);
  return JSON.stringify(text);
}
