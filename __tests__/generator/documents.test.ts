import { App } from "cdktf";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillSections, generatedSections, moduleReadme } from "../../generator/documents/documents.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { sample } from "./fixtures/sample.ts";

const stack = createModuleStack(new App({ outdir: mkdtempSync(join(tmpdir(), "documents-")) }), sample);
const sections = generatedSections(sample, stack);
const rows = (section: string | undefined) => (section ?? "").split("\n").slice(2);

describe("the tables of a module", () => {
  it("have every input in its order, with its default as Terraform writes it", () => {
    expect(rows(sections["INPUTS"]).map((row) => /^\| `(\w+)` \|/.exec(row)?.[1])).toEqual(
      sample.variables.map(({ name }) => name),
    );
    expect(sections["INPUTS"]).toContain("| `enabled` | Off, and said so. | `bool` | `false` |");
    expect(sections["INPUTS"]).toContain("| `tags` | Tags. | `map(string)` | `{}` |");
  });

  it("keep to one line a row, and do not let a pipe end a cell", () => {
    expect(sections["INPUTS"]).toContain("| `secret` | A \\| b. | `string`, sensitive |");
    for (const row of Object.values(sections).flatMap(rows)) {
      expect(row).toMatch(/^\|.*\|$/);
    }
  });

  it("have every output and the versions", () => {
    expect(rows(sections["OUTPUTS"])).toEqual([
      "| `function_arn` | ARN \\| of the function. |",
      "| `secret` | The secret. |",
      "| `off` | False. |",
    ]);
    expect(rows(sections["REQUIREMENTS"])).toEqual([
      "| Terraform | `>= 1.2` |",
      "| Provider hashicorp/aws | `>= 5.0` |",
    ]);
  });
});

describe("fillSections", () => {
  it("puts a section between its markers and leaves the rest as it is", () => {
    const document = "a\n<!-- BEGIN X -->\nold\n<!-- END X -->\nb\n";
    expect(fillSections(document, { X: "new" })).toBe("a\n<!-- BEGIN X -->\nnew\n<!-- END X -->\nb\n");
  });

  it("says which markers are missing", () => {
    expect(() => fillSections("a\n", { X: "new" })).toThrow(/<!-- BEGIN X -->/);
  });
});

it("a nested module's README names its own folder and the version to pin", () => {
  expect(moduleReadme(sample, sections, "1.2.3")).toContain("//dist-module/modules/sample?ref=v1.2.3");
});
