import { isPlainKey } from "../../stacks/shared/hcl-value.ts";
import { endOfString } from "../../stacks/shared/template-text.ts";

// How expressions are laid out. Meaning never changes: only spaces, line breaks, commas, redundant brackets around a broken condition,
// and the quotes of keys do.
// 1. What fits on the line stays on it, except rules 2 and 3.
// 2. An object of several entries has a line for each, and so has everything that holds such an object.
// 3. A comment stands on lines of its own above its entry, so what holds it has a line for each entry.
// 4. A list or call that is too long has a line for each entry; a list of numbers fills its lines instead.
// 5. A call with one bracketed argument, `jsonencode({ … })`, opens and closes both brackets together.
// 6. A condition that is too long breaks, in brackets, before the operators that bind least: `?` and `:`, else `||`, else `&&`.
// 7. `[for … in [ … ] : … if …]` stands on the lines of the list it goes through, or on a line of its own.
// 8. Keys have quotes only where they need them.

/** Longest line an expression is kept on. */
const maxWidth = 110;
const step = "  ";

/** A run of plain text, or a bracket with what it holds. */
type Part = string | Group;

interface Group {
  readonly open: string;
  readonly close: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  /** Lines above the entry, each with its `#`. */
  readonly comments: readonly string[];
  readonly parts: readonly Part[];
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Lays an expression out over lines, by the rules above.
 *
 * @param expression an expression in Terraform's language, as CDKTF renders it
 * @param indent what the line begins with
 * @throws Error for brackets that do not match, a heredoc, or a comment that stands above no entry
 */
export function reflow(expression: string, indent: string): string {
  const { entries } = readEntries(expression, 0);
  return lay(entries[0]?.parts ?? [], indent);
}

function readEntries(source: string, start: number, close?: string): { entries: Entry[]; end: number } {
  const entries: Entry[] = [];
  let entry: Part[] = [];
  let comments: string[] = [];
  let text = "";
  const endText = () => {
    if (text.trim() !== "") entry.push(text);
    text = "";
  };
  const endEntry = () => {
    endText();
    if (entry.length === 0) return;
    entries.push({ comments, parts: entry });
    [entry, comments] = [[], []];
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
      refuseStrayComments(comments, entries, source);
      return { entries, end: at };
    } else if (/[)\]}]/.test(character)) {
      throw new Error(`A ${character} closes nothing: ${source}`);
    } else if (character === "," && close !== undefined) {
      endEntry();
    } else if (character === "#" && close !== undefined && entry.length === 0 && text.trim() === "") {
      const end = source.indexOf("\n", at);
      comments.push(source.slice(at, end).trimEnd());
      at = end;
    } else if (/^(#|\/\/|\/\*|<<)/.test(source.slice(at, at + 2))) {
      throw new Error(
        `An expression holds a heredoc, or a comment that is not a line with # above an entry in brackets: ${source}`,
      );
    } else if (character === "\n" && close === "}" && !startsWithFor(entries[0]?.parts ?? [...entry, text])) {
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

function refuseStrayComments(comments: readonly string[], entries: readonly Entry[], source: string): void {
  const ofFor = startsWithFor(entries[0]?.parts ?? []) ? (entries[0]?.comments ?? []) : [];
  const [stray] = [...comments, ...ofFor];
  if (stray !== undefined) {
    throw new Error(`The comment "${stray}" does not stand above an entry of a list, an object or a call: ${source}`);
  }
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
    entry.parts.every((part) => typeof part === "string" || !needsLines(part)),
  );
  const inner = onOwnLine ? indent + step : indent;
  const text = group.entries.map(({ parts }) => layInLine(parts, inner)).join(", ");
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
  const [only, ...more] = group.entries;
  if (group.open === "(" && only !== undefined && more.length === 0 && only.comments.length === 0) {
    const { parts } = only;
    if (isBracketed(parts)) {
      return `(${lay(parts, indent)})`;
    }
    if (splitOperators(parts) !== undefined) {
      const operands = lay(parts, indent);
      return operands.startsWith("(\n") ? operands : `(${operands})`;
    }
  }
  const inner = indent + step;
  const lines = isListOfNumbers(group) ? fillLines(group, inner) : entryLines(group, inner);
  return `${group.open}\n${lines.map((line) => inner + line).join("\n")}\n${indent}${group.close}`;
}

/** Whether an argument is one bracket, or one call over several lines. */
function isBracketed([first, second, ...more]: readonly Part[]): boolean {
  const isCall = typeof first === "string" && /^\s*\w+$/.test(first) && typeof second !== "string";
  return (
    more.length === 0 &&
    (second === undefined ? typeof first !== "string" : isCall && second.open === "(" && needsLines(second))
  );
}

function entryLines(group: Group, indent: string): readonly string[] {
  const separator = group.open === "{" ? "" : ",";
  return group.entries.flatMap(({ comments, parts }, index) => {
    // A trailing comma is for lists.
    const last = index === group.entries.length - 1 && group.open === "(";
    const text = lay(group.open === "{" ? withPlainKey(parts) : parts, indent);
    return [...comments, `${text}${last ? "" : separator}`];
  });
}

function isListOfNumbers({ open, entries }: Group): boolean {
  const isNumber = (part: Part | undefined) => typeof part === "string" && /^-?\d+(\.\d+)?$/.test(part.trim());
  return open === "[" && entries.every(({ comments, parts }) => comments.length === 0 && isNumber(parts[0]));
}

function fillLines({ entries }: Group, indent: string): readonly string[] {
  const lines: string[] = [];
  for (const { parts } of entries) {
    const item = `${layInLine(parts, indent)},`;
    const line = lines.at(-1);
    if (line !== undefined && fits(`${line} ${item}`, indent)) lines[lines.length - 1] = `${line} ${item}`;
    else lines.push(item);
  }
  return lines;
}

/** An object of several entries and a comment are always laid out; so is anything that holds one. */
function needsLines(group: Group): boolean {
  return (
    (group.open === "{" && group.entries.length > 1 && !isComprehension(group)) ||
    group.entries.some(
      ({ comments, parts }) =>
        comments.length > 0 || parts.some((part) => typeof part !== "string" && needsLines(part)),
    )
  );
}

function isComprehension(group: Group): boolean {
  return group.open !== "(" && startsWithFor(group.entries[0]?.parts ?? []);
}

function fits(text: string, indent: string): boolean {
  return indent.length + text.length <= maxWidth;
}

function flatten(group: Group): string {
  const entries = group.entries.map(({ parts }) =>
    (group.open === "{" && !isComprehension(group) ? withPlainKey(parts) : parts)
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
  return key !== undefined && isPlainKey(key) ? [`${key} = ${match?.[2] ?? ""}`, ...rest] : entry;
}
