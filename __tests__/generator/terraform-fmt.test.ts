import { App } from "cdktf";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../generator/hcl/files.ts";
import { modules } from "../../main.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { tellSkipped } from "../support/skipped.ts";
import { sample } from "./fixtures/sample.ts";
import { hasProgram } from "./support/project.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "fmt-"));
// Where there is no Terraform the tests are skipped; CI has it, so there a skip would hide something.
const isSkipped = !hasProgram("terraform") && process.env["CI"] === undefined;
if (isSkipped) tellSkipped("the modules' form with terraform fmt", "terraform is not on the PATH");

describe("terraform fmt (skipped where Terraform is not on PATH, except in CI)", () => {
  it.skipIf(isSkipped).each([...modules, sample])("finds nothing to change in $name", async (module) => {
    const folder = newFolder();
    const files = await writeFiles(createModuleStack(new App({ outdir: newFolder() }), module), "Generated.");
    for (const [name, text] of files) {
      writeFileSync(join(folder, name), text);
    }
    const changed = execFileSync("terraform", ["fmt", "-check", "-diff", "-list=true", folder], { encoding: "utf8" });
    expect(changed).toBe("");
  });
});
