import { parse } from "@cdktf/hcl2json";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Expression } from "./ast.ts";
import { ModuleError } from "./errors.ts";
import { inTurn, parseJson } from "./parse.ts";

/** What the files of a module say, each expression read but not evaluated. */
export interface Configuration {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly variables: ReadonlyMap<string, VariableBlock>;
  readonly locals: ReadonlyMap<string, Expression>;
  /** By address: `aws_iam_role.lambda`. */
  readonly resources: ReadonlyMap<string, ResourceBlock>;
  /** By address, without `data.`: `aws_region.current`. */
  readonly dataSources: ReadonlyMap<string, ResourceBlock>;
}

/** A `variable` block. */
export interface VariableBlock {
  readonly name: string;
  /** Type as it is written, for example `list(string)`. */
  readonly type: string;
  readonly default: Expression | undefined;
  readonly nullable: boolean;
  readonly validations: readonly Rule[];
}

/** A `resource` or `data` block. */
export interface ResourceBlock {
  readonly address: string;
  readonly type: string;
  readonly count: Expression | undefined;
  readonly preconditions: readonly Rule[];
  /** Arguments; blocks within are lists of objects. */
  readonly attributes: Expression;
}

/** A condition that has to hold, of a variable or a resource. */
export interface Rule {
  readonly condition: Expression;
  readonly errorMessage: Expression;
}

/** A block in Terraform's JSON: its arguments, and lists of the blocks in it. */
type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the `.tf` files of a module.
 *
 * @param folder absolute path
 * @throws ModuleError for a block or an argument that is not supported, and for what the parser does not understand
 */
export async function readConfiguration(folder: string): Promise<Configuration> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".tf")).sort();
  const files = await inTurn(names, (name) =>
    readFile(join(folder, name), "utf8").then((text) => parseFile(name, text)),
  );
  for (const name of files.flatMap((file) => Object.keys(file))) requireKnown(name, knownBlocks, "block");
  const variables = await inTurn(blocks(files, "variable"), ([name, block]) => readVariable(name, block));
  const locals = await inTurn(
    files.flatMap((file) => list(file["locals"])).flatMap((block) => Object.entries(block)),
    async ([name, value]) => [name, await parseJson(value)] as const,
  );
  return {
    folder,
    variables: unique(variables.map((variable) => [variable.name, variable] as const)),
    locals: unique(locals),
    resources: await readResources(files, "resource"),
    dataSources: await readResources(files, "data"),
  };
}

/** Blocks of a file; outputs are for those who call the module, and what is in `terraform` is for Terraform. */
const knownBlocks = ["variable", "locals", "resource", "data", "output", "terraform"];

/** What every resource may have, whatever its type. */
const settingsOfResources = ["count", "depends_on", "lifecycle"];

/** What would make several things of a block, or change what it does. */
const unsupportedArguments = ["for_each", "dynamic", "provisioner", "connection", "provider"];

async function parseFile(name: string, text: string): Promise<Json> {
  try {
    return (await parse(name, text)) as Json;
  } catch (error) {
    throw new ModuleError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The labelled blocks of a type in all files. */
function blocks(files: readonly Json[], type: string): [string, Json][] {
  return files
    .flatMap((file) => Object.entries((file[type] ?? {}) as Json))
    .map(([label, found]) => [label, only(found)]);
}

async function readVariable(name: string, block: Json): Promise<VariableBlock> {
  for (const argument of Object.keys(block)) {
    requireKnown(argument, ["type", "default", "nullable", "validation", "description", "sensitive"], "argument");
  }
  const { type, nullable = true } = block;
  if (typeof type !== "string") throw new ModuleError(`The variable ${name} has no type`);
  if (typeof nullable !== "boolean") throw new ModuleError(`The variable ${name} has no plain value for nullable`);
  return {
    name,
    type: type.replace(/^\$\{(.*)\}$/s, "$1").replace(/\s/g, ""),
    default: "default" in block ? await parseJson(block["default"]) : undefined,
    nullable,
    validations: await readRules(block["validation"]),
  };
}

async function readResources(files: readonly Json[], kind: string): Promise<ReadonlyMap<string, ResourceBlock>> {
  const found = files.flatMap((file) => Object.entries((file[kind] ?? {}) as Json));
  const resources = found.flatMap(([type, named]) =>
    Object.entries(named as Json).map(([name, block]) => [type, name, only(block)] as const),
  );
  const read = await inTurn(resources, ([type, name, block]) => readResource(type, name, block));
  return unique(read.map((resource) => [resource.address, resource] as const));
}

async function readResource(type: string, name: string, block: Json): Promise<ResourceBlock> {
  const address = `${type}.${name}`;
  const { count, lifecycle } = block;
  const attributes = Object.fromEntries(Object.entries(block).filter(([name]) => !settingsOfResources.includes(name)));
  const unsupported = unsupportedArguments.find((argument) => argument in attributes);
  if (unsupported !== undefined) throw new ModuleError(`${unsupported} in ${address} is not supported`);
  const settings = list(lifecycle);
  for (const argument of settings.flatMap((setting) => Object.keys(setting))) {
    requireKnown(argument, ["precondition"], `setting of the lifecycle of ${address}`);
  }
  return {
    address,
    type,
    count: count === undefined ? undefined : await parseJson(count),
    preconditions: (await inTurn(settings, ({ precondition }) => readRules(precondition))).flat(),
    attributes: await parseJson(attributes),
  };
}

function readRules(json: unknown): Promise<Rule[]> {
  return inTurn(list(json), async (rule) => ({
    condition: await parseJson(rule["condition"]),
    errorMessage: await parseJson(rule["error_message"]),
  }));
}

/** All blocks of one type; none are not there. */
function list(json: unknown): readonly Json[] {
  return (json ?? []) as readonly Json[];
}

function only(json: unknown): Json {
  const [first, ...more] = list(json);
  if (first === undefined || more.length > 0) throw new ModuleError("A block is there more than once");
  return first;
}

function requireKnown(name: string, known: readonly string[], kind: string): void {
  if (!known.includes(name)) throw new ModuleError(`The ${kind} ${name} is not supported`);
}

function unique<Item>(entries: readonly (readonly [string, Item])[]): ReadonlyMap<string, Item> {
  const found = new Map(entries);
  const twice = entries.find(([name, item]) => found.get(name) !== item);
  if (twice !== undefined) throw new ModuleError(`${twice[0]} is there more than once`);
  return found;
}
