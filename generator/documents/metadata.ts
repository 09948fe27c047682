import type { TerraformStack } from "cdktf";

/**
 * What constructs keep for the documents.
 *
 * @param stack the module's stack
 * @param type the metadata's type, which the construct that writes it exports together with the form of its data
 */
export function metadata(stack: TerraformStack, type: string): readonly unknown[] {
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter((entry) => entry.type === type))
    .map(({ data }) => data as unknown);
}
