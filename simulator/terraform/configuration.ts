import { parse } from "@cdktf/hcl2json";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileProblem } from "../core/file-problem.ts";
import type { Expression } from "./ast.ts";
import { parseBlock, type BlockJson } from "./blocks.ts";
import { ModuleError } from "./errors.ts";
import { readAt } from "./located.ts";
import { inTurn, parseJson } from "./parse.ts";
import { readType } from "./type-constraints.ts";
import { anyType, type Type } from "./types.ts";

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
  readonly outputs: readonly OutputBlock[];
  /** Names of the files by the addresses of what stands in them: `local.x`, `data.aws_region.current`, `output.arn`. */
  readonly files: ReadonlyMap<string, string>;
}

/** A `variable` block. */
export interface VariableBlock {
  readonly name: string;
  readonly type: Type;
  readonly default: Expression | undefined;
  readonly nullable: boolean;
  /** Whether Terraform hides its value. */
  readonly sensitive: boolean;
  readonly validations: readonly CheckRule[];
}

/** A `resource` or `data` block. */
export interface ResourceBlock {
  readonly address: string;
  readonly type: string;
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
  readonly preconditions: readonly CheckRule[];
  readonly postconditions: readonly CheckRule[];
  /** Arguments; blocks within are lists of objects. */
  readonly body: Expression;
}

/** An `output` block. */
export interface OutputBlock {
  readonly name: string;
  readonly value: Expression;
  readonly preconditions: readonly CheckRule[];
}

/** A condition that has to hold: of a variable, a resource or an output. */
export interface CheckRule {
  readonly condition: Expression;
  readonly errorMessage: Expression;
}

/** A file of a module. */
interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A file, parsed. */
interface ParsedFile {
  readonly name: string;
  readonly json: BlockJson;
}

/** Something in a file that has an address. */
interface Located {
  readonly file: string;
  readonly address: string;
}

/** The last configuration of each folder, with the files it was read from: to parse them takes much longer than to read them. */
const known = new Map<string, { readonly sources: string; readonly configuration: Promise<Configuration> }>();

/**
 * Reads the `.tf` files of a module; as long as they stay as they are they are parsed once.
 *
 * @param folder absolute path
 * @throws ModuleError for a block or an argument that is not supported, and for what the parser does not understand
 */
export async function readConfiguration(folder: string): Promise<Configuration> {
  const all = await readdir(folder).catch((error: unknown) => {
    throw new ModuleError(`The module's folder ${folder} cannot be read: ${fileProblem(error)}`);
  });
  const names = all.filter((name) => name.endsWith(".tf")).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })),
  );
  const sources = JSON.stringify(files);
  const before = known.get(folder);
  if (before?.sources === sources) return before.configuration;
  const configuration = parseFiles(folder, files);
  known.set(folder, { sources, configuration });
  return configuration;
}

async function parseFiles(folder: string, sources: readonly SourceFile[]): Promise<Configuration> {
  const files = await inTurn(sources, parseFile);
  const found: Located[] = [];
  const readPart = <Part>(file: string, address: string, read: () => Promise<Part>): Promise<Part> => {
    found.push({ file, address });
    return readAt(`${file}: ${address}`, read);
  };
  for (const { name, json } of files) {
    await readAt(name, async () => {
      for (const block of Object.keys(json)) requireKnown(block, knownBlocks, "block");
      return Promise.resolve();
    });
  }
  const variables = await inTurn(blocks(files, "variable"), ({ file, label, block }) =>
    readPart(file, `var.${label}`, () => readVariable(label, only(block))),
  );
  const locals = await inTurn(
    files.flatMap(({ name, json }) =>
      list(json["locals"]).flatMap((block) => Object.entries(block).map((entry) => [name, ...entry] as const)),
    ),
    async ([file, name, value]) => [name, await readPart(file, `local.${name}`, () => parseJson(value))] as const,
  );
  const readResources = (kind: "resource" | "data") =>
    inTurn(
      blocks(files, kind).flatMap(({ file, label, block }) =>
        Object.entries(block as BlockJson).map(([name, inner]) => ({ file, type: label, name, inner })),
      ),
      ({ file, type, name, inner }) => {
        const address = `${type}.${name}`;
        return readPart(file, kind === "data" ? `data.${address}` : address, () =>
          readResource(type, name, only(inner)),
        );
      },
    );
  const resources = await readResources("resource");
  const dataSources = await readResources("data");
  const outputs = await inTurn(blocks(files, "output"), ({ file, label, block }) =>
    readPart(file, `output.${label}`, () => readOutput(label, only(block))),
  );
  return {
    folder,
    variables: unique(variables.map((variable) => [variable.name, variable] as const)),
    locals: unique(locals),
    resources: unique(resources.map((resource) => [resource.address, resource] as const)),
    dataSources: unique(dataSources.map((resource) => [resource.address, resource] as const)),
    outputs,
    files: new Map(found.map(({ file, address }) => [address, file])),
  };
}

