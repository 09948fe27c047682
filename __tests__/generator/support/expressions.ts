import { getExpressionAst } from "@cdktf/hcl2json";

/** A node of the tree that HashiCorp's own parser makes of an expression. */
interface Node {
  readonly type: string;
  readonly children: readonly Node[];
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** A name or an index on the way from a name to its attribute. */
interface Step {
  readonly type: string;
  readonly segment: string;
}

/** What makes a node what it is, apart from its children; everything else is its text once more, or its place. */
const significant: Readonly<Record<string, readonly string[]>> = {
  literalValue: ["type", "value"],
  scopeTraversal: ["traversal"],
  relativeTraversal: ["traversal"],
  function: ["name", "expandedFinalArgument"],
  binaryOp: ["operator"],
  unaryOp: ["operator"],
  for: ["keyVar", "valVar", "groupedValue", "openRangeValue", "conditionalExpression"],
  conditional: [],
  index: [],
  splat: [],
  template: [],
  templateWrap: [],
  tuple: [],
};

/**
 * Reads a text of Terraform's JSON, which is a template, and gives its meaning in a form that does not depend on layout: spaces, line
 * breaks, commas, redundant brackets, and quotes of object keys that need none.
 *
 * @param template a text as it stands in Terraform's JSON
 * @throws Error for a kind of expression it does not know, so that nothing is left out of a comparison
 */
export async function meaning(template: string): Promise<unknown> {
  if (!/[$%]\{/.test(template)) {
    return template;
  }
  const { children } = await parse(`<<TEMPLATE\n${template}\nTEMPLATE\n`);
  const parts = children.map((child, index) => (index === children.length - 1 ? withoutLineBreak(child) : child));
  const [only, ...more] = parts.filter((part) => part.type !== "literalValue" || part.meta?.["value"] !== "");
  if (only === undefined || more.length > 0) {
    return ["template", ...(await inTurn([...(only === undefined ? [] : [only]), ...more], canonical))];
  }
  return whole(only);
}

/**
 * One interpolation is what stands in it. A constant, an object and a list are the same within an interpolation and without, where JSON
 * has them as values of its own: `"${{ a = var.a }}"` says what `{ "a": "${var.a}" }` says.
 */
async function whole(node: Node): Promise<unknown> {
  switch (node.type) {
    case "literalValue":
      return constant(node);
    case "object":
      return Object.fromEntries(
        await inTurn(itemsOf(node), async ([key, value]) => [key, await whole(await parse(value))] as const),
      );
    case "tuple":
      return withoutList(await inTurn(node.children, whole));
    case "template":
      return node.children.every(({ type }) => type === "literalValue")
        ? node.children.map(constant).join("")
        : canonical(node);
    default:
      return canonical(node);
  }
}

/** A list of one object counts as the object, since a block stands for itself in JSON and in a list of one from the parser. */
export function withoutList(items: readonly unknown[]): unknown {
  const [only, ...more] = items;
  return more.length === 0 && typeof only === "object" && only !== null && !Array.isArray(only) ? only : items;
}

/**
 * The names that an expression refers to, and those that its loops bind, with their attributes up to the first index.
 *
 * @param expression an expression in Terraform's language
 * @throws Error for what is no expression
 */
export async function namesIn(expression: string): Promise<readonly (readonly string[])[]> {
  return traversals(await parse(`(\n${expression}\n)`));
}

function traversals({ type, meta, children }: Node): readonly (readonly string[])[] {
  const steps = (type === "scopeTraversal" ? (meta?.["traversal"] ?? []) : []) as readonly Step[];
  const index = steps.findIndex((step) => step.type !== "nameTraversal");
  const path = steps.slice(0, index < 0 ? undefined : index).map(({ segment }) => segment);
  return [...(path.length > 0 ? [path] : []), ...children.flatMap(traversals)];
}

/** The line break that every heredoc ends with. */
function withoutLineBreak(node: Node): Node {
  return { ...node, meta: { ...node.meta, value: String(node.meta?.["value"]).replace(/\n$/, "") } };
}

function constant({ meta }: Node): unknown {
  return meta?.["type"] === "string" ? meta["value"] : JSON.parse(String(meta?.["value"]));
}

async function parse(expression: string): Promise<Node> {
  const node = (await getExpressionAst("expression.tf", expression)) as Node | null;
  if (node === null) {
    throw new Error(`Not an expression: ${expression}`);
  }
  return node;
}

async function canonical(node: Node): Promise<unknown> {
  if (node.type === "object") {
    const sorted = [...itemsOf(node)].sort(([a], [b]) => (a < b ? -1 : 1));
    return { object: await inTurn(sorted, async ([key, value]) => [key, await canonical(await parse(value))]) };
  }
  const [only] = node.children;
  if (node.type === "") {
    // Brackets around an expression; the nodes without children stand for a splat's current element.
    return only === undefined ? "[*]" : canonical(only);
  }
  const names = significant[node.type];
  if (names === undefined) {
    throw new Error(`The comparison does not know expressions of type ${node.type}`);
  }
  const facts = names.map((name) => {
    const fact = node.meta?.[name];
    // The filter of a for expression is one of its children too; here counts that it is there.
    return name === "conditionalExpression" ? typeof fact === "string" && fact !== "" : withoutPlace(fact);
  });
  return [node.type, ...facts, ...(await inTurn(node.children, canonical))];
}

/** Keys and the expressions behind them. */
function itemsOf({ meta }: Node): readonly (readonly [key: string, value: string])[] {
  const items = Object.entries((meta?.["items"] ?? {}) as Readonly<Record<string, string>>);
  return items.map(([key, value]) => [plainKey(key), value] as const);
}

function plainKey(key: string): string {
  const quoted = /^"([^"$%\\]*)"$/.exec(key);
  return quoted?.[1] ?? key.replace(/\s+/g, " ");
}

/** The parser is one instance of WebAssembly, which answers one question at a time. */
async function inTurn<From, To>(items: readonly From[], ask: (item: From) => Promise<To>): Promise<To[]> {
  const answers: To[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}

function withoutPlace(value: unknown): unknown {
  return Array.isArray(value) ? value.map((part: Step) => [part.type, part.segment]) : value;
}
