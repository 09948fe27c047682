import { expect, test } from "vitest";
import { hygieneItems } from "../../../../lambdas/ami-builder/template/template.ts";
import { amiBuilderVariables } from "../../../../variables/ami-builder.ts";
import type { VariableDefinition } from "../../../../variables/variable.ts";

test("a template may ask for what the module's input may, and the input asks for all of it", () => {
  const definitions: readonly VariableDefinition[] = amiBuilderVariables;
  const input = definitions.find(({ name }) => name === "hygiene");
  expect(new Set(input?.default as readonly string[])).toEqual(new Set(hygieneItems));
  const rules = JSON.stringify(input?.rules);
  for (const item of hygieneItems) expect(rules).toContain(item);
});
