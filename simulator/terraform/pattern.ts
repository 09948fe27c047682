import { ModuleError } from "./errors.ts";

/** What may follow a backslash, besides punctuation: it means the same in RE2 and in JavaScript. */
const sameEscapes = /^(?:[dDtnrf]|[pP]\{\w+\}|[^\w\s])/;

/**
 * Finds all matches of one of Terraform's patterns, in the order of the text.
 *
 * @param pattern in RE2's syntax
 * @throws ModuleError for syntax that means something else in JavaScript
 */
export function findMatches(pattern: string, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let end: number | undefined;
  for (const match of text.matchAll(translate(pattern))) {
    // An empty match that touches the one before does not count for Go.
    if (match[0] !== "" || match.index !== end) found.push(match);
    end = match.index + match[0].length;
  }
  return found;
}

/** The regular expression of JavaScript's that means the same as one of RE2's. */
function translate(pattern: string): RegExp {
  const withoutFlag = pattern.replace(/^(\^?)\(\?i\)/, "$1");
  const flags = withoutFlag === pattern ? "gu" : "giu";
  let source = "";
  let rest = withoutFlag;
  while (rest !== "") {
    const part = nextPart(rest, pattern);
    // To RE2, a dot is everything but a line feed.
    source += part === "." ? "[^\\n]" : part;
    rest = rest.slice(part.length);
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new ModuleError(`The pattern ${pattern} is not supported`, { cause: error });
  }
}

/** The next character, escape, or set of characters. */
function nextPart(rest: string, pattern: string): string {
  if (rest.startsWith("\\")) return escape(rest, pattern);
  if (rest.startsWith("[")) return characterSet(rest, pattern);
  if (/^\(\?[^:]/.test(rest)) throw new ModuleError(`The pattern ${pattern} has a group that is not supported`);
  return rest.charAt(0);
}

function escape(rest: string, pattern: string): string {
  const [name] = sameEscapes.exec(rest.slice(1)) ?? [];
  if (name === undefined) throw new ModuleError(`The pattern ${pattern} has an escape that is not supported`);
  return `\\${name}`;
}

function characterSet(rest: string, pattern: string): string {
  let set = rest.startsWith("[^") ? "[^" : "[";
  if (rest.charAt(set.length) === "]") throw new ModuleError(`The pattern ${pattern} has an empty set`);
  while (set.length < rest.length) {
    const inner = rest.slice(set.length);
    if (inner.startsWith("]")) return `${set}]`;
    if (inner.startsWith("[:")) throw new ModuleError(`The pattern ${pattern} has a named set, which is not supported`);
    set += inner.startsWith("\\") ? escape(inner, pattern) : inner.charAt(0);
  }
  throw new ModuleError(`The pattern ${pattern} has a set without an end`);
}
