import { endOfString } from "../../stacks/shared/template-text.ts";

/** Longest line an expression is kept on. */
const maxWidth = 110;
const step = "  ";

/** A run of plain text, or a bracket with what it holds. */
type Part = string | Group;

interface Group {
  readonly open: string;
  readonly close: string;
  readonly entries: readonly (readonly Part[])[];
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const identifier = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * Lays an expression out over lines: an object has one entry a line, a list or a call that is too long too. Spaces, line breaks and
 * the quotes of keys change, nothing else.
 *
 * @param expression an expression in Terraform's language, as CDKTF renders it
 * @param indent what the line begins with
 */
export function reflow(expression: string, indent: string): string {
  const { entries } = readEntries(expression, 0);
  return lay(entries[0] ?? [], indent);
}

function readEntries(source: string, start: number, close?: string): { entries: Part[][]; end: number } {
  const entries: Part[][] = [];
  let entry: Part[] = [];
  let text = "";
  const endText = () => {
    if (text.trim() !== "") entry.push(text);
    text = "";
  };
  const endEntry = () => {
    endText();
    if (entry.length > 0) entries.push(entry);
    entry = [];
  };
  let at = start;
  while (at < source.length) {
    const character = source[at] ?? "";
    const matching = closing[character];
    if (character === '"') {
      const end = endOfString(source, at + 1);
      text += source.slice(at, end + 1);
      at = end;
    } else if (matching !== undefined) {
      endText();
      const inner = readEntries(source, at + 1, matching);
      entry.push({ open: character, close: matching, entries: inner.entries });
      at = inner.end;
    } else if (character === close) {
      endEntry();
      return { entries, end: at };
    } else if (/[)\]}]/.test(character)) {
      throw new Error(`A ${character} closes nothing: ${source}`);
    } else if (character === "," && close !== undefined) {
      endEntry();
    } else if (/^(#|\/\/|\/\*|<<)/.test(source.slice(at, at + 2))) {
      throw new Error(`An expression cannot hold a comment or a heredoc: ${source}`);
    } else if (character === "\n" && close === "}" && !startsWithFor(entries[0] ?? [...entry, text])) {
      endEntry();
    } else {
      text += /\s/.test(character) ? (text.endsWith(" ") ? "" : " ") : character;
    }
    at += 1;
  }
  if (close !== undefined) {
    throw new Error(`A bracket is not closed with ${close}: ${source}`);
  }
  endEntry();
  return { entries, end: at };
}

/** In an object a line break ends an entry, as a comma does; in `{for … }` it is a space. */
function startsWithFor([first]: readonly Part[]): boolean {
  return typeof first === "string" && /^\s*for\s/.test(first);
}

function lay(parts: readonly Part[], indent: string): string {
  const flat = parts
    .map((part) => (typeof part === "string" ? part : flatten(part)))
    .join("")
    .trim();
  const operands = fits(flat, indent) ? undefined : splitOperators(parts);
  if (operands === undefined || parts.some((part) => typeof part !== "string" && needsLines(part))) {
    return layInLine(parts, indent);
  }
  // Terraform lets an expression go on in the next line only within brackets.
  const inner = indent + step;
  const lines = operands.map(({ operator, parts: operand }) => `${inner}${operator}${lay(operand, inner)}`);
  return `(\n${lines.join("\n")}\n${indent})`;
}

function layInLine(parts: readonly Part[], indent: string): string {
  return parts
    .map((part) => (typeof part === "string" ? part : layGroup(part, indent)))
    .join("")
    .trim();
}

/** `[for item in [ … ] : item if …]` on the lines of the list it goes through, any other on a line of its own. */
function layComprehension(group: Group, indent: string): string {
  const onOwnLine = group.entries.every((entry) =>
    entry.every((part) => typeof part === "string" || !needsLines(part)),
  );
  const inner = onOwnLine ? indent + step : indent;
  const text = group.entries.map((entry) => layInLine(entry, inner)).join(", ");
  return onOwnLine ? `${group.open}\n${inner}${text}\n${indent}${group.close}` : `${group.open}${text}${group.close}`;
}

interface Operand {
  readonly operator: string;
  readonly parts: readonly Part[];
}

