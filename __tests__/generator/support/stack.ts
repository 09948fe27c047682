import { App } from "cdktf";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../../generator/hcl/files.ts";
import { declareInputs } from "../../../stacks/shared/inputs.ts";
import { ModuleStack } from "../../../stacks/shared/module-stack.ts";
import type { VariableDefinition } from "../../../variables/variable.ts";

/**
 * Writes a stack of its own.
 *
 * @param add what puts something into the stack
 * @param inputs names of inputs that the stack has
 * @returns texts by file name, without their first line
 */
export async function writeStack(
  add: (stack: ModuleStack) => void,
  inputs: readonly (string | VariableDefinition)[] = [],
): Promise<ReadonlyMap<string, string>> {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "stack-")) });
  const stack = new ModuleStack(app, "test", { terraform: ">= 1.2", aws: ">= 5.0" });
  declareInputs(
    stack,
    inputs.map((input) =>
      typeof input === "string" ? { name: input, type: "string", default: "", description: input } : input,
    ),
  );
  add(stack);
  const files = await writeFiles(stack, "Generated.");
  return new Map([...files].map(([name, text]) => [name, text.replace(/^# Generated\.\n\n/, "")]));
}
