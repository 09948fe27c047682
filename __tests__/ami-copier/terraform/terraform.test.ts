import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  copyProject,
  init,
  moduleTests,
  projectFolder,
  removeProject,
  terraform,
  test,
  whyNot,
  type TerraformResult,
} from "./support.ts";

const folder = copyProject();
const module = join(folder, "dist-module");
const reason = whyNot(folder);
// In CI Terraform is there: a skip would hide that it no longer is.
const isSkipped = reason !== undefined && process.env["CI"] === undefined;
if (isSkipped) {
  console.warn(`The tests with Terraform are skipped: ${reason}`);
  // Where every test is skipped, afterAll is too.
  removeProject(folder);
}

function succeeds({ ok, text }: TerraformResult): void {
  expect(ok, text).toBe(true);
}

/** Every run of a test file took place and passed. */
function passes(result: TerraformResult): void {
  succeeds(result);
  expect(result.text).toMatch(/Success! [1-9]\d* passed, 0 failed\.\s*$/);
}

afterAll(() => {
  removeProject(folder);
});

describe.skipIf(isSkipped)("the module, with Terraform itself and the real provider", () => {
  it("can be tested here", () => {
    expect(reason).toBeUndefined();
  });

  it.each(["dist-module", "examples", "__tests__/ami-copier/terraform"])(
    "is formatted as terraform fmt does: %s",
    (part) => {
      succeeds(terraform(projectFolder, "fmt", "-check", "-diff", "-recursive", part));
    },
  );

  it("is valid", () => {
    succeeds(terraform(module, "validate"));
  });

  it.each(moduleTests)("keeps the rules of %s.tftest.hcl", (name) => {
    passes(test(name, module));
  });

  it("stands twice in one account", () => {
    const example = join(folder, "examples/ami-copier/multiple-versions");
    succeeds(init(example));
    passes(test("instances", example));
  });
});

describe.skipIf(isSkipped).each(readdirSync(join(projectFolder, "examples/ami-copier")))("the example %s", (name) => {
  const example = join(folder, "examples/ami-copier", name);

  it("is valid", () => {
    succeeds(init(example));
    succeeds(terraform(example, "validate"));
  });

  it("plans", () => {
    passes(test("examples", example));
  });
});
