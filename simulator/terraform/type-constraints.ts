import type { Expression } from "./ast.ts";
import { ModuleError } from "./errors.ts";
import { emptyScope, evaluate } from "./expressions.ts";
import { parseTypeExpression } from "./parse.ts";
import { anyType, convert, type Attribute, type Type } from "./types.ts";
import { isList, isObject, toText, type Value } from "./values.ts";

/**
 * Reads the type of a variable.
 *
 * @param text as HashiCorp's parser gives it, for example `${object({ a = optional(string, "x") })}`
 * @throws ModuleError for what is no type
 */
export async function readType(text: string): Promise<Type> {
  return typeOfExpression(await parseTypeExpression(text));
}

function typeOfExpression(expression: Expression): Type {
  if (expression.kind === "reference" && expression.path.length === 0) {
    const { name } = expression;
    if (name === "string" || name === "number" || name === "bool" || name === "any") return { kind: name };
  }
  if (expression.kind === "call") {
    const { name, arguments: given } = expression;
    const [argument, ...more] = given;
    if (argument !== undefined && more.length === 0) {
      if (name === "list" || name === "set" || name === "map")
        return { kind: name, element: typeOfExpression(argument) };
      if (name === "tuple" && argument.kind === "tuple") {
        return { kind: "tuple", items: argument.items.map(typeOfExpression) };
      }
      if (name === "object" && argument.kind === "object") {
        const attributes = argument.entries.map(
          ([key, type]) => [toText(evaluate(key, emptyScope)), readAttribute(type)] as const,
        );
        return { kind: "object", attributes: new Map(attributes) };
      }
    }
  }
  const word = expression.kind === "call" || expression.kind === "reference" ? expression.name : expression.kind;
  throw new ModuleError(`The type ${word} is not supported`);
}

function readAttribute(expression: Expression): Attribute {
  if (expression.kind !== "call" || expression.name !== "optional") {
    return { type: typeOfExpression(expression), isOptional: false };
  }
  const [type, ...defaults] = expression.arguments;
  const [byDefault] = defaults;
  if (type === undefined || defaults.length > 1) throw new ModuleError("optional takes a type and a default");
  const attribute = { type: typeOfExpression(type), isOptional: true };
  if (byDefault === undefined) return attribute;
  return { ...attribute, default: convert(evaluate(byDefault, emptyScope), attribute.type) };
}

/** Puts the defaults of optional attributes where they are missing or null, however deep they are, before a conversion. */
export function withDefaults(value: Value, type: Type): Value {
  if (value === null) return null;
  if (type.kind === "object" && isObject(value)) {
    const entries = new Map(Object.entries(value));
    for (const [name, attribute] of type.attributes) {
      const given = entries.get(name) ?? attribute.default;
      if (given !== undefined) entries.set(name, withDefaults(given, attribute.type));
    }
    return Object.fromEntries(entries);
  }
  if ((type.kind === "list" || type.kind === "set") && isList(value)) {
    return value.map((item) => withDefaults(item, type.element));
  }
  if (type.kind === "map" && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDefaults(item, type.element)]));
  }
  if (type.kind === "tuple" && isList(value)) {
    return value.map((item, index) => withDefaults(item, type.items[index] ?? anyType));
  }
  return value;
}
