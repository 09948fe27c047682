import { TerraformResource, type TerraformElement, Tokenization } from "cdktf";
import { dynamicBlocks } from "../../stacks/shared/dynamic-block.ts";
import { isRecord } from "../../stacks/shared/hcl-value.ts";
import type { BlockShape } from "./blocks.ts";

/** Blocks that the provider takes as attributes too (AWS provider 5.100, schema), by type of resource: only these can be an expression. */
const attributesAsBlocks: Readonly<Record<string, readonly string[]>> = {
  aws_default_route_table: ["route"],
  aws_default_security_group: ["egress", "ingress"],
  aws_network_acl: ["egress", "ingress"],
  aws_route_table: ["route"],
  aws_security_group: ["egress", "ingress"],
};

/**
 * Refuses what an element holds but its HCL could not say.
 *
 * @param element the element
 * @param body the element in Terraform's JSON
 * @param shape which of its attributes are blocks
 * @throws Error that names the element and the remedy
 */
export function checkElement(
  element: TerraformElement,
  body: Readonly<Record<string, unknown>>,
  shape: BlockShape,
): void {
  const { id } = element.node;
  for (const name of ["provisioner", "connection"]) {
    if (body[name] !== undefined) {
      throw new Error(`${id} has a ${name}, which a module must not need: let a Lambda function do the work instead.`);
    }
  }
  if (TerraformResource.isTerraformResource(element) && element.hasResourceMove()) {
    throw new Error(`${id} is moved by a method of CDKTF: use moved(scope, { from, to }), which takes any address.`);
  }
  checkBlocks(element, body, shape, []);
  checkTexts(id, element.toTerraform());
}

function checkBlocks(
  element: TerraformElement,
  body: Readonly<Record<string, unknown>>,
  shape: BlockShape,
  path: readonly string[],
): void {
  const { id } = element.node;
  for (const [name, value] of Object.entries(body)) {
    const here = [...path, name];
    if (name === "dynamic" && isRecord(value)) {
      for (const [label, block] of Object.entries(value)) checkDynamic(element, shape, [...path, label], block);
    } else if (shape.isBlock(here) && typeof value === "string") {
      if (attributesAsBlocks[id.split(".")[0] ?? ""]?.includes(here.join(".")) !== true) {
        throw new Error(
          `${id} has an expression for its block ${here.join(".")}, which Terraform takes only as a block: give the block, and make it depend on the expression with optionalBlock or dynamicBlock.`,
        );
      }
    } else if (shape.isBlock(here)) {
      for (const block of Array.isArray(value) ? value : [value]) {
        if (isRecord(block)) checkBlocks(element, block, shape, here);
      }
    }
  }
}

function checkDynamic(element: TerraformElement, shape: BlockShape, path: readonly string[], block: unknown): void {
  const content = isRecord(block) ? block["content"] : undefined;
  if (!isRecord(content)) {
    return;
  }
  const isOurs = dynamicBlocks(element).some((known) => known.path === path.join("."));
  const nested = Object.entries(content).find(
    ([, value]) => isRecord(value) || (Array.isArray(value) && value.some(isRecord)),
  );
  if (!isOurs && nested !== undefined) {
    throw new Error(
      `${element.node.id} repeats its block ${path.join(".")} with an iterator of CDKTF, which does not say whether ${nested[0]} in it is a block: give the block in the configuration and use dynamicBlock.`,
    );
  }
  checkBlocks(element, content, shape, path);
}

/** Looks through what CDKTF has not resolved yet for texts that mean something else in Terraform. */
function checkTexts(id: string, value: unknown): void {
  if (typeof value === "string") {
    checkText(id, value);
  } else if (Array.isArray(value)) {
    for (const item of value) checkTexts(id, item);
  } else if (isRecord(value) && !Tokenization.isResolvable(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === "//") continue;
      checkText(id, key);
      checkTexts(id, inner);
    }
  }
}

function checkText(id: string, text: string): void {
  if (/\$\$\{TfToken\[/.test(text)) {
    throw new Error(
      `${id} has a text with $ before a reference, which Terraform would take for an escape: ${shown(text)}. Put the text between the quotes of hcl\`"…"\`.`,
    );
  }
  const [raw] = /[$%]\{/.exec(text.replace(/\$\{TfToken\[[^\]]*\]\}|\$\$\{|%%\{/g, "")) ?? [];
  if (raw !== undefined) {
    throw new Error(
      `${id} has a text with ${raw} written out, which Terraform would read as its own language: ${shown(text)}. Put a reference there, such as \${input.name}, \${resource.arn} or \${hcl\`…\`}; a text that is to stay as it is wants literal(…).`,
    );
  }
  if (text.includes("[object Object]")) {
    throw new Error(
      `${id} has a map or a list by reference in a text: ${shown(text)}. Make a text of it with hcl\`jsonencode(…)\` or hcl\`join(",", …)\`.`,
    );
  }
}

function shown(text: string): string {
  return JSON.stringify(text.replace(/\$\{TfToken\[[^\]]*\]\}/g, "${…}"));
}
