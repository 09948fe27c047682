import { isRecord, writeValue } from "../../stacks/shared/hcl-value.ts";
import type { BlockShape } from "./blocks.ts";
import { reflow } from "./reflow.ts";

const step = "  ";

/** Arguments that are names or lists of them, which stand without quotes. */
const references: ReadonlySet<string> = new Set(["depends_on", "ignore_changes", "replace_triggered_by", "iterator"]);

/** Where an argument stands among the others of its block, by Terraform's style: what names the thing first, tags last. */
const leading = [
  ...["name", "function_name", "alarm_name", "rule", "queue_url", "id", "target_id"],
  ...["type", "description", "alarm_description", "role", "default", "value", "condition"],
];
const trailing = ["tags", "sensitive", "nullable"];

/** One block, as Terraform's JSON has it. */
export interface Block {
  /** `resource "aws_iam_role" "lambda"`, or `locals`. */
  readonly header: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly shape: BlockShape;
  /** A line above the block that says why it is there. */
  readonly comment?: string | undefined;
  /** Lines above arguments of the block, by name. */
  readonly comments?: ReadonlyMap<string, string>;
}

/**
 * Writes a block in Terraform's language. Spacing within lines is left to the formatter.
 *
 * @throws Error for a value that has no form in HCL
 */
export function writeBlock(block: Block): string {
  const lines = writeBody(block.body, block, [], step);
  const head = block.comment === undefined ? "" : `${commentLines(block.comment, "")}\n`;
  return lines.length === 0 ? `${head}${block.header} {}\n` : `${head}${block.header} {\n${lines.join("\n")}\n}\n`;
}

function commentLines(comment: string, indent: string): string {
  return comment.replace(/^/gm, `${indent}# `);
}

/** Groups with blank lines between them: count, arguments, each nested block, depends_on, lifecycle. */
function writeBody(
  body: Readonly<Record<string, unknown>>,
  block: Block,
  path: readonly string[],
  indent: string,
): string[] {
  const entries = Object.entries(body)
    .filter(([name]) => name !== "//")
    .sort(([left], [right]) => rank(left) - rank(right));
  // Some blocks are attributes as well, such as a security group's ingress: an expression can only be given as an attribute.
  const isNested = (name: string) => block.shape.isBlock([...path, name]) && typeof body[name] !== "string";
  const isMeta = (name: string) => name === "count" || name === "for_each";
  const argumentsWhere = (condition: (name: string) => boolean) =>
    entries
      .filter(([name]) => !isNested(name) && condition(name))
      .map(([name, value]) => {
        const comment = path.length === 0 ? block.comments?.get(name) : undefined;
        const head = comment === undefined ? "" : `${commentLines(comment, indent)}\n`;
        return `${head}${indent}${name} = ${writeArgument(name, value, block, indent)}`;
      });
  const blocksWhere = (condition: (name: string) => boolean) =>
    entries
      .filter(([name]) => isNested(name) && condition(name))
      .flatMap(([name, value]) => writeBlocks(name, value, block, path, indent));
  return [
    argumentsWhere(isMeta),
    argumentsWhere((name) => !isMeta(name) && name !== "depends_on"),
    ...blocksWhere((name) => name !== "lifecycle"),
    argumentsWhere((name) => name === "depends_on"),
    ...blocksWhere((name) => name === "lifecycle"),
  ]
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : ["", ...group]));
}

function rank(name: string): number {
  const position = leading.indexOf(name);
  return position >= 0 ? position - leading.length : trailing.indexOf(name) + 1;
}

function writeBlocks(
  name: string,
  value: unknown,
  block: Block,
  path: readonly string[],
  indent: string,
): readonly (readonly string[])[] {
  if (name === "dynamic" && isRecord(value)) {
    return Object.entries(value).map(([label, body]) => writeDynamic(label, body, block, path, indent));
  }
  const bodies = Array.isArray(value) ? (value as unknown[]) : [value];
  return bodies.map((body) => {
    if (!isRecord(body)) {
      throw new Error(`The block ${[...path, name].join(".")} cannot be rendered from ${JSON.stringify(body)}`);
    }
    const lines = writeBody(body, block, [...path, name], indent + step);
    return lines.length === 0 ? [`${indent}${name} {}`] : [`${indent}${name} {`, ...lines, `${indent}}`];
  });
}

/** `dynamic "label" { for_each = …  content { … } }`, where the content has the shape of the block it makes. */
function writeDynamic(
  label: string,
  body: unknown,
  block: Block,
  path: readonly string[],
  indent: string,
): readonly string[] {
  if (!isRecord(body) || !isRecord(body["content"])) {
    throw new Error(`The dynamic block ${label} has no content`);
  }
  const { content, ...settings } = body;
  const inner = indent + step;
  return [
    `${indent}dynamic "${label}" {`,
    ...Object.entries(settings).map(([name, value]) => `${inner}${name} = ${writeArgument(name, value, block, inner)}`),
    "",
    `${inner}content {`,
    ...writeBody(content, block, [...path, label], inner + step),
    `${inner}}`,
    `${indent}}`,
  ];
}

function writeArgument(name: string, value: unknown, block: Block, indent: string): string {
  if (name === "type" && typeof value === "string" && block.header.startsWith("variable ")) {
    return reflow(value, indent);
  }
  if (references.has(name)) {
    return Array.isArray(value) ? reflow(`[${value.join(", ")}]`, indent) : String(value);
  }
  if (typeof value === "string" && isHeredoc(value)) {
    const text = value.slice(0, -1).split("\n");
    return ["<<-EOT", ...text.map((line) => (line === "" ? "" : `${indent}${step}${line}`)), `${indent}EOT`].join("\n");
  }
  return reflow(writeValue(value), indent);
}

/**
 * Whether a text reads better over several lines. `<<-` takes away the indentation that all lines have in common, so one line has to
 * begin at the margin; a heredoc always ends with a line break.
 */
function isHeredoc(text: string): boolean {
  const lines = text.split("\n");
  return (
    lines.length > 2 &&
    lines.at(-1) === "" &&
    lines.some((line) => /^\S/.test(line)) &&
    !/[\x00-\x08\x0b-\x1f]|^\s+$|^\s*EOT$/m.test(text)
  );
}
