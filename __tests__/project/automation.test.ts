import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const read = (path: string) => readFileSync(path, "utf8");
const workflowFolder = ".github/workflows";
const copied = [...read("README.md").matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, text = ""]) => ["README.md", text] as const,
);
const workflows = [
  ...readdirSync(workflowFolder).map((name) => [name, read(join(workflowFolder, name))] as const),
  ...copied,
];
const steps = (text: string) => Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps);

/** The README's command that sets up and does something. */
function command(script: string): string {
  const [found = ""] = new RegExp(`^npm ci && npm .*${script}$`, "m").exec(read("README.md")) ?? [];
  return found;
}

describe("the README's commands", () => {
  it("are what CI runs", () => {
    expect(command("test")).toBe("npm ci && npm test");
    expect(steps(read(join(workflowFolder, "ci.yml"))).map(({ run }) => run)).toContain(command("test"));
    expect(read(".ci/run")).toContain(command("test"));
  });

  it("name scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const named = ["README.md", "CONTRIBUTING.md", "docs/simulator.md"].flatMap((path) =>
      [...read(path).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
    expect(command("simulate")).toBe("npm ci && npm run simulate");
  });
});

describe.each(workflows)("the workflow in %s", (_name, text) => {
  it("takes actions by commit, with the version beside it", () => {
    const uses = [...text.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].map(([, action = ""]) => action);
    expect(uses).toHaveLength(steps(text).filter((step) => step.uses !== undefined).length);
    for (const action of uses) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("says what it may do", () => {
    expect((parse(text) as Workflow).permissions).toBeDefined();
  });
});

it("Terraform validates every module and every example, each with the least versions that it names", () => {
  const { include } = JSON.parse(execFileSync(".ci/terraform-matrix", { encoding: "utf8" })) as {
    readonly include: readonly { readonly folder: string; readonly terraform: string; readonly provider: string }[];
  };
  const isModule = ({ name, parentPath }: { readonly name: string; readonly parentPath: string }) =>
    (name === "versions.tf" && parentPath.startsWith("dist-module")) ||
    (name === "main.tf" && parentPath.startsWith("examples"));
  const folders = ["dist-module", "examples"].flatMap((top) =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter(isModule)
      .map(({ parentPath }) => parentPath),
  );
  expect(folders.length).toBeGreaterThan(1);
  expect(new Set(include.map(({ folder }) => folder))).toEqual(new Set(folders));
  for (const folder of folders) {
    const versions = include
      .filter((entry) => entry.folder === folder)
      .map(({ terraform, provider }) => [terraform, provider]);
    expect(versions).toHaveLength(2);
    expect(versions[1]).toEqual(["latest", "latest"]);
    expect(versions[0]?.join(" ")).toMatch(/^\d+\.\d+\.\d+ \d+\.\d+\.\d+$/);
  }
});
