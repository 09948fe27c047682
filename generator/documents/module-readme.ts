import type { Module } from "../../stacks/shared/module.ts";
import { modulePath } from "../paths.ts";
import { codeBlock } from "./markdown.ts";
import type { Sections } from "./sections.ts";

/** Where the repository lives; whoever copies it changes this line. */
const repository = "github.com/your-org/ami-copier";

/**
 * A module's address, as Terraform takes it from Git.
 *
 * @param module the module
 * @param version the project's version, which users pin
 */
export function moduleSource(module: Module, version: string): string {
  return `git::https://${repository}.git//${modulePath(module)}?ref=v${version}`;
}

function errors(section: (name: string) => string): string {
  return section("RUN ERRORS") === ""
    ? ""
    : `
## When a run fails

${section("RUN ERRORS")}

${section("CAUSES")}
`;
}

/**
 * The README of a generated module.
 *
 * @param module the module
 * @param sections its generated sections
 * @param example a complete configuration that uses it
 */
export function moduleReadme(module: Module, sections: Sections, example: string): string {
  const top = "../".repeat(modulePath(module).split("/").length);
  const section = (name: string) => sections[name] ?? "";
  return `<!-- Generated from TypeScript: change stacks/${module.name} and variables/${module.name}.ts, not this file. -->

# ${module.name}

${module.description}

- [Guide](${top}docs/${module.name}.md): operation, troubleshooting, how it works, cost
- [Examples](${top}examples/${module.name})
- [Project](${top}README.md)

## Example

${codeBlock("hcl", example)}

## Requirements

${section("REQUIREMENTS")}

## Inputs

${section("INPUTS")}

## Outputs

${section("OUTPUTS")}

## Permissions

${section("PERMISSIONS")}
${errors(section)}`;
}
