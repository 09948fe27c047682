import { type IResolvable, type IResolveContext, Token, Tokenization } from "cdktf";
import { escapeCharacters, escapeTemplate, writeValue } from "./hcl-value.ts";
import { bracket } from "./precedence.ts";
import { isInText } from "./template-text.ts";

/** How CDKTF writes a token into a text: a text's marker, or a number that no module would hold. */
const tokenInText = /\$\{TfToken\[[a-zA-Z0-9:._-]+\]\}|-\d(?:\.\d+)?e\+\d+/g;
const listMarker = "#{TfToken[";
const mapMarker = "&{TfToken[";

type Insert = (value: unknown, context: IResolveContext, left: string, right: string) => string;

/** An expression in Terraform's own language, with the values that stand in it. */
class Expression implements IResolvable {
  /** Where CDKTF would note who made the token; nothing here reads it. */
  readonly creationStack: string[] = [];
  readonly #strings: readonly string[];
  readonly #values: readonly unknown[];

  readonly #write: Insert;

  /** @param write writes a value that stands outside of quotes */
  constructor(strings: readonly string[], values: readonly unknown[], write: Insert = insertCode) {
    this.#strings = strings;
    this.#values = values;
    this.#write = write;
  }

  resolve(context: IResolveContext): string {
    const text = this.#strings.reduce((left, right, index) => {
      const value = this.#values[index - 1];
      return left + (isInText(left) ? insertText(value, context) : this.#write(value, context, left, right)) + right;
    });
    return context.suppressBraces === true ? text : `\${${text}}`;
  }

  toString(): string {
    return Token.asString(this);
  }
}

/** A value with a line of comment above it. */
class Commented implements IResolvable {
  readonly creationStack: string[] = [];

  readonly why: string;
  readonly value: unknown;

  constructor(why: string, value: unknown) {
    this.why = why;
    this.value = value;
  }

  resolve(): never {
    throw new Error(
      `The comment "${this.why}" has no place here: commented() is for values in lists and objects inside jsonencode(…) or hclAny\`\${[…]}\`.`,
    );
  }
}

/** Outside of quotes: a plain text is a piece of the expression, everything else is a value. */
function insertCode(value: unknown, context: IResolveContext, left: string, right: string): string {
  if (typeof value === "string" && !hasToken(value)) {
    refuseInterpolationInCode(value);
    return value;
  }
  return bracket(render(value, context), left, right);
}

/** Inside of quotes: a text is literal, everything else becomes an interpolation. */
function insertText(value: unknown, context: IResolveContext): string {
  if (typeof value === "string") {
    return literalWithTokens(value, context);
  }
  if ((typeof value === "number" && !Token.isUnresolved(value)) || typeof value === "boolean") {
    return String(value);
  }
  if (Tokenization.isResolvable(value) || typeof value === "number") {
    return `\${${resolveToken(value, context)}}`;
  }
  throw new Error(`Only texts, numbers, booleans and references can stand in a text: ${JSON.stringify(value)}`);
}

/** A value as an expression. Texts are literal, but for the tokens in them. */
function render(value: unknown, context: IResolveContext): string {
  if (typeof value === "string") {
    return renderText(value, context);
  }
  if (value instanceof Commented) {
    return value.resolve();
  }
  if (Token.isUnresolved(value)) {
    refuseMixedMap(value);
    return resolveToken(value, context);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => renderItem(item, context)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => renderEntry(key, inner, context));
    return `{${entries.join(", ")}}`;
  }
  return writeValue(value);
}

function renderItem(item: unknown, context: IResolveContext): string {
  if (typeof item === "string" && item.includes(listMarker)) {
    throw new Error("A list by reference cannot stand among other items of a list: join them with hclList`concat(…)`.");
  }
  return item instanceof Commented ? commentLines(item) + render(item.value, context) : render(item, context);
}

function renderEntry(key: string, value: unknown, context: IResolveContext): string {
  const code = renderText(key, context);
  // In brackets, for Terraform would take a bare reference for a name.
  const name = code.startsWith('"') ? code : `(${code})`;
  const [comment, inner] = value instanceof Commented ? [commentLines(value), value.value] : ["", value];
  return `${comment}${name} = ${render(inner, context)}`;
}

function commentLines({ why }: Commented): string {
  return `\n${why.trim().replace(/^ */gm, "# ")}\n`;
}

/** A text that is one token is the reference it stands for; others stand between quotes. */
function renderText(value: string, context: IResolveContext): string {
  const [only, ...more] = splitTokens(value);
  if (only !== undefined && more.length === 0 && typeof only !== "string") {
    return resolveToken(only.token, context);
  }
  return `"${literalWithTokens(value, context)}"`;
}

function literalWithTokens(value: string, context: IResolveContext): string {
  return splitTokens(value)
    .map((part, index, parts) => {
      if (typeof part !== "string") return `\${${resolveToken(part.token, context)}}`;
      refuseWrittenReference(part);
      const text = escapeTemplate(escapeCharacters(part));
      // `$` before an interpolation would escape it.
      return index < parts.length - 1 ? text.replace(/\$$/, "\\u0024") : text;
    })
    .join("");
}

/** A reference that is written out in a text, where it would be no reference but literal. A shell's `${HOME}` is none. */
const writtenReference = /(?<!\$)\$\{\s*(?:var|local|data|path|each|count|module|aws_\w+)\.[^}]*\}?/;

