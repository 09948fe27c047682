import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { join, relative } from "node:path";

const here = process.cwd();
/** What a synth reads. */
const sources = [
  "main.ts",
  "generator",
  "stacks",
  "variables",
  "lambdas",
  "docs",
  "examples",
  "package.json",
  "tsconfig.json",
  "README.md",
];

/**
 * Copies the project's sources, with the packages installed here.
 *
 * @param folder where to; it is created
 * @param time what every source file is dated
 */
export function copyProject(folder: string, time: Date): void {
  mkdirSync(folder, { recursive: true });
  for (const source of sources) {
    cpSync(join(here, source), join(folder, source), { recursive: true });
  }
  for (const path of listFiles(folder).keys()) {
    utimesSync(join(folder, path), time, time);
  }
  symlinkSync(join(here, "node_modules"), join(folder, "node_modules"));
}

/** What a run of the generator said. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs the generator of a copy in a process of its own.
 *
 * @param folder the copy
 * @param options its arguments
 * @param surroundings what must not matter: environment, umask, working directory
 */
export function synth(
  folder: string,
  options: readonly string[] = [],
  surroundings: { readonly env?: NodeJS.ProcessEnv; readonly umask?: string; readonly cwd?: string } = {},
): Outcome {
  const tsx = join(here, "node_modules/tsx/dist/cli.mjs");
  const command = 'umask "$0" && exec "$@"';
  const script = [process.execPath, tsx, join(folder, "generator/synth.ts"), ...options];
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command, surroundings.umask ?? "022", ...script], {
    cwd: surroundings.cwd ?? folder,
    env: { ...process.env, ...surroundings.env },
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

/**
 * Reads a folder.
 *
 * @returns contents in base 64, by path
 */
export function listFiles(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path).toString("base64")]));
}

/** Whether a program can be run. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
