import type { TerraformStack } from "cdktf";
import type { Module } from "../../stacks/shared/module.ts";
import { permissionsMetadata, type RolePermissions } from "../../stacks/shared/service-role.ts";
import type { VariableDefinition } from "../../variables/variable.ts";

/** Where the repository lives; whoever copies it changes this line. */
const repository = "github.com/your-org/ami-copier";

/** Tables that are made from the module's data, by the name they have in a document's markers. */
export function generatedSections(module: Module, stack: TerraformStack): Readonly<Record<string, string>> {
  return {
    REQUIREMENTS: requirementsTable(module),
    INPUTS: inputsTable(module.variables),
    OUTPUTS: outputsTable(stack),
    PERMISSIONS: permissionsTable(stack),
  };
}

/**
 * Puts generated sections between the markers of a document, `<!-- BEGIN NAME -->` and `<!-- END NAME -->`.
 *
 * @param document a Markdown text with the markers
 * @param sections texts by marker name
 * @throws Error when a marker is missing
 */
export function fillSections(document: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, section]) => {
    const begin = `<!-- BEGIN ${name} -->`;
    const end = `<!-- END ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new Error(
        `README.md has no place for the generated section ${name}. Put ${begin} and ${end} on lines of their own.`,
      );
    }
    return `${text.slice(0, from + begin.length)}\n${section}\n${text.slice(to)}`;
  }, document);
}

/**
 * The README of a generated module.
 *
 * @param module the module
 * @param sections its generated sections
 * @param version the project's version, which users pin
 */
export function moduleReadme(module: Module, sections: Readonly<Record<string, string>>, version: string): string {
  const path = ["dist-module", module.folder].filter((part) => part !== "").join("/");
  return `<!-- Generated from TypeScript: change stacks/${module.name} and variables/${module.name}.ts, not this file. -->

# ${module.name}

${module.description}

\`\`\`hcl
module "${module.name.replaceAll("-", "_")}" {
  source = "git::https://${repository}.git//${path}?ref=v${version}" # x-release-please-version
}
\`\`\`

How it works, examples and troubleshooting are in the [README of the project](https://${repository}#readme).

## Requirements

${sections["REQUIREMENTS"] ?? ""}

## Inputs

${sections["INPUTS"] ?? ""}

## Outputs

${sections["OUTPUTS"] ?? ""}
`;
}

function requirementsTable({ requirements }: Module): string {
  return table(
    ["", "Version"],
    [
      ["Terraform", code(requirements.terraform)],
      ["Provider hashicorp/aws", code(requirements.aws)],
    ],
  );
}

function inputsTable(variables: readonly VariableDefinition[]): string {
  return table(
    ["Name", "Description", "Type", "Default"],
    variables.map(({ name, description, type, default: value, sensitive }) => [
      code(name),
      description.trim(),
      sensitive === true ? `${code(type)}, sensitive` : code(type),
      code(JSON.stringify(value)),
    ]),
  );
}

function outputsTable(stack: TerraformStack): string {
  const { output = {} } = stack.toTerraform() as { output?: Readonly<Record<string, { description?: string }>> };
  return table(
    ["Name", "Description"],
    Object.entries(output).map(([name, { description = "" }]) => [code(name), description]),
  );
}

function permissionsTable(stack: TerraformStack): string {
  const roles = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === permissionsMetadata))
    .map(({ data }) => data as RolePermissions);
  const rows = roles.flatMap(({ role, permissions }) =>
    permissions.map(({ sid, actions, reason }, index) => [
      index === 0 ? code(role) : "",
      sid,
      actions.map(code).join(", "),
      reason,
    ]),
  );
  return table(["Role", "Statement", "Allows", "Why"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}

function code(text: string): string {
  return `\`${text}\``;
}
