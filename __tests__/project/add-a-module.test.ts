import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * CONTRIBUTING's "Add a module", word for word: the folders of a throw-away module (`__tests__/fixture-module/`) are laid over a copy of the
 * project, main.ts gets the line of the document, and the document's commands are run. The module is called my-module there.
 */

const name = "image-sweeper";
const overlay = "__tests__/fixture-module";
const project = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "add-a-module-"));

const [, section = ""] = /^## Add a module$(.*?)^## /ms.exec(readFileSync("CONTRIBUTING.md", "utf8")) ?? [];
/** Lines of the section's code blocks in a language, with the module's name in them. */
const codeOf = (language: string) =>
  [...section.matchAll(new RegExp(`^ *\`\`\`${language}\n(.*?)^ *\`\`\`$`, "gms"))].flatMap(([, code = ""]) =>
    code
      .replaceAll("my-module", name)
      .replaceAll("myModule", "imageSweeper")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
const commands = codeOf("bash");
const [first = "", ...others] = commands;

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command in the copy, as a person would: without what vitest tells its own processes. */
function run(command: string): Promise<Outcome> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(VITEST|TEST_|NODE_ENV$|npm_)/.test(key)),
  );
  return new Promise((resolve) => {
    const child = spawn("bash", ["-c", command], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    child.on("close", (status) => {
      resolve({ status, output });
    });
  });
}

function listFiles(top: string): readonly string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(top, join(entry.parentPath, entry.name)));
}

/** The files of the module, as somebody who adds one writes them. */
const added = listFiles(overlay);

function copyProject(): void {
  // The module adds no aws command to the documents and no package, and asking about each takes seconds. The list of slow tests has this one.
  const tests = ["add-a-module", "aws-commands", "engines", "slowest-first"].map(
    (test) => `__tests__/project/${test}.test.ts`,
  );
  const left = [".git", "node_modules", "simulator/runtimes/node_modules", "cdktf.out", overlay, ...tests];
  cpSync(project, folder, {
    recursive: true,
    filter: (path) => !left.includes(relative(project, path).replaceAll("\\", "/")) && !path.includes(".terraform"),
  });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  cpSync(overlay, folder, { recursive: true });
}

/** Adds the document's line to main.ts, and its import beside the others. */
function addLine(): void {
  const [line = ""] = codeOf("ts").filter((code) => code.startsWith("export const modules"));
  const [imported = ""] = codeOf("ts").filter((code) => code.endsWith(`"./stacks/${name}/index.ts";`));
  const main = join(folder, "main.ts");
  const text = readFileSync(main, "utf8")
    .replace(/^export const modules.*$/m, line)
    .replace(/^import type /m, `${imported}\nimport type `);
  writeFileSync(main, text);
}

const outcomes = new Map<string, Promise<Outcome>>();
const outcomeOf = (command: string) => outcomes.get(command) ?? Promise.reject(new Error(`${command} was not run`));

/** What a reviewer looks at beside the document's commands. */
const checks = {
  committed: "npm run synth:check",
  lint: `npx eslint ${added.filter((path) => path.endsWith(".ts")).join(" ")}`,
  format: `npx prettier --check main.ts ${added.filter((path) => path.endsWith(".ts")).join(" ")}`,
  // What finds the module by its folders or in main.ts: documents, CI, release, and what holds for every module's HCL and zips.
  project:
    "npx vitest run __tests__/project __tests__/simulator/modules.test.ts __tests__/shared/variables __tests__/generator/zip.test.ts __tests__/generator/round-trip.test.ts __tests__/generator/references.test.ts",
} as const;

beforeAll(async () => {
  copyProject();
  addLine();
  const synth = run(first);
  outcomes.set(first, synth);
  await synth;
  // One after the other in two rows, for as many cores.
  const rows = [others, Object.values(checks)].map(async (row) => {
    for (const command of row) {
      const outcome = run(command);
      outcomes.set(command, outcome);
      await outcome;
    }
  });
  await Promise.all(rows);
}, 600_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function succeeds(command: string): Promise<string> {
  const { status, output } = await outcomeOf(command);
  expect(status, `${command}\n${output}`).toBe(0);
  return output;
}

describe("a module that is added by its folders and one line", () => {
  it("is what the document's commands make, test and show", () => {
    expect(commands).toEqual(
      expect.arrayContaining([
        "npm run synth",
        "npm run typecheck",
        `npm run simulate -- --module ${name}`,
        `npm test -- ${name}`,
      ]),
    );
  });

  it.each(commands)("%s does what it says", async (command) => {
    await succeeds(command);
  });

  it("is synthesized, and is what a synth writes", async () => {
    expect(existsSync(join(folder, "dist-module/modules", name, "lambdas/sweeper.zip"))).toBe(true);
    await succeeds(checks.committed);
  });

  it("leaves the other modules as they are, to the byte", () => {
    const others = listFiles("dist-module");
    expect(others.length).toBeGreaterThan(10);
    for (const path of others) {
      const copied = readFileSync(join(folder, "dist-module", path));
      expect(copied.equals(readFileSync(join("dist-module", path))), path).toBe(true);
    }
  });

  it("stands in the README's table of modules, and has tables of its own", () => {
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`| [${name}](docs/${name}.md) |`);
    expect(readFileSync(join(folder, `docs/${name}.md`), "utf8")).toContain("| `kinds` |");
  });

  it("is simulated: everything that is due is removed", async () => {
    const output = await succeeds(`npm run simulate -- --module ${name}`);
    expect(output).toContain("SUCCEEDED");
    expect(output).toContain("3 removed, 0 failed");
  });

  it("satisfies the linter and the formatter", async () => {
    await succeeds(checks.lint);
    await succeeds(checks.format);
  });

  it("is found by documents, CI and release", async () => {
    await succeeds(checks.project);
  });
});
