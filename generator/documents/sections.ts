import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";
import type { Module } from "../../stacks/shared/module.ts";
import { definitionMetadata, type WorkflowDefinition } from "../../stacks/shared/workflow.ts";
import { codeBlock } from "./markdown.ts";
import { metadata } from "./metadata.ts";
import { fieldsTable } from "./schema.ts";
import { stateDiagram } from "./state-diagram.ts";
import { adviceTable, inputsTable, outputsTable, permissionsTable, requirementsTable } from "./tables.ts";

/** Texts by the name that they have in a document's markers. */
export type Sections = Readonly<Record<string, string>>;

/** What is made from a module's data: its tables, and a diagram of each state machine. */
export function moduleSections(module: Module, stack: TerraformStack): Sections {
  const workflows = metadata(stack, definitionMetadata) as readonly WorkflowDefinition[];
  return {
    ...Object.fromEntries(
      workflows.map(({ address, definition }) => [
        `STATE MACHINE ${address}`,
        codeBlock("mermaid", stateDiagram(resolve(stack, definition))),
      ]),
    ),
    REQUIREMENTS: requirementsTable(module),
    INPUTS: inputsTable(module.variables),
    OUTPUTS: outputsTable(stack),
    PERMISSIONS: permissionsTable(stack),
    ...Object.fromEntries((module.schemas ?? []).map(({ marker, schema }) => [marker, fieldsTable(schema)])),
    ...(module.advice === undefined
      ? {}
      : {
          "RUN ERRORS": adviceTable("`error`", "What happened", module.advice.runs),
          CAUSES: adviceTable("In `cause`", "What to do", module.advice.causes),
        }),
  };
}

/**
 * Puts generated sections between the markers of a document, `<!-- BEGIN NAME -->` and `<!-- END NAME -->`.
 *
 * @param path the document's path, for messages
 * @param document a Markdown text with the markers
 * @param sections texts by marker name
 * @throws Error that names the document and the marker, when a section has no place or a place has no section
 */
export function fillSections(path: string, document: string, sections: Sections): string {
  for (const [, name = ""] of document.matchAll(/<!-- BEGIN (.+?) -->/g)) {
    if (sections[name] === undefined) {
      throw new Error(
        `${path} has a place for ${name}, which is not generated. It may have: ${Object.keys(sections).join(", ")}.`,
      );
    }
  }
  return Object.entries(sections).reduce((text, [name, section]) => {
    const begin = `<!-- BEGIN ${name} -->`;
    const end = `<!-- END ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new Error(
        `${path} has no place for the generated section ${name}. Put ${begin} and ${end} on lines of their own.`,
      );
    }
    return `${text.slice(0, from + begin.length)}\n${section}\n${text.slice(to)}`;
  }, document);
}

/** Without tokens: what Terraform computes is a text such as `${var.name}`. */
function resolve(scope: TerraformStack, definition: unknown): unknown {
  return Tokenization.resolve(definition, {
    scope,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
}
