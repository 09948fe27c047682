import { expect, test } from "vitest";
import { findModule, moduleNames } from "../../../simulator/modules/find-module.ts";
import { commonReference, moduleReference } from "../../../simulator/scenario/reference.ts";

// Both are written anew with: npx vitest run scenario -u

test("the reference of scenarios says what the schema says", async () => {
  await expect(commonReference()).toMatchFileSnapshot("../../../docs/scenario-fields.md");
});

test.each(moduleNames())("the reference of %s's own fields says what its schema says", async (name) => {
  const reference = moduleReference(await findModule(name));
  await expect(reference).toMatchFileSnapshot(`../../../docs/${name}/scenario-fields.md`);
});
