import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  copyProject,
  init,
  placeTest,
  projectFolder,
  removeProject,
  terraform,
  moduleTests,
  whyNot,
} from "./support.ts";

const folder = copyProject();
const module = join(folder, "dist-module");
const reason = whyNot(folder);
// In CI Terraform is there: a skip would hide that it no longer is.
const isSkipped = reason !== undefined && process.env["CI"] === undefined;
if (isSkipped) console.warn(`The tests with Terraform are skipped: ${reason}`);

afterAll(() => {
  removeProject(folder);
});

describe.skipIf(isSkipped)("the module, with Terraform itself and the real provider", () => {
  it("can be tested here", () => {
    expect(reason).toBeUndefined();
  });

  it.each(["dist-module", "examples", "__tests__/terraform"])("is formatted as terraform fmt does: %s", (part) => {
    expect(terraform(projectFolder, "fmt", "-check", "-diff", "-recursive", part)).toMatchObject({ ok: true });
  });

  it("is valid", () => {
    expect(terraform(module, "validate")).toMatchObject({ ok: true });
  });

  it("stands twice in one account", () => {
    const example = join(folder, "examples", "multiple-versions");
    expect(init(example)).toMatchObject({ ok: true });
    const result = terraform(example, "test", `-filter=${placeTest("instances", example)}`);
    expect(result.ok, result.text).toBe(true);
  });

  it.each(moduleTests)("keeps the rules of %s.tftest.hcl", (name) => {
    const file = placeTest(name, module);
    const result = terraform(module, "test", `-filter=${file}`);
    expect(result.ok, result.text).toBe(true);
    expect(result.text).toMatch(/Success! \d+ passed, 0 failed/);
  });

  it.each(readdirSync(join(projectFolder, "examples")))("is used rightly by the example %s", (name) => {
    const example = join(folder, "examples", name);
    const initialized = init(example);
    expect(initialized.ok, initialized.text).toBe(true);
    const validated = terraform(example, "validate");
    expect(validated.ok, validated.text).toBe(true);
  });
});
