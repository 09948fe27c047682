import { App } from "cdktf";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderDocuments } from "../../generator/documents/documents.ts";
import { publishedExample } from "../../generator/documents/example.ts";
import { moduleReadme, moduleSource } from "../../generator/documents/module-readme.ts";
import { fillSections, moduleSections } from "../../generator/documents/sections.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { sample } from "./fixtures/sample.ts";

const stack = createModuleStack(new App({ outdir: mkdtempSync(join(tmpdir(), "documents-")) }), sample);
const sections = moduleSections(sample, stack);
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
    for (const row of Object.values(sections).flatMap((section) => rows(section))) {
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
    expect(fillSections("x.md", document, { X: "new" })).toBe("a\n<!-- BEGIN X -->\nnew\n<!-- END X -->\nb\n");
  });

  it("names the document that lacks a marker", () => {
    expect(() => fillSections("docs/a.md", "a\n", { X: "new" })).toThrow(/docs\/a\.md has no place.*<!-- BEGIN X -->/);
  });

  it("names the document with a place for something that is not generated, such as a state machine of another name", () => {
    const document = "<!-- BEGIN STATE MACHINE old -->\n<!-- END STATE MACHINE old -->\n";
    expect(() => fillSections("docs/a.md", document, { "STATE MACHINE new": "x" })).toThrow(
      /docs\/a\.md.*STATE MACHINE old.*STATE MACHINE new/,
    );
  });
});

describe("a module's README", () => {
  const source = moduleSource(sample, "1.2.3");
  const readme = moduleReadme(sample, sections, 'module "sample" {}');

  it("has a complete example, the permissions and the way to the documents", () => {
    expect(readme).toContain('```hcl\nmodule "sample" {}\n```');
    expect(readme).toContain(`## Permissions\n\n${sections["PERMISSIONS"] ?? "?"}`);
    expect(readme).toContain("(../../../docs/sample.md)");
  });

  it("pins the version in the example, and takes the module from its own folder", () => {
    const example = `provider "aws" {}

module "sample" {
  # Outside of this repository:
  # source = "git::https://elsewhere" # x-release-please-version
  source = "../../../dist-module/modules/sample"
}
`;
    expect(publishedExample("main.tf", example, source)).toBe(`provider "aws" {}

module "sample" {
  source = "${source}" # x-release-please-version
}`);
    expect(source).toContain("//dist-module/modules/sample?ref=v1.2.3");
  });

  it("is not made of an example that uses something else", () => {
    expect(() => publishedExample("examples/x/main.tf", 'module "x" {\n  source = "./x"\n}\n', source)).toThrow(
      /^examples\/x\/main\.tf /,
    );
  });
});

describe("the documents of a project", () => {
  const project = mkdtempSync(join(tmpdir(), "documents-project-"));
  const write = (path: string, text: string) => {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  const places = (names: readonly string[]) =>
    names.map((name) => `<!-- BEGIN ${name} -->\n<!-- END ${name} -->\n`).join("\n");
  const documents = () => renderDocuments([{ module: sample, stack }], project);

  it("are refused until document, example and README are there, each message with what is missing", async () => {
    write("package.json", '{ "version": "1.2.3" }');
    await expect(documents()).rejects.toThrow(/docs\/sample\.md.*<!-- BEGIN INPUTS -->/s);
    write("docs/sample.md", places(["INPUTS"]));
    await expect(documents()).rejects.toThrow(/examples\/sample\/basic\/main\.tf/);
    write("examples/sample/basic/main.tf", 'module "sample" {\n  source = "../../../dist-module/modules/sample"\n}\n');
    await expect(documents()).rejects.toThrow(/docs\/sample\.md has no place.*REQUIREMENTS/);
    write("docs/sample.md", `# sample\n\n${places(Object.keys(sections))}`);
    write("README.md", "# project\n");
    await expect(documents()).rejects.toThrow(/README\.md has no place.*MODULES/);
  });

  it("are the module's own README, its document, and the list of modules", async () => {
    write("README.md", places(["MODULES"]));
    const written = await documents();
    expect([...written.keys()]).toEqual(["dist-module/modules/sample/README.md", "docs/sample.md", "README.md"]);
    expect(written.get("docs/sample.md")).toContain("| `enabled` | Off, and said so. |");
    expect(written.get("README.md")).toContain("| [sample](docs/sample.md) |");
    expect(written.get("dist-module/modules/sample/README.md")).toContain("?ref=v1.2.3");
  });
});
