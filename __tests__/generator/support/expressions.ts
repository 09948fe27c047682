import { getExpressionAst } from "@cdktf/hcl2json";

/** A node of the tree that HashiCorp's own parser makes of an expression. */
interface Node {
  readonly type: string;
  readonly children: readonly Node[];
  readonly meta?: Readonly<Record<string, unknown>>;
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
  // One interpolation is what stands in it; a constant is the same within an interpolation and without.
  return only.type === "literalValue" ? constant(only) : canonical(only);
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
    const items = Object.entries((node.meta?.["items"] ?? {}) as Readonly<Record<string, string>>);
    const sorted = items.map(([key, value]) => [plainKey(key), value] as const).sort(([a], [b]) => (a < b ? -1 : 1));
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
  return Array.isArray(value)
    ? value.map((part: { readonly type: string; readonly segment: string }) => [part.type, part.segment])
    : value;
}
