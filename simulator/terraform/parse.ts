import { getExpressionAst } from "@cdktf/hcl2json";
import {
  binaryOperators,
  splatElement,
  unaryOperators,
  type BinaryOperator,
  type Expression,
  type Step,
  type UnaryOperator,
} from "./ast.ts";
import { EvaluationError, ModuleError } from "./errors.ts";
import { hasFunction } from "./functions.ts";
import { normalized, toNumber } from "./values.ts";

/** A node of the tree that HashiCorp's own parser makes of an expression. */
interface Node {
  readonly type: string;
  readonly children: readonly Node[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly range: { readonly start: { readonly byte: number }; readonly end: { readonly byte: number } };
}

/** No line of a module is the same, so that it can end a text of several lines. */
const endOfText = "END_OF_THIS_TEMPLATE";

/**
 * Reads a value of Terraform's JSON: its texts are templates, and all of it may be nested.
 *
 * @param json as HashiCorp's parser gives it for an attribute or a block
 * @throws ModuleError for a kind of expression, an operator or a function that is not supported
 */
export async function parseJson(json: unknown): Promise<Expression> {
  if (typeof json === "string") return parseTemplate(json);
  if (Array.isArray(json)) return { kind: "tuple", items: await inTurn(json, parseJson) };
  if (typeof json === "object" && json !== null) {
    const parseEntry = async ([key, value]: [string, unknown]) =>
      [await parseTemplate(key), await parseJson(value)] as const;
    return { kind: "object", entries: await inTurn(Object.entries(json), parseEntry) };
  }
  if (json === null || typeof json === "number" || typeof json === "boolean") return { kind: "literal", value: json };
  throw new ModuleError(`Terraform's JSON has no ${typeof json}`);
}

/** Asks for one thing after the other: the parser is one instance of WebAssembly. */
export async function inTurn<From, To>(items: readonly From[], ask: (item: From) => Promise<To>): Promise<To[]> {
  const answers: To[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}

/**
 * Reads a text of Terraform's JSON, which is a template.
 *
 * @throws ModuleError for a kind of expression, an operator or a function that is not supported
 */
export async function parseTemplate(template: string): Promise<Expression> {
  return parseText(template, isFunction);
}

/**
 * Reads the type of a variable, which looks like an expression with functions of its own.
 *
 * @throws ModuleError for what cannot be a type
 */
export async function parseTypeExpression(template: string): Promise<Expression> {
  return parseText(template, (name) => typeFunctions.includes(name));
}

const typeFunctions: readonly string[] = ["list", "set", "map", "tuple", "object", "optional"];

/** `can` and `try` look at expressions, not at values. */
function isFunction(name: string): boolean {
  return name === "can" || name === "try" || hasFunction(name);
}

async function parseText(template: string, isKnownFunction: (name: string) => boolean): Promise<Expression> {
  if (!/[$%]\{/.test(template)) return { kind: "literal", value: normalized(template) };
  // Between these lines stands the text as it is, without the quotes and escapes that a text of one line would need.
  const source = `<<${endOfText}\n${template}\n${endOfText}\n`;
  const { children } = (await getExpressionAst("expression.tf", source)) as unknown as Node;
  const reader = new NodeReader(Buffer.from(source), isKnownFunction);
  const last = children.length - 1;
  const parts = children
    .map((child, index) => (index === last ? withoutLineBreak(child) : child))
    .filter((child) => child.type !== "literalValue" || child.meta?.["value"] !== "")
    .map((child) => reader.readPart(child, unescapeMarkers));
  const [only] = parts;
  // One interpolation and nothing else is what stands in it, of whatever type.
  return parts.length === 1 && only !== undefined ? only : { kind: "template", parts };
}

/** The line break before the line that ends the text. */
function withoutLineBreak(node: Node): Node {
  if (node.type !== "literalValue") throw new ModuleError("A template does not end with its line break");
  return { ...node, meta: { ...node.meta, value: String(node.meta?.["value"]).replace(/\n$/, "") } };
}

/** Makes expressions of the parser's nodes. */
class NodeReader {
  /** The nodes' places are bytes of this text. */
  readonly #source: Buffer;
  readonly #isKnownFunction: (name: string) => boolean;

  constructor(source: Buffer, isKnownFunction: (name: string) => boolean) {
    this.#source = source;
    this.#isKnownFunction = isKnownFunction;
  }

  read(node: Node): Expression {
    const meta = node.meta ?? {};
    if (String(meta["value"]).startsWith("%{")) throw new ModuleError("Directives in templates are not supported");
    switch (node.type) {
      // Brackets around an expression; what has nothing in it is the element of a splat.
      case "":
        return node.children.length === 0
          ? { kind: "reference", name: splatElement, path: [] }
          : this.read(child(node, 0));
      case "literalValue":
        return { kind: "literal", value: literal(meta) };
      case "scopeTraversal": {
        const [name, ...path] = steps(meta);
        return { kind: "reference", name: String(name), path };
      }
      case "relativeTraversal":
        return { kind: "traversal", source: this.read(child(node, 0)), path: steps(meta) };
      case "index":
        return { kind: "index", source: this.read(child(node, 0)), key: this.read(child(node, 1)) };
      case "splat":
        return { kind: "splat", source: this.read(child(node, 0)), each: this.read(child(node, 1)) };
      case "function":
        return this.#readCall(node);
      case "binaryOp":
        return {
          kind: "binary",
          operator: operator<BinaryOperator>(binaryOperators, meta),
          left: this.read(child(node, 0)),
          right: this.read(child(node, 1)),
        };
      case "unaryOp":
        return {
          kind: "unary",
          operator: operator<UnaryOperator>(unaryOperators, meta),
          operand: this.read(child(node, 0)),
        };
      case "conditional":
        return {
          kind: "conditional",
          condition: this.read(child(node, 0)),
          whenTrue: this.read(child(node, 1)),
          whenFalse: this.read(child(node, 2)),
        };
      case "template":
        if (!String(meta["value"]).startsWith('"')) {
          throw new ModuleError("Texts of several lines within an expression are not supported");
        }
        return { kind: "template", parts: node.children.map((part) => this.readPart(part, unescapeQuoted)) };
      case "templateWrap":
        return this.read(child(node, 0));
      case "tuple":
        return { kind: "tuple", items: node.children.map((item) => this.read(item)) };
      case "object":
        return this.#readObject(node);
      case "for":
        return this.#readFor(node);
      default:
        throw new ModuleError(`Expressions of type ${node.type} are not supported`);
    }
  }

  /** A part of a template: the parser leaves the texts between the interpolations as they are written. */
  readPart(node: Node, decode: (text: string) => string): Expression {
    const { type, value } = node.meta ?? {};
    if (node.type !== "literalValue" || type !== "string") return this.read(node);
    return { kind: "literal", value: normalized(decode(String(value))) };
  }

  #readCall(node: Node): Expression {
    const name = String(node.meta?.["name"]);
    if (!this.#isKnownFunction(name)) throw new ModuleError(`The function ${name} is not supported`);
    return {
      kind: "call",
      name,
      arguments: node.children.map((argument) => this.read(argument)),
      isExpanded: node.meta?.["expandedFinalArgument"] === true,
    };
  }

  /** The children are keys and values in turn. */
  #readObject(node: Node): Expression {
    const keys = node.children.filter((_, index) => index % 2 === 0);
    return {
      kind: "object",
      entries: keys.map((key, index) => [this.#readKey(key), this.read(child(node, 2 * index + 1))] as const),
    };
  }

  /** A key without quotes is its own name, which is only in the source. */
  #readKey(key: Node): Expression {
    if (key.children.length > 0) return this.read(key);
    const { start, end } = key.range;
    const name = this.#source.subarray(start.byte, end.byte).toString();
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name)) throw new ModuleError(`The key ${name} is not supported`);
    return { kind: "literal", value: normalized(name) };
  }

  #readFor(node: Node): Expression {
    const meta = node.meta ?? {};
    const [collection, ...others] = node.children.map((part) => this.read(part));
    const resultKey = meta["openRangeValue"] === "{" ? others.shift() : undefined;
    const [result, condition] = others;
    if (collection === undefined || result === undefined) throw new ModuleError("A for expression is not complete");
    return {
      kind: "for",
      collection,
      keyName: meta["keyVar"] === "" ? undefined : String(meta["keyVar"]),
      valueName: String(meta["valVar"]),
      resultKey,
      result,
      isGrouped: meta["groupedValue"] === true,
      condition,
    };
  }
}

