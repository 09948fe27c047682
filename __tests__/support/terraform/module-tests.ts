import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modulePath } from "../../../generator/paths.ts";
import type { Module } from "../../../stacks/shared/module.ts";
import { tellSkipped } from "../skipped.ts";
import {
  copyProject,
  init,
  projectFolder,
  removeProject,
  terraform,
  type TerraformResult,
  test,
  whyNot,
} from "./terraform.ts";

const ending = ".tftest.hcl";
/** The test file that is run in every example. */
const everyExample = "every";

/** Names of the test files in a folder of a module's Terraform tests, without their ending. */
export function testFiles(module: string, folder = ""): readonly string[] {
  const path = join(projectFolder, "__tests__", module, "terraform", folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.replace(ending, ""));
}

function succeeds({ ok, text }: TerraformResult): void {
  expect(ok, text).toBe(true);
}

/** Runs of a test file took place, and all of them passed. */
function passes({ text }: TerraformResult, file: string): void {
  const runs = text.slice(text.indexOf(`tests/${file}${ending}... in progress`));
  expect(runs, text).toMatch(/^[^\n]*\n {2}run /);
  expect(text.split("\n"), text).toContain(`tests/${file}${ending}... pass`);
}

/**
 * Tests a module with Terraform itself and the real provider: form, validity, every example, and the test files of
 * `__tests__/<module>/terraform/`. Those in its folder `examples/` are run in the example of their name, and `every.tftest.hcl`
 * in each of them. The tests are skipped where Terraform is not there, except in CI, where a skip would hide that it no longer is.
 *
 * @param module the module
 */
export function testWithTerraform(module: Module): void {
  const { name } = module;
  const tests = join(projectFolder, "__tests__", name, "terraform");
  const files = testFiles(name);
  const copy = copyProject();
  const folder = join(copy, modulePath(module));
  const reason = whyNot(folder);
  const isSkipped = reason !== undefined && process.env["CI"] === undefined;
  if (isSkipped) {
    tellSkipped(`${name} with Terraform itself`, reason);
    // Where every test is skipped, afterAll is too.
    removeProject(copy);
  }

  afterAll(() => {
    removeProject(copy);
  });

  describe.skipIf(isSkipped)(`${name}, with Terraform itself and the real provider`, () => {
    it("can be tested here", () => {
      expect(reason).toBeUndefined();
    });

    it.each([modulePath(module), `examples/${name}`, `__tests__/${name}/terraform`])(
      "is formatted as terraform fmt does: %s",
      (part) => {
        succeeds(terraform(projectFolder, "fmt", "-check", "-diff", "-recursive", part));
      },
    );

    it("is valid", () => {
      succeeds(terraform(folder, "validate"));
    });

    describe.runIf(files.length > 0)("keeps the rules of", () => {
      let result: TerraformResult = { ok: false, text: "" };
      beforeAll(() => {
        result = test(
          files.map((file) => join(tests, file + ending)),
          folder,
        );
      });

      it.each(files)(`%s${ending}`, (file) => {
        passes(result, file);
      });
    });
  });

  const examples = readdirSync(join(projectFolder, "examples", name));
  const ofExamples = testFiles(name, "examples");

  describe.skipIf(isSkipped)(`the examples of ${name}`, () => {
    it("are there for each test of an example", () => {
      expect([...examples, everyExample]).toEqual(expect.arrayContaining([...ofExamples]));
    });

    // A test validates what it plans.
    it.each(examples)("%s is valid and plans", (example) => {
      const exampleFolder = join(copy, "examples", name, example);
      succeeds(init(exampleFolder));
      const wanted = ofExamples.filter((file) => [everyExample, example].includes(file));
      expect(wanted).toContain(everyExample);
      const result = test(
        wanted.map((file) => join(tests, "examples", file + ending)),
        exampleFolder,
      );
      for (const file of wanted) passes(result, file);
    });
  });
}
