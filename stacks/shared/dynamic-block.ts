import type { IResolvable, TerraformElement } from "cdktf";
import { hclAny } from "./hcl.ts";
import { isRecord } from "./hcl-value.ts";

/** Metadata type under which an element keeps which of its blocks are dynamic. */
const dynamicMetadata = "dynamic block";

/** How often a block is there. */
export interface DynamicBlock {
  /** Path of the block among Terraform's names: `rule`, or `rule.expiration` for a block within a block. */
  readonly path: string;
  /** The list or map that the block is repeated for. */
  readonly forEach: IResolvable;
  /** Name of the item inside the block, if it is not the block's own. */
  readonly iterator?: string;
}

/**
 * Repeats a block for every item of a list or map. The block itself is given in the element's configuration, once, and refers to the
 * item by the block's name: `` rule: [{ id: hcl`rule.key`, … }] `` and `` dynamicBlock(bucket, "rule", { forEach: hclAny`var.rules` }) ``.
 * A block within a repeated block may be dynamic too; its path is `rule.expiration`.
 *
 * @param element a resource or data source
 * @param path the block's name in Terraform, after the names of the blocks it stands in
 * @param settings what it is repeated for
 */
export function dynamicBlock(element: TerraformElement, path: string, settings: Omit<DynamicBlock, "path">): void {
  const block: DynamicBlock = { path, ...settings };
  element.node.addMetadata(dynamicMetadata, block);
}

/**
 * Makes a block depend on a condition. The block itself is given in the element's configuration. An expression in its place is an error of
 * the compiler: never cast it away, for CDKTF leaves such a block out without a word.
 *
 * @param element a resource or data source
 * @param path the block's name in Terraform, after the names of the blocks it stands in
 * @param condition an expression that is true or false, such as `` hclAny`length(var.vpc_subnet_ids) > 0` ``
 */
export function optionalBlock(element: TerraformElement, path: string, condition: string | IResolvable): void {
  dynamicBlock(element, path, { forEach: hclAny`${condition} ? [1] : []` });
}

/** The dynamic blocks of an element, inner ones first. */
export function dynamicBlocks(element: TerraformElement): readonly DynamicBlock[] {
  const blocks = element.node.metadata.filter(({ type }) => type === dynamicMetadata);
  return blocks
    .map(({ data }) => data as DynamicBlock)
    .sort((left, right) => right.path.split(".").length - left.path.split(".").length);
}

/**
 * Puts dynamic blocks where Terraform's JSON has them: what stands under the block's name becomes the content of `dynamic`.
 *
 * @param address the element's address, for messages
 * @param body the element's body in Terraform's JSON
 * @param block the block, its expression resolved
 * @throws Error when the body has no such block, or several of them
 */
export function applyDynamicBlock(
  address: string,
  body: Readonly<Record<string, unknown>>,
  { path, forEach, iterator }: Omit<DynamicBlock, "forEach"> & { readonly forEach: unknown },
): Readonly<Record<string, unknown>> {
  const [name = "", ...inner] = path.split(".");
  const { [name]: block, ...rest } = body;
  const only: unknown = Array.isArray(block) && block.length === 1 ? block[0] : block;
  if (!isRecord(only)) {
    throw new Error(
      `${address} has ${block === undefined ? "no" : "more than one, or no plain,"} block ${path} to be made dynamic: give it once in the element's configuration.`,
    );
  }
  if (inner.length > 0) {
    return {
      ...rest,
      [name]: [applyDynamicBlock(address, only, { path: inner.join("."), forEach, ...named(iterator) })],
    };
  }
  const dynamic = { for_each: forEach, ...named(iterator), content: only };
  return { ...rest, dynamic: { ...(isRecord(body["dynamic"]) ? body["dynamic"] : {}), [name]: dynamic } };
}

function named(iterator: string | undefined): { readonly iterator?: string } {
  return iterator === undefined ? {} : { iterator };
}
