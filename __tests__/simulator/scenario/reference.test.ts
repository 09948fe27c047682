import { expect, test } from "vitest";
import { scenarioReference } from "../../../simulator/scenario/reference.ts";

test("the reference of scenarios says what the schema says; npx vitest run scenario -u writes it anew", async () => {
  await expect(scenarioReference()).toMatchFileSnapshot("../../../docs/scenario-fields.md");
});
