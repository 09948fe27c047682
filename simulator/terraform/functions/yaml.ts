import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document } from "yaml";
import { EvaluationError, ModuleError } from "../errors.ts";
import { normalized, toNumber, toText, type Value } from "../values.ts";

/** Words that Terraform's YAML, which is that of version 1.1, takes for a truth value. */
const booleans: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["y", "yes", "on", "true"].flatMap((word) => spellings(word).map((spelling) => [spelling, true] as const)),
  ...["n", "no", "off", "false"].flatMap((word) => spellings(word).map((spelling) => [spelling, false] as const)),
]);

/**
 * Decodes YAML as Terraform's `yamldecode`.
 *
 * @throws EvaluationError for a text that is no YAML of one document
 * @throws ModuleError for scalars without quotes whose meaning differs between versions of YAML (`0o17`, `2026-01-01`), and for tags
 */
export function decodeYaml(text: string): Value {
  // With this schema every scalar stays the text that it is.
  const documents = parseAllDocuments(text, { schema: "failsafe", merge: false, uniqueKeys: true });
  const [document, ...more] = Array.isArray(documents) ? documents : [];
  if (more.length > 0) throw new EvaluationError("yamldecode needs one document");
  const [problem] = document?.errors ?? [];
  if (problem !== undefined) throw new EvaluationError(`yamldecode: ${problem.message}`, { cause: problem });
  return document === undefined ? null : decode(document.contents, document);
}

function decode(node: unknown, document: Document): Value {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return decode(node.resolve(document), document);
  if (isScalar(node)) {
    if (node.tag !== undefined && node.tag !== "tag:yaml.org,2002:str") throw unsupported(node.tag);
    const content = String(node.value);
    return node.type === "PLAIN" ? resolvePlain(content) : normalized(content);
  }
  if (isSeq(node)) return node.items.map((item) => decode(item, document));
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => [decodeKey(key, document), decode(value, document)] as const);
    return Object.fromEntries(entries);
  }
  throw new ModuleError("A part of a YAML text is not supported");
}

function decodeKey(key: unknown, document: Document): string {
  const text = decode(key, document);
  if (text === "<<") throw unsupported("<<");
  return toText(text);
}

/** What a scalar without quotes means. */
function resolvePlain(text: string): Value {
  if (["", "~", "null", "Null", "NULL"].includes(text)) return null;
  if (Object.hasOwn(booleans, text)) return booleans[text] ?? null;
  if (/^[-+]?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return toNumber(text);
  // Other forms of numbers, of infinity and of dates.
  if (/^[-+]?\.?\d[\d_,.:]*$|^[-+]?0[xob][\da-f_]+$|^[-+]?[\d.]+e[-+]?\d+$|^[-+]?\.(inf|nan)$/i.test(text))
    throw unsupported(text);
  if (/^\d{4}-\d{1,2}-\d{1,2}/.test(text)) throw unsupported(text);
  return normalized(text);
}

function unsupported(text: string): ModuleError {
  return new ModuleError(`${text} in a YAML text is not supported: put it in quotes`);
}

function spellings(word: string): string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}