/** Blocks of a file. What is in `terraform` is for Terraform; `moved` changes nothing where nothing is installed yet. */
const knownBlocks = ["variable", "locals", "resource", "data", "output", "moved", "terraform"];

/** What every resource may have, whatever its type. */
const settingsOfResources = ["count", "for_each", "depends_on", "lifecycle"];

/** What would change where a resource is, or what is done to make it. */
const unsupportedArguments = ["provisioner", "connection", "provider"];

/** Settings of a lifecycle: the conditions, and what matters only where something is installed already. */
const lifecycleSettings = [
  "precondition",
  "postcondition",
  "create_before_destroy",
  "ignore_changes",
  "prevent_destroy",
  "replace_triggered_by",
];

async function parseFile({ name, text }: SourceFile): Promise<ParsedFile> {
  try {
    return { name, json: (await parse(name, text)) as BlockJson };
  } catch (error) {
    throw new ModuleError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The labelled blocks of a type in all files. */
function blocks(
  files: readonly ParsedFile[],
  type: string,
): { readonly file: string; readonly label: string; readonly block: unknown }[] {
  return files.flatMap(({ name: file, json }) =>
    Object.entries((json[type] ?? {}) as BlockJson).map(([label, block]) => ({ file, label, block })),
  );
}

async function readVariable(name: string, block: BlockJson): Promise<VariableBlock> {
  for (const argument of Object.keys(block)) {
    requireKnown(argument, ["type", "default", "nullable", "validation", "description", "sensitive"], "argument");
  }
  const { type, nullable = true, sensitive = false } = block;
  if (typeof nullable !== "boolean") throw new ModuleError(`The variable ${name} has no plain value for nullable`);
  return {
    name,
    type: typeof type === "string" ? await readType(type) : anyType,
    default: "default" in block ? await parseJson(block["default"]) : undefined,
    nullable,
    // A value that is none is no reason to show what may be a secret.
    sensitive: sensitive !== false,
    validations: await readChecks(block["validation"]),
  };
}

async function readOutput(name: string, block: BlockJson): Promise<OutputBlock> {
  for (const argument of Object.keys(block)) {
    requireKnown(argument, ["value", "description", "sensitive", "depends_on", "precondition"], "argument");
  }
  return {
    name,
    value: await parseJson(block["value"]),
    preconditions: await readChecks(block["precondition"]),
  };
}

async function readResource(type: string, name: string, block: BlockJson): Promise<ResourceBlock> {
  const address = `${type}.${name}`;
  const { count, for_each: forEach, lifecycle } = block;
  const body = Object.fromEntries(
    Object.entries(block).filter(([argument]) => !settingsOfResources.includes(argument)),
  );
  const unsupported = unsupportedArguments.find((argument) => argument in body);
  if (unsupported !== undefined) throw new ModuleError(`${unsupported} in ${address} is not supported`);
  if (count !== undefined && forEach !== undefined) throw new ModuleError(`${address} has both count and for_each`);
  const settings = list(lifecycle);
  for (const argument of settings.flatMap((setting) => Object.keys(setting))) {
    requireKnown(argument, lifecycleSettings, `setting of the lifecycle of ${address}`);
  }
  return {
    address,
    type,
    count: count === undefined ? undefined : await parseJson(count),
    forEach: forEach === undefined ? undefined : await parseJson(forEach),
    preconditions: (await inTurn(settings, ({ precondition }) => readChecks(precondition))).flat(),
    postconditions: (await inTurn(settings, ({ postcondition }) => readChecks(postcondition))).flat(),
    body: await parseBlock(body),
  };
}

function readChecks(json: unknown): Promise<CheckRule[]> {
  return inTurn(list(json), async (rule) => ({
    condition: await parseJson(rule["condition"]),
    errorMessage: await parseJson(rule["error_message"]),
  }));
}

/** All blocks of one type; none are not there. */
function list(json: unknown): readonly BlockJson[] {
  return (json ?? []) as readonly BlockJson[];
}

function only(json: unknown): BlockJson {
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
