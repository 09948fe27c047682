import type { TerraformStack } from "cdktf";
import type { Advice } from "../../lambdas/shared/advice.ts";
import type { Module } from "../../stacks/shared/module.ts";
import { permissionsMetadata, type RolePermissions } from "../../stacks/shared/service-role.ts";
import type { VariableDefinition } from "../../variables/variable.ts";
import { code, table } from "./markdown.ts";
import { metadata } from "./metadata.ts";

/** The least versions of Terraform and the provider. */
export function requirementsTable({ requirements }: Module): string {
  return table(
    ["", "Version"],
    [
      ["Terraform", code(requirements.terraform)],
      ["Provider hashicorp/aws", code(requirements.aws)],
    ],
  );
}

/** Every input in its order, with its default as Terraform takes it, or that it has to be given. */
export function inputsTable(variables: readonly VariableDefinition[]): string {
  return table(
    ["Name", "Description", "Type", "Default"],
    variables.map((variable) => [
      code(variable.name),
      variable.description.trim(),
      variable.sensitive === true ? `${code(variable.type)}, sensitive` : code(variable.type),
      "default" in variable ? code(JSON.stringify(variable.default)) : "required",
    ]),
  );
}

/** Every output. */
export function outputsTable(stack: TerraformStack): string {
  const { output = {} } = stack.toTerraform() as { output?: Readonly<Record<string, { description?: string }>> };
  return table(
    ["Name", "Description"],
    Object.entries(output).map(([name, { description = "" }]) => [code(name), description]),
  );
}

/** What to do when a run ended badly: a row for each name, those with the same advice together. */
export function adviceTable(name: string, what: string, advice: Advice): string {
  const texts = [...new Set(Object.values(advice))];
  const named = (text: string) => Object.keys(advice).filter((key) => advice[key] === text);
  return table(
    [name, what],
    texts.map((text) => [named(text).map(nameOf).join(", "), text]),
  );
}

/** A name as code, unless it has code in it. */
function nameOf(name: string): string {
  return name.includes("`") ? name : code(name);
}

/** What each role may do, and why. */
export function permissionsTable(stack: TerraformStack): string {
  const roles = metadata(stack, permissionsMetadata) as readonly RolePermissions[];
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
