import { EvaluationError, ModuleError } from "../errors.ts";
import { whole } from "../numbers.ts";
import { findMatches } from "../pattern.ts";
import { anyType, convert, listOf, stringType } from "../types.ts";
import { normalized, toText, type Value } from "../values.ts";
import { list, takes, takesAny, type TerraformFunction } from "./arguments.ts";
import { format, formatList } from "./format.ts";

/** What Terraform does with texts. */
export const textFunctions: Readonly<Record<string, TerraformFunction>> = {
  endswith: takes(2, (text = null, end = null) => toText(text).endsWith(toText(end))),
  format: takesAny(([spec = null, ...values]) => format(toText(spec), values), 1),
  formatlist: takesAny(([spec = null, ...values]) => formatList(toText(spec), values), 1),
  join: takesAny(([separator = null, ...lists]) => {
    const texts = lists.flatMap(list).map(toText);
    return normalized(texts.join(toText(separator)));
  }, 2),
  lower: takes(1, (text = null) => normalized(Array.from(toText(text), lowerCharacter).join(""))),
  regex: takes(2, (pattern = null, text = null) => {
    const [first] = findMatches(toText(pattern), toText(text));
    if (first === undefined) throw new EvaluationError("the pattern did not match any part of the given string");
    return matchResult(first);
  }),
  regexall: takes(2, (pattern = null, text = null) =>
    convert(findMatches(toText(pattern), toText(text)).map(matchResult), { kind: "list", element: anyType }),
  ),
  replace: takes(3, (text = null, searched = null, replacement = null) =>
    normalized(replace(toText(text), toText(searched), toText(replacement))),
  ),
  split: takes(2, (separator = null, text = null) =>
    listOf(toText(text).split(nonEmpty(separator, "separator of split")), stringType),
  ),
  startswith: takes(2, (text = null, start = null) => toText(text).startsWith(toText(start))),
  strcontains: takes(2, (text = null, part = null) => toText(text).includes(toText(part))),
  substr: takes(3, (text = null, offset = null, length = null) =>
    substring(toText(text), whole(offset), whole(length)),
  ),
  tostring: takes(1, (value = null) => (value === null ? null : toText(value))),
  trim: takes(2, (text = null, characters = null) => trim(toText(text), toText(characters))),
  trimprefix: takes(2, (text = null, prefix = null) =>
    toText(text).startsWith(toText(prefix)) ? toText(text).slice(toText(prefix).length) : toText(text),
  ),
  // The white space of Go and of JavaScript is the same, but for these two characters.
  trimspace: takes(1, (text = null) =>
    toText(text).replace(/^(?:(?!\uFEFF)[\s\u0085])+|(?:(?!\uFEFF)[\s\u0085])+$/gu, ""),
  ),
  trimsuffix: takes(2, (text = null, suffix = null) => {
    const [whole, end] = [toText(text), toText(suffix)];
    return end !== "" && whole.endsWith(end) ? whole.slice(0, -end.length) : whole;
  }),
  upper: takes(1, (text = null) => normalized(Array.from(toText(text), upperCharacter).join(""))),
};

function nonEmpty(value: Value, purpose: string): string {
  const text = toText(value);
  if (text === "") throw new ModuleError(`An empty ${purpose} is not supported`);
  return text;
}

/** Go knows one small letter for each letter, wherever it stands in a word. */
function lowerCharacter(character: string): string {
  return Array.from(character.toLowerCase())[0] ?? "";
}

/** Go knows one capital for each letter; where JavaScript has several, Go's may be another letter. */
function upperCharacter(character: string): string {
  const upper = character.toUpperCase();
  if (character === "ß") return character;
  if (Array.from(upper).length > 1) throw new ModuleError(`The capital of ${character} is not supported`);
  return upper;
}

/** Takes characters as a reader counts them; a negative offset counts from the end, a negative length takes all. */
function substring(text: string, offset: number, length: number): string {
  const characters = Array.from(
    new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text),
    ({ segment }) => segment,
  );
  const start = offset < 0 ? Math.max(0, characters.length + offset) : offset;
  return characters.slice(start, length < 0 ? undefined : start + length).join("");
}

function trim(text: string, characters: string): string {
  const cut = new Set(Array.from(characters));
  const all = Array.from(text);
  const start = all.findIndex((character) => !cut.has(character));
  return start < 0 ? "" : all.slice(start, all.findLastIndex((character) => !cut.has(character)) + 1).join("");
}

function matchResult(match: RegExpExecArray): Value {
  const [whole, ...groups] = match as readonly (string | undefined)[];
  return groups.length === 0 ? (whole ?? null) : groups.map((group) => group ?? null);
}

/** Between slashes, what is searched is a pattern. */
function replace(text: string, searched: string, replacement: string): string {
  if (!/^\/.*\/$/s.test(searched) || searched.length < 2) {
    return text.replaceAll(nonEmpty(searched, "text that replace searches"), () => replacement);
  }
  if (replacement.includes("$")) throw new ModuleError("Groups in the replacement of replace are not supported");
  let result = "";
  let end = 0;
  for (const match of findMatches(searched.slice(1, -1), text)) {
    result += text.slice(end, match.index) + replacement;
    end = match.index + match[0].length;
  }
  return result + text.slice(end);
}