function refuseWrittenReference(text: string): void {
  const [found] = writtenReference.exec(text) ?? [];
  if (found !== undefined) {
    throw new Error(
      `The text ${JSON.stringify(text)} has ${found} written out, which would stay as it is: put a reference there, such as \${input.name}, \${resource.arn} or \${hcl\`…\`}.`,
    );
  }
}

/** A piece of an expression is no template: `${` can stand in it only between quotes. */
function refuseInterpolationInCode(piece: string): void {
  for (const { index } of piece.matchAll(/\$\{/g)) {
    if (!isInText(piece.slice(0, index))) {
      throw new Error(
        `The piece of an expression ${JSON.stringify(piece)} has an interpolation: put a reference there, such as \${input.name} or \${hcl\`…\`}.`,
      );
    }
  }
}

type TextPart = string | { readonly token: unknown };

/** Takes a text apart at the tokens in it. */
function splitTokens(text: string): readonly TextPart[] {
  if (text.includes(listMarker)) {
    throw new Error('A list by reference cannot stand in a text: make a text of it with hcl`join(",", …)`.');
  }
  if (text.includes("[object Object]")) {
    throw new Error(
      `A map by reference cannot stand in a text ("${text}"): make a text of it with hcl\`jsonencode(…)\`.`,
    );
  }
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(tokenInText)) {
    const token = match[0].startsWith("$") ? Tokenization.reverseString(match[0]).firstToken : Number(match[0]);
    if (token === undefined || !Token.isUnresolved(token)) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push({ token });
    end = match.index + match[0].length;
  }
  return end < text.length || parts.length === 0 ? [...parts, text.slice(end)] : parts;
}

function hasToken(text: string): boolean {
  return splitTokens(text).some((part) => typeof part !== "string");
}

/** What a token stands for, as an expression. CDKTF gives it as a template, from which a literal text can be told. */
function resolveToken(token: unknown, context: IResolveContext): string {
  const { suppressBraces } = context;
  context.suppressBraces = false;
  const resolved: unknown = context.resolve(token);
  context.suppressBraces = suppressBraces ?? false;
  return writeValue(resolved);
}

/** CDKTF would take the whole object for the map that a reference in it stands for, and drop the rest. */
function refuseMixedMap(value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value) || Tokenization.isResolvable(value)) return;
  const keys = Object.keys(value);
  if (keys.length > 1 && keys.some((key) => key.includes(mapMarker))) {
    throw new Error("A map by reference cannot be spread into an object: join them with hclMap`merge(…)`.");
  }
}

/** Raw, so that a regular expression's backslashes stay; only `\${`, Terraform's own interpolation, is unescaped. */
function expression(strings: TemplateStringsArray, values: readonly unknown[]): Expression {
  return new Expression(
    strings.raw.map((part) => part.replaceAll("\\${", "${")),
    values,
  );
}

/**
 * An expression as Terraform writes it: `` hcl`var.kms_key_id == "" ? 0 : 1` ``. What is put in with `${…}`:
 * - a reference to an input, a local or an attribute stands as itself, in brackets where operators beside it would bind stronger;
 * - lists, objects, numbers and texts with a reference in them become Terraform's;
 * - a plain text is a piece of the expression, such as the name of an attribute;
 * - between quotes of the expression a text is literal, and a reference becomes an interpolation.
 *
 * @returns a text token; in a longer text it becomes an interpolation
 */
export function hcl(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  return Token.asString(expression(strings, values));
}

/** {@link hcl} where CDKTF wants a number. */
export function hclNumber(strings: TemplateStringsArray, ...values: readonly unknown[]): number {
  return Token.asNumber(expression(strings, values));
}

/** {@link hcl} where CDKTF wants a list of texts. */
export function hclList(strings: TemplateStringsArray, ...values: readonly unknown[]): string[] {
  return Token.asList(expression(strings, values));
}

/** {@link hcl} where CDKTF wants a map of texts. */
export function hclMap(strings: TemplateStringsArray, ...values: readonly unknown[]): Record<string, string> {
  return Token.asStringMap(expression(strings, values));
}

/** {@link hcl} where CDKTF takes any value: conditions, booleans, locals. */
export function hclAny(strings: TemplateStringsArray, ...values: readonly unknown[]): IResolvable {
  return expression(strings, values);
}

/**
 * `jsonencode({…})` of a value that may hold tokens anywhere: as values, inside texts and inside keys. Everything else is literal, `${`,
 * quotes, line breaks and null included. (`JSON.stringify` would break the tokens, and CDKTF's own `Fn.jsonencode` breaks the texts.)
 *
 * @param value objects, arrays, texts, numbers, booleans and null; properties that are undefined are left out
 * @throws Error at synth for a value that JSON cannot hold
 */
export function jsonencode(value: unknown): string {
  return Token.asString(call("jsonencode", [value]));
}

/**
 * A call of one of Terraform's functions, whose arguments are values: plain texts are literal.
 *
 * @param name the function, for example `concat`
 * @param values its arguments
 */
export function call(name: string, values: readonly unknown[]): IResolvable {
  const separators = values.slice(1).map(() => ", ");
  return new Expression([`${name}(`, ...separators, ")"], values, renderItem);
}

/**
 * A value with the reason why it is there, as a comment on lines of its own above it.
 *
 * @param why one line, or several
 * @param value an item of a list, or a value in an object, inside {@link jsonencode} or `` hclAny`…` ``
 */
export function commented(why: string, value: unknown): IResolvable {
  return new Commented(why, value);
}

/** Text that Terraform is to take as it is, `${` and `%{` included. Needed only outside of expressions and {@link jsonencode}. */
export function literal(text: string): string {
  return escapeTemplate(text);
}
