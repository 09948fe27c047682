import type { IConstruct } from "constructs";

/** Metadata type under which a construct keeps its comment. */
export const commentMetadata = "comment";

/**
 * Puts a comment above an element in the generated module, for those who read it there.
 *
 * @param element a resource or data source
 * @param text why it is there; one line, or several
 */
export function comment(element: IConstruct, text: string): void {
  element.node.addMetadata(commentMetadata, text);
}
