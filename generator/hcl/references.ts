import { endOfInterpolation, endOfString } from "../../stacks/shared/template-text.ts";

/** A name that an expression refers to. */
export interface Reference {
  /** The name and its attributes, as far as they stand there literally: `["aws_iam_role", "lambda", "arn"]`. */
  readonly path: readonly string[];
  /** What stands behind the second name of the path (the third of a data source's), if it is an index or a splat. */
  readonly index: "[" | "[*]" | ".*" | undefined;
}

const name = /[A-Za-z_][A-Za-z0-9_-]*/y;
const attribute = /\s*\.\s*([A-Za-z_][A-Za-z0-9_-]*)/y;
const space = /\s*/y;
const forNames = /\s*for\s+([A-Za-z_][A-Za-z0-9_-]*)(?:\s*,\s*([A-Za-z_][A-Za-z0-9_-]*))?\s+in\b/y;
const keywords: ReadonlySet<string> = new Set(["for", "in", "if", "true", "false", "null"]);

/**
 * Finds what an expression refers to. Names that a `for` in it binds, functions, keys of objects and texts are no references.
 *
 * @param expression an expression in Terraform's language
 */
export function referencesIn(expression: string): readonly Reference[] {
  const found: Reference[] = [];
  scan(expression, new Set(), found);
  return found;
}

function scan(code: string, bound: ReadonlySet<string>, found: Reference[]): void {
  let at = 0;
  while (at < code.length) {
    const character = code[at] ?? "";
    if (character === '"') {
      const end = endOfString(code, at + 1);
      scanText(code.slice(at + 1, end), bound, found);
      at = end + 1;
    } else if (character === "#") {
      const end = code.indexOf("\n", at);
      at = end < 0 ? code.length : end;
    } else if (/[([{]/.test(character)) {
      const end = endOfBracket(code, at);
      const [, ...names] = match(forNames, code, at + 1) ?? [];
      scan(code.slice(at + 1, end), new Set([...bound, ...names]), found);
      at = end + 1;
    } else if (/[0-9]/.test(character)) {
      at += /^[0-9][\w.]*/.exec(code.slice(at))?.[0].length ?? 1;
    } else if (/[A-Za-z_]/.test(character)) {
      at = scanName(code, at, bound, found);
    } else if (character === ".") {
      // An attribute of what stands before it.
      at += match(attribute, code, at)?.[0].length ?? 1;
    } else {
      at += 1;
    }
  }
}

function scanName(code: string, start: number, bound: ReadonlySet<string>, found: Reference[]): number {
  const root = match(name, code, start)?.[0] ?? "";
  let at = start + root.length;
  const rest = code.slice(at + (match(space, code, at)?.[0].length ?? 0));
  const isKey = /^=(?![=>])/.test(rest);
  if (keywords.has(root) || rest.startsWith("(") || isKey) {
    return at;
  }
  const path = [root];
  for (let next = match(attribute, code, at); next !== null; next = match(attribute, code, at)) {
    path.push(next[1] ?? "");
    at += next[0].length;
  }
  if (!bound.has(root)) {
    found.push({ path, index: path.length === (root === "data" ? 3 : 2) ? indexAt(code, at) : undefined });
  }
  return at;
}

function indexAt(code: string, at: number): Reference["index"] {
  if (code.startsWith("[*]", at)) return "[*]";
  if (code.startsWith(".*", at)) return ".*";
  return code[at] === "[" ? "[" : undefined;
}

function scanText(text: string, bound: ReadonlySet<string>, found: Reference[]): void {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\") {
      at += 1;
    } else if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      at += 2;
    } else if (text.startsWith("${", at)) {
      const end = endOfInterpolation(text, at + 2);
      scan(text.slice(at + 2, end), bound, found);
      at = end;
    }
  }
}

function endOfBracket(code: string, start: number): number {
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    const character = code[at] ?? "";
    if (character === '"') {
      at = endOfString(code, at + 1);
    } else if (character === "#") {
      const end = code.indexOf("\n", at);
      at = end < 0 ? code.length : end;
    } else if (/[([{]/.test(character)) {
      depth += 1;
    } else if (/[)\]}]/.test(character)) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new Error(`A bracket is not closed: ${code}`);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
