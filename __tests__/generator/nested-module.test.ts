import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { render } from "../../generator/render.ts";
import { modules } from "../../main.ts";
import { sample } from "./fixtures/sample.ts";
import { copyProject } from "./support/project.ts";

describe("a second module", () => {
  const project = join(mkdtempSync(join(tmpdir(), "nested-module-")), "project");
  copyProject(project, new Date());
  cpSync("__tests__/generator/fixtures", join(project, "__tests__/generator/fixtures"), { recursive: true });

  it("stands in a folder of its own and changes nothing of the first but the list of modules", async () => {
    const markers = ["REQUIREMENTS", "INPUTS", "OUTPUTS", "PERMISSIONS"];
    const document = markers.map((name) => `<!-- BEGIN ${name} -->\n<!-- END ${name} -->\n`).join("\n");
    writeFileSync(join(project, "docs/sample.md"), `# sample\n\n${document}`);
    mkdirSync(join(project, "examples/sample/basic"), { recursive: true });
    const example = 'module "sample" {\n  source = "../../../dist-module/modules/sample"\n}\n';
    writeFileSync(join(project, "examples/sample/basic/main.tf"), example);

    const alone = await render(modules, project);
    const both = await render([...modules, sample], project);
    const nested = "dist-module/modules/sample/";
    expect([...both.keys()].filter((path) => path.startsWith(nested)).map((path) => path.slice(nested.length))).toEqual(
      [
        "functions.tf",
        "main.tf",
        "outputs.tf",
        "things.tf",
        "variables.tf",
        "versions.tf",
        "lambdas/handler.zip",
        "README.md",
      ],
    );
    const readme = new TextDecoder().decode(both.get("README.md"));
    expect(readme).toContain("| [sample](docs/sample.md) |");
    const shared = new Map([...both].filter(([path]) => !path.startsWith(nested) && path !== "docs/sample.md"));
    expect(new Map(shared).set("README.md", alone.get("README.md") ?? new Uint8Array())).toEqual(alone);
  });
});