/** Splits at the operators that bind least: a condition's `?` and `:`, else every `||`, else every `&&`. */
function splitOperators(parts: readonly Part[]): readonly Operand[] | undefined {
  for (const operators of [["?", ":"], ["||"], ["&&"]]) {
    const operands = splitAt(parts, operators);
    if (operands.length > 1) return operands;
  }
  return undefined;
}

function splitAt(parts: readonly Part[], operators: readonly string[]): readonly Operand[] {
  const operands: { operator: string; parts: Part[] }[] = [{ operator: "", parts: [] }];
  for (const part of parts) {
    if (typeof part !== "string") {
      operands.at(-1)?.parts.push(part);
      continue;
    }
    let rest = part;
    for (let found = findOperator(rest, operators); found !== undefined; found = findOperator(rest, operators)) {
      operands.at(-1)?.parts.push(rest.slice(0, found.at));
      operands.push({ operator: `${found.operator} `, parts: [] });
      rest = rest.slice(found.at + found.operator.length + 2);
    }
    operands.at(-1)?.parts.push(rest);
  }
  return operands;
}

/** The first of the operators, with its spaces, outside of strings. */
function findOperator(text: string, operators: readonly string[]): { at: number; operator: string } | undefined {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') {
      at = endOfString(text, at + 1);
      continue;
    }
    const operator = operators.find((candidate) => text.startsWith(` ${candidate} `, at));
    if (operator !== undefined) return { at, operator };
  }
  return undefined;
}

function layGroup(group: Group, indent: string): string {
  const flat = flatten(group);
  if (fits(flat, indent) && !needsLines(group)) {
    return flat;
  }
  if (isComprehension(group)) {
    return layComprehension(group, indent);
  }
  const [only] = group.entries;
  // jsonencode({ … }) and the like: the argument's own brackets carry the lines.
  if (group.open === "(" && group.entries.length === 1 && only?.length === 1 && typeof only[0] !== "string") {
    return `(${lay(only, indent)})`;
  }
  if (group.open === "(" && only !== undefined && group.entries.length === 1 && splitOperators(only) !== undefined) {
    const operands = lay(only, indent);
    return operands.startsWith("(\n") ? operands : `(${operands})`;
  }
  const inner = indent + step;
  const separator = group.open === "{" ? "" : ",";
  const lines = group.entries.map((entry, index) => {
    // A trailing comma is for lists; a call takes none before Terraform 0.12's successor syntax.
    const last = index === group.entries.length - 1 && group.open === "(";
    return `${inner}${layEntry(group, entry, inner)}${last ? "" : separator}`;
  });
  return `${group.open}\n${lines.join("\n")}\n${indent}${group.close}`;
}

function layEntry(group: Group, entry: readonly Part[], indent: string): string {
  return lay(group.open === "{" ? withPlainKey(entry) : entry, indent);
}

/** An object of several entries is always laid out; so is anything that holds one. */
function needsLines(group: Group): boolean {
  return (
    (group.open === "{" && group.entries.length > 1) ||
    group.entries.some((entry) => entry.some((part) => typeof part !== "string" && needsLines(part)))
  );
}

function isComprehension(group: Group): boolean {
  return group.open !== "(" && startsWithFor(group.entries[0] ?? []);
}

function fits(text: string, indent: string): boolean {
  return indent.length + text.length <= maxWidth;
}

function flatten(group: Group): string {
  const entries = group.entries.map((entry) =>
    (group.open === "{" && !isComprehension(group) ? withPlainKey(entry) : entry)
      .map((part) => (typeof part === "string" ? part : flatten(part)))
      .join("")
      .trim(),
  );
  const text = entries.join(", ");
  return group.open === "{" && text !== "" ? `{ ${text} }` : `${group.open}${text}${group.close}`;
}

/** `"Version" = …` becomes `Version = …`, where the key needs no quotes. */
function withPlainKey(entry: readonly Part[]): readonly Part[] {
  const [first, ...rest] = entry;
  if (typeof first !== "string") {
    return entry;
  }
  const match = /^\s*"([^"]*)"\s*=(?!=)\s*(.*)$/s.exec(first);
  const key = match?.[1];
  return key !== undefined && identifier.test(key) ? [`${key} = ${match?.[2] ?? ""}`, ...rest] : entry;
}
