import { isRecord } from "../../stacks/shared/hcl-value.ts";
import { splitTemplate } from "../../stacks/shared/template-text.ts";
import { nearest } from "./nearest.ts";
import { type Reference, referencesIn } from "./references.ts";

/** One element of a module, as Terraform's JSON has it. */
export interface Element {
  /** The address in a plan, for example `aws_iam_role.lambda`, `var.tags` or `output.arn`. */
  readonly address: string;
  readonly body: unknown;
}

/** Names that Terraform itself gives. */
const given: ReadonlySet<string> = new Set(["path", "terraform", "self"]);
/** Arguments that hold addresses instead of texts. */
const addressLists: ReadonlySet<string> = new Set(["depends_on", "replace_triggered_by"]);
/** Arguments that hold names of the element's own attributes, and what is no expression. */
const ignored: ReadonlySet<string> = new Set(["//", "ignore_changes", "iterator", "type"]);

/**
 * Checks that everything that elements refer to exists in the module, and that nobody asks a resource that is there several times for one
 * attribute.
 *
 * @param elements all elements of the module
 * @throws Error that names the element, what it refers to, and the remedy
 */
export function checkReferences(elements: readonly Element[]): void {
  const known = new Map(elements.map((element) => [element.address, element] as const));
  for (const { address, body } of elements) {
    const own = isResource(address) ? ownNames(body) : new Set<string>();
    const isVariable = address.startsWith("var.");
    for (const reference of references(body, isVariable)) {
      checkReference(address, reference, known, own);
    }
  }
}

function checkReference(
  address: string,
  { path, index }: Reference,
  known: ReadonlyMap<string, Element>,
  own: ReadonlySet<string>,
): void {
  const [root = ""] = path;
  if (given.has(root) || own.has(root)) {
    return;
  }
  if (root === "each" || root === "count") {
    throw new Error(
      `${address} refers to ${path.join(".")}, but has no ${root === "each" ? "for_each" : "count"}: add it, or refer to something else.`,
    );
  }
  const target = path.slice(0, root === "data" ? 3 : 2).join(".");
  const element = known.get(target);
  if (element === undefined) {
    const hint = nearest(target, [...known.keys()]);
    const advice = hint === undefined ? "" : ` The nearest name is ${hint}.`;
    throw new Error(
      `${address} refers to ${target}, which the module does not have.${advice} Correct the name, or create what it names.`,
    );
  }
  if (!isResource(target)) {
    return;
  }
  const { body } = element;
  const isCounted = isRecord(body) && "count" in body;
  const isKeyed = isRecord(body) && "for_each" in body;
  const attribute = path.slice(root === "data" ? 3 : 2).join(".");
  if (isCounted && attribute !== "") {
    throw new Error(
      `${address} refers to ${path.join(".")}, but ${target} has count and so is a list: use one(resource, "${attribute}"), or every(resource, "${attribute}").`,
    );
  }
  if (isKeyed && (attribute !== "" || index === ".*" || index === "[*]")) {
    throw new Error(
      `${address} refers to ${path.join(".")}${index ?? ""}, but ${target} has for_each and so is a map: use withKey(resource, key, attribute), every(resource, attribute) or byKey(resource, attribute).`,
    );
  }
  if (!isCounted && !isKeyed && index === "[") {
    throw new Error(
      `${address} refers to an instance of ${target}, which has neither count nor for_each: refer to its attribute itself.`,
    );
  }
}

/** Whether an address is that of a resource or data source. */
function isResource(address: string): boolean {
  return !/^(var|local|output)\./.test(address);
}

/** Names that exist only inside an element: of its instances, and of the items of its dynamic blocks. */
function ownNames(body: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  if (isRecord(body)) {
    if ("for_each" in body) names.add("each");
    if ("count" in body) names.add("count");
  }
  collectIterators(body, names);
  return names;
}

function collectIterators(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectIterators(item, names);
  } else if (isRecord(value)) {
    const dynamic = value["dynamic"];
    if (isRecord(dynamic)) {
      for (const [label, block] of Object.entries(dynamic)) {
        const iterator = isRecord(block) ? block["iterator"] : undefined;
        names.add(typeof iterator === "string" ? iterator : label);
      }
    }
    for (const inner of Object.values(value)) collectIterators(inner, names);
  }
}

function references(value: unknown, isVariable: boolean, name = ""): readonly Reference[] {
  if (ignored.has(name) && !(name === "type" && !isVariable)) {
    return [];
  }
  if (typeof value === "string") {
    if (addressLists.has(name)) return referencesIn(value.replace(/^\$\{(.*)\}$/s, "$1"));
    return splitTemplate(value).flatMap((part) => (part.kind === "text" ? [] : referencesIn(part.expression)));
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => references(item, isVariable, name));
  }
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) => [
      ...(key === "//" ? [] : references(key, isVariable)),
      ...references(inner, isVariable, key),
    ]);
  }
  return [];
}
