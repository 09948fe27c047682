import { format } from "@cdktf/hcl-tools";
import { TerraformElement, type TerraformStack } from "cdktf";
import { commentMetadata } from "../../stacks/shared/comment.ts";
import { isRecord } from "../../stacks/shared/hcl-value.ts";
import { Moved } from "../../stacks/shared/moved.ts";
import { blockShape } from "./blocks.ts";
import { checkElement } from "./check-element.ts";
import { checkMoves } from "./check-moves.ts";
import { checkReferences, type Element } from "./check-references.ts";
import { writeBlock } from "./writer.ts";

const versionsFile = "versions.tf";
const mainFile = "main.tf";
const movedFile = "moved.tf";
/** What has a file of its own by custom, wherever it was created. */
const customaryFiles: Readonly<Record<string, string>> = { variable: "variables.tf", output: "outputs.tf" };
/** The parts of Terraform's JSON that are written; `//` holds CDKTF's own notes. */
const writable: ReadonlySet<string> = new Set([
  "//",
  "terraform",
  "variable",
  "locals",
  "data",
  "resource",
  "output",
  "moved",
]);

interface Piece {
  readonly file: string;
  readonly category?: string;
  readonly text: string;
}

/**
 * Writes a stack as the files of a Terraform module, in the order the elements were created in. Variables, outputs and versions have
 * files of their own; everything else is in the file named by the part of the module it belongs to: an element at
 * `<stack>/<module>/<part>/…` in `<part>.tf`, others in `main.tf`.
 *
 * @param stack a module's stack
 * @param header first line of each file, without its `#`
 * @returns texts by file name, formatted as `terraform fmt` does
 * @throws Error when the stack holds what a module must not have, such as a provider or a backend, refers to what does not exist, or
 *   holds what cannot be written
 */
export async function writeFiles(stack: TerraformStack, header: string): Promise<ReadonlyMap<string, string>> {
  const synthesized = stack.toTerraform() as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(synthesized).filter((category) => !writable.has(category));
  if (unknown.length > 0) {
    throw new Error(
      `The stack ${stack.node.id} holds what a module must not have or cannot be written: ${unknown.join(", ")}`,
    );
  }
  const pieces = [writeTerraform(synthesized["terraform"]), ...writeElements(stack, synthesized)];
  const texts = new Map<string, string>();
  for (const { file, text } of pieces) {
    texts.set(file, `${texts.get(file) ?? `# ${header}\n`}\n${text}`);
  }
  const formatted = await Promise.all(
    [...texts].sort().map(async ([file, text]) => [file, await format(text)] as const),
  );
  return new Map(formatted);
}

function writeTerraform(body: unknown): Piece {
  const { backend, ...settings } = asRecord(body);
  if (backend !== undefined) {
    throw new Error("A module has no backend: it is its caller's.");
  }
  return {
    file: versionsFile,
    text: writeBlock({
      header: "terraform",
      body: settings,
      shape: { isBlock: (path) => path.join(".") === "required_providers" },
    }),
  };
}

function writeElements(stack: TerraformStack, synthesized: Readonly<Record<string, unknown>>): readonly Piece[] {
  const pieces: Piece[] = [];
  const written: Element[] = [];
  const moves: Moved[] = [];
  const localsByFile = new Map<string, LocalsOfFile>();
  const elements = stack.node.findAll().filter((node) => TerraformElement.isTerraformElement(node));
  for (const element of elements) {
    if (element.node === stack.node) {
      continue;
    }
    if (element instanceof Moved) {
      moves.push(element);
      pieces.push({ file: movedFile, text: `moved {\nfrom = ${element.move.from}\nto = ${element.move.to}\n}\n` });
      continue;
    }
    const [category, ...labels] = address(element);
    const file = customaryFiles[category] ?? partFile(element);
    const body = labels.reduce<unknown>((value, label) => asRecord(value)[label], synthesized[key(category)]);
    const { id } = element.node;
    if (body === undefined) {
      throw new Error(`The element ${element.node.path} is not what its id says: the stack has no ${id}.`);
    }
    if (written.some((other) => other.address === id)) {
      throw new Error(`The stack has two elements with the address ${id}; the second is ${element.node.path}.`);
    }
    written.push({ address: id, body });
    const shape = blockShape(element);
    checkElement(element, asRecord(body), shape);
    const comment = element.node.metadata.find(({ type }) => type === commentMetadata)?.data as string | undefined;
    if (category === "local") {
      collectLocal(localsByFile, file, { name: labels[0] ?? "", value: body, comment });
      continue;
    }
    pieces.push({
      file,
      category,
      text: writeBlock({
        header: [category, ...labels.map((label) => `"${label}"`)].join(" "),
        body: asRecord(body),
        shape,
        comment,
      }),
    });
  }
  for (const [file, locals] of localsByFile) {
    const text = writeBlock({ header: "locals", shape: { isBlock: () => false }, ...locals });
    const firstResource = pieces.findIndex((piece) => piece.file === file && piece.category === "resource");
    pieces.splice(firstResource < 0 ? pieces.length : firstResource, 0, { file, text });
  }
  checkReferences(written);
  checkMoves(
    moves.map(({ move }) => move),
    written.map(({ address }) => address),
  );
  return pieces;
}

interface LocalsOfFile {
  readonly body: Record<string, unknown>;
  readonly comments: Map<string, string>;
}

/** All locals of a file stand in one block, before its first resource. */
function collectLocal(
  byFile: Map<string, LocalsOfFile>,
  file: string,
  { name, value, comment }: { readonly name: string; readonly value: unknown; readonly comment: string | undefined },
): void {
  const known: LocalsOfFile = byFile.get(file) ?? { body: {}, comments: new Map() };
  known.body[name] = value;
  if (comment !== undefined) known.comments.set(name, comment);
  byFile.set(file, known);
}

function key(category: string): string {
  return category === "local" ? "locals" : category;
}

/**
 * The element's address: its id, by the convention of ModuleStack.
 *
 * @throws Error for an element that a module must not hold, or whose id is no address
 */
function address(element: TerraformElement): readonly [category: string, ...labels: string[]] {
  const { id } = element.node;
  const parts = id.split(".");
  if (parts[0] === "var" && parts.length === 2) return ["variable", ...parts.slice(1)];
  if (["output", "local"].includes(parts[0] ?? "") && parts.length === 2) return [parts[0] ?? "", ...parts.slice(1)];
  if (parts[0] === "data" && parts.length === 3) return ["data", ...parts.slice(1)];
  if (parts.length === 2 && (parts[0] ?? "").includes("_")) return ["resource", ...parts];
  throw new Error(
    `The element ${element.node.path} cannot stand in a module: its id must be a Terraform address such as ` +
      "aws_iam_role.lambda, data.aws_region.current, var.tags, local.name or output.arn, and it must be no provider.",
  );
}

function partFile(element: TerraformElement): string {
  const [, , part] = element.node.path.split("/");
  const isOwnPart = element.node.path.split("/").length > 3;
  return isOwnPart && part !== undefined ? `${part}.tf` : mainFile;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