function child(node: Node, index: number): Node {
  const found = node.children[index];
  if (found === undefined) throw new ModuleError(`An expression of type ${node.type} is not complete`);
  return found;
}

function operator<Operator extends string>(
  known: readonly Operator[],
  meta: Readonly<Record<string, unknown>>,
): Operator {
  const found = known.find((name) => name === meta["operator"]);
  if (found === undefined) throw new ModuleError(`The operator ${String(meta["operator"])} is not supported`);
  return found;
}

function literal(meta: Readonly<Record<string, unknown>>): string | number | boolean | null {
  const text = String(meta["value"]);
  switch (meta["type"]) {
    case "string":
      return normalized(text);
    case "number":
      return toNumber(text);
    case "bool":
      return text === "true";
    default:
      if (text === "null") return null;
      throw new ModuleError(`The literal ${text} is not supported`);
  }
}

function steps(meta: Readonly<Record<string, unknown>>): Step[] {
  const traversal = meta["traversal"] as readonly { readonly type: string; readonly segment: string }[];
  return traversal.map(({ type, segment }) => {
    if (type === "nameTraversal") return segment;
    if (type !== "indexTraversal") throw new ModuleError(`The traversal ${type} is not supported`);
    return segment.startsWith('"') ? segment.slice(1, -1) : Number(segment);
  });
}

/** Doubled markers stand for themselves. */
function unescapeMarkers(text: string): string {
  return text.replace(/([$%])\1\{/g, "$1{");
}

/** What a backslash makes of the next character, in a text between quotes. */
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function unescapeQuoted(text: string): string {
  return text.replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)|([$%])\4\{/gs,
    (all, short?: string, long?: string, escaped?: string, marker?: string) => {
      if (marker !== undefined) return `${marker}{`;
      if (escaped === undefined) return String.fromCodePoint(parseInt(short ?? long ?? "", 16));
      const character = escapes[escaped];
      if (character === undefined) throw new EvaluationError(`${all} is no escape`);
      return character;
    },
  );
}
