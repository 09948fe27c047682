import type { BlockExpression, DynamicBlock, Expression } from "./ast.ts";
import { ModuleError } from "./errors.ts";
import { inTurn, parseJson } from "./parse.ts";

/** A block in Terraform's JSON: its arguments, and lists of the blocks in it. */
export type BlockJson = Readonly<Record<string, unknown>>;

/**
 * Reads the body of a block, with its nested and its dynamic blocks.
 *
 * @throws ModuleError for a block that is there both as it is and by `dynamic`: the parser does not tell their order
 */
export async function parseBlock(json: BlockJson): Promise<BlockExpression> {
  const { dynamic = {}, ...plain } = json;
  const entries = await inTurn(
    Object.entries(plain),
    async ([name, value]) => [name, await parseMember(value)] as const,
  );
  const found = Object.entries(dynamic as Readonly<Record<string, readonly BlockJson[]>>);
  const both = found.find(([name]) => name in plain);
  if (both !== undefined) {
    throw new ModuleError(`The block ${both[0]} is there both with and without dynamic, which is not supported`);
  }
  const blocks = found.flatMap(([name, definitions]) => definitions.map((definition) => [name, definition] as const));
  return {
    kind: "block",
    entries,
    dynamic: await inTurn(blocks, ([name, definition]) => parseDynamic(name, definition)),
  };
}

/** Blocks are lists of objects; everything else is an argument. */
async function parseMember(json: unknown): Promise<Expression> {
  const isBlocks = Array.isArray(json) && json.length > 0 && json.every(isBlockJson);
  return isBlocks ? { kind: "tuple", items: await inTurn(json, parseBlock) } : parseJson(json);
}

function isBlockJson(json: unknown): json is BlockJson {
  // Keys that are templates are those of an object in a list.
  return (
    typeof json === "object" &&
    json !== null &&
    !Array.isArray(json) &&
    Object.keys(json).every((key) => /^\w+$/.test(key))
  );
}

async function parseDynamic(name: string, definition: BlockJson): Promise<DynamicBlock> {
  const { for_each: forEach, iterator = `\${${name}}`, content, ...others } = definition;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ModuleError(`${unknown} of the dynamic block ${name} is not supported`);
  const [body, ...more] = (content ?? []) as readonly BlockJson[];
  if (forEach === undefined || body === undefined || more.length > 0) {
    throw new ModuleError(`The dynamic block ${name} needs for_each and one content`);
  }
  return {
    name,
    forEach: await parseJson(forEach),
    iterator: String(iterator).replace(/^\$\{(.*)\}$/s, "$1"),
    content: await parseBlock(body),
  };
}
