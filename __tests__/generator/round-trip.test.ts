import { format } from "@cdktf/hcl-tools";
import { App } from "cdktf";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../generator/hcl/files.ts";
import { modules } from "../../main.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { sample } from "./fixtures/sample.ts";
import { normalize, parseModule } from "./support/round-trip.ts";

describe.each([...modules, sample])("the HCL of $name", (module) => {
  const stack = createModuleStack(new App({ outdir: mkdtempSync(join(tmpdir(), "round-trip-")) }), module);
  const written = writeFiles(stack, "Generated.");

  it("says what the stack's own Terraform JSON says", async () => {
    const parsed = await normalize(await parseModule(await written));
    expect(parsed).toEqual(await normalize(stack.toTerraform()));
  });

  it("is in canonical format already", async () => {
    for (const [name, text] of await written) {
      expect(await format(text), name).toBe(text);
    }
  });

  it("has no interpolation that is a whole text, no metadata, no provider, no backend and no path of this machine", async () => {
    for (const [name, text] of await written) {
      expect(text, name).not.toMatch(/"\$\{[^"{}]*\}"/);
      expect(text, name).not.toMatch(/^\s*(provider|backend)\s+"/m);
      expect(text, name).not.toContain("stackTrace");
      expect(text, name).not.toContain(process.cwd());
    }
  });

  it("declares variables and outputs in the order of the documents", async () => {
    const text = (await written).get("variables.tf") ?? "";
    const declared = [...text.matchAll(/^variable "(.*)" \{$/gm)].map(([, name]) => name);
    expect(declared).toEqual(module.variables.map(({ name }) => name));
  });
});
