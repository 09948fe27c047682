import * as z from "zod";
import { suggestion } from "../core/closest.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Where something stands, such as `images[2].name`. */
export function placeOf(path: Path): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");
}

/**
 * Says what is wrong, a sentence for each problem: the place, the rule, the value, and the remedy where the rule does not say it.
 *
 * @param issues what the schema found
 * @param input what was checked
 * @param schema says which fields there are
 */
export function describeProblems(issues: readonly Issue[], input: unknown, schema: z.ZodType): readonly string[] {
  return issues.flatMap((issue) => {
    const inner = innerIssues(issue);
    return inner.length > 0 ? describeProblems(inner, input, schema) : describe(issue, input, schema);
  });
}

/** Of several kinds of values that a field may have, the problems of the one that was meant: where the kind itself is right. */
function innerIssues(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [];
  const meant = issue.errors.find((issues) => issues.every(({ path, code }) => path.length > 0 || code === "custom"));
  return (meant ?? []).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function describe(issue: Issue, input: unknown, schema: z.ZodType): readonly string[] {
  if (issue.code === "unrecognized_keys") {
    const known = fieldsAt(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node, issue.path);
    return issue.keys.map((key) => {
      const hint = suggestion(key, known);
      return `${placeOf([...issue.path, key])} is no field${hint === "" ? `; the fields are ${known.join(", ")}` : `: ${hint}`}`;
    });
  }
  const value = valueAt(input, issue.path);
  const remedy = remedyOf(issue, value);
  const place = issue.path.length === 0 ? "The scenario" : placeOf(issue.path);
  return [`${place} ${ruleOf(issue)}${butIs(value)}${remedy === "" ? "" : `: ${remedy}`}`];
}

/** Longest value that a message shows. */
const maxValue = 100;

function butIs(value: unknown): string {
  if (value === undefined || (typeof value === "object" && value !== null)) return "";
  const shown = JSON.stringify(value);
  return `, but is ${shown.length > maxValue ? `${shown.slice(0, maxValue)}…` : shown}`;
}

function ruleOf(issue: Issue): string {
  if (issue.message.startsWith("must ")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `must ${boundOf(issue.origin, issue.inclusive === true ? "at least" : "more than", Number(issue.minimum))}`;
    case "too_big":
      return `must ${boundOf(issue.origin, issue.inclusive === true ? "at most" : "less than", Number(issue.maximum))}`;
    default:
      return `is wrong: ${issue.message}`;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function boundOf(origin: string, bound: string, value: number): string {
  const nouns = { array: ["entry", "entries"], string: ["character", "characters"] } as const;
  if (origin !== "array" && origin !== "string") return `be ${bound} ${value}`;
  return `have ${bound} ${value} ${nouns[origin][value === 1 ? 0 : 1]}`;
}

function remedyOf(issue: Issue, value: unknown): string {
  if (issue.code === "invalid_value" && typeof value === "string") return suggestion(value, issue.values.map(String));
  const remedy: unknown = issue.code === "custom" ? issue.params?.["remedy"] : undefined;
  return typeof remedy === "string" ? remedy : "";
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[part] : undefined,
    input,
  );
}

/** A schema as JSON Schema describes it, as far as its fields go. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** Names of the fields that a mapping may have. */
function fieldsAt(schema: Node, path: Path): readonly string[] {
  const nodes = path.reduce(
    (found: readonly Node[], part) =>
      found.flatMap(alternatives).flatMap((node): readonly Node[] => {
        const inner = typeof part === "number" ? node.items : node.properties?.[String(part)];
        return inner === undefined ? [] : [inner];
      }),
    [schema],
  );
  return nodes.flatMap(alternatives).flatMap(({ properties = {} }) => Object.keys(properties));
}

function alternatives(node: Node): readonly Node[] {
  return node.anyOf ?? [node];
}
