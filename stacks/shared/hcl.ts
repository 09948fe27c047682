import { Fn, type IResolvable, type IResolveContext, Token, Tokenization } from "cdktf";

/** An expression in Terraform's own language, with the values that stand in it. */
class Expression implements IResolvable {
  /** Where CDKTF would note who made the token; nothing here reads it. */
  readonly creationStack: string[] = [];
  readonly #strings: readonly string[];
  readonly #values: readonly unknown[];

  constructor(strings: TemplateStringsArray, values: readonly unknown[]) {
    // Raw, so that a regular expression's backslashes stay; only `\${`, Terraform's own interpolation, is unescaped.
    this.#strings = strings.raw.map((part) => part.replaceAll("\\${", "${"));
    this.#values = values;
  }

  resolve(context: IResolveContext): string {
    const { suppressBraces } = context;
    context.suppressBraces = true;
    const text = this.#strings.reduce((left, right, index) => left + insert(this.#values[index - 1], context) + right);
    context.suppressBraces = suppressBraces ?? false;
    return suppressBraces === true ? text : `\${${text}}`;
  }

  toString(): string {
    return Token.asString(this);
  }
}

/** A text is a piece of the expression; lists and objects become Terraform's. */
function insert(value: unknown, context: IResolveContext): string {
  return typeof value === "string" ? String(context.resolve(value)) : render(value, context);
}

function render(value: unknown, context: IResolveContext): string {
  if (typeof value === "string" && Token.isUnresolved(value)) {
    return renderText(value, context);
  }
  if (Token.isUnresolved(value)) {
    return String(context.resolve(value));
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => render(item, context)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => `${JSON.stringify(key)} = ${render(inner, context)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value);
}

/** A text that is one reference is the reference; one with text around a reference is a template in quotes. */
function renderText(value: string, context: IResolveContext): string {
  const fragments = Tokenization.reverseString(value);
  if (fragments.length === 1) {
    return String(context.resolve(value));
  }
  if (fragments.literals.some((part) => /["\\\n]/.test(String(part)))) {
    throw new Error(`Write this text with template(), for it has characters to escape: ${value}`);
  }
  context.suppressBraces = false;
  const text = String(context.resolve(value));
  context.suppressBraces = true;
  return `"${text}"`;
}

/**
 * An expression as Terraform writes it: `` hcl`var.kms_key_id == "" ? 0 : 1` ``. What is put in with `${…}` may be an attribute
 * of another element (`` hcl`${queue.arn}` ``) and is rendered as the reference it stands for.
 *
 * @returns a text token; in a longer text it becomes an interpolation
 */
export function hcl(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  return Token.asString(new Expression(strings, values));
}

/** {@link hcl} where CDKTF wants a number. */
export function hclNumber(strings: TemplateStringsArray, ...values: readonly unknown[]): number {
  return Token.asNumber(new Expression(strings, values));
}

/** {@link hcl} where CDKTF wants a list of texts. */
export function hclList(strings: TemplateStringsArray, ...values: readonly unknown[]): string[] {
  return Token.asList(new Expression(strings, values));
}

/** {@link hcl} where CDKTF wants a map of texts. */
export function hclMap(strings: TemplateStringsArray, ...values: readonly unknown[]): Record<string, string> {
  return Token.asStringMap(new Expression(strings, values));
}

/** {@link hcl} where CDKTF takes any value: conditions, booleans, locals. */
export function hclAny(strings: TemplateStringsArray, ...values: readonly unknown[]): IResolvable {
  return new Expression(strings, values);
}

/**
 * A text with interpolations, as Terraform writes it between quotes: `template("${var.name_prefix}-x")`. Needed inside
 * {@link jsonencode}, which takes a plain text literally.
 */
export function template(text: string): string {
  return Token.asString(new Expression(Object.assign([], { raw: [`"${text}"`] }), []));
}

/**
 * `jsonencode({…})` of a value that may hold tokens. (`JSON.stringify` would break the tokens.)
 *
 * @param value objects, arrays, texts, numbers and booleans; no null, which CDKTF cannot render inside a function
 */
export function jsonencode(value: unknown): string {
  return Fn.jsonencode(value);
}

/** Text that Terraform is to take as it is, `${` and `%{` included. */
export function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}
