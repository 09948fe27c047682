import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";

export const projectFolder = fileURLToPath(new URL("../../..", import.meta.url));

/** A provider that answers without an account: it stands in front of every test file of every module. */
export const mocks = readFileSync(join(import.meta.dirname, "mocks.hcl"), "utf8");

/** What a Terraform command printed, and whether it succeeded. */
export interface TerraformResult {
  readonly ok: boolean;
  readonly text: string;
}

/** What a developer may have set for the deployment, or to look into Terraform; here it would change what is tested. */
const personalSettings = /^TF_(VAR_|CLI_ARGS|WORKSPACE$|LOG|INPUT$)/;

/** Runs Terraform in a folder. `TF_PLUGIN_DIR` names a local mirror of the provider, where there is one. */
export function terraform(folder: string, ...args: string[]): TerraformResult {
  const result = spawnSync("terraform", argumentsFor(folder, args), {
    encoding: "utf8",
    env: environmentFor(folder),
    timeout,
    maxBuffer,
  });
  if (result.error !== undefined) return { ok: false, text: result.error.message };
  return { ok: result.status === 0, text: result.stdout + result.stderr };
}

/**
 * {@link terraform} for a provider that calls an AWS which this process is.
 *
 * @param more environment variables, such as the addresses of services
 */
export function terraformBeside(
  folder: string,
  more: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<TerraformResult> {
  const options = { env: { ...environmentFor(folder), ...more }, timeout, maxBuffer };
  return new Promise((resolve) => {
    execFile("terraform", argumentsFor(folder, args), options, (error, stdout, stderr) => {
      resolve({ ok: error === null, text: stdout + stderr });
    });
  });
}

/** Milliseconds. */
const timeout = 280_000;
/** The provider's schema has 14 MB. */
const maxBuffer = 64 * 1024 * 1024;

function argumentsFor(folder: string, args: readonly string[]): string[] {
  return [`-chdir=${folder}`, ...args, "-no-color"];
}

function environmentFor(folder: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !personalSettings.test(name))),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_DATA_DIR: join(folder, ".terraform"),
  };
  // A settings file that is named but not there would put a warning into every output.
  if (!existsSync(environment["TF_CLI_CONFIG_FILE"] ?? "")) delete environment["TF_CLI_CONFIG_FILE"];
  return environment;
}

/** Initializes a folder, with the provider from the mirror or the registry. */
export function init(folder: string): TerraformResult {
  const mirror = process.env["TF_PLUGIN_DIR"];
  return terraform(folder, "init", "-backend=false", "-input=false", ...(mirror ? [`-plugin-dir=${mirror}`] : []));
}

/** The modules as a synth makes them now, and the examples, in a temporary folder: nothing Terraform writes gets into the project. */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "terraform-"));
  cpSync(inject("distFolder"), join(folder, "dist-module"), { recursive: true });
  cpSync(join(projectFolder, "examples"), join(folder, "examples"), { recursive: true });
  return folder;
}

/** Removes a copy. */
export function removeProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** The mocks for a configuration: for its provider, and for each that it has under another name in another Region. */
function mocksFor(folder: string): string {
  const main = join(folder, "main.tf");
  const configuration = existsSync(main) ? readFileSync(main, "utf8") : "";
  const aliased = configuration.matchAll(/^provider "aws" \{\n *alias *= "(.*)"\n *region *= "([a-z0-9-]+)"/gm);
  const others = [...aliased].map(([, alias = "", region = ""]) =>
    mocks.replace("{", `{\n  alias = "${alias}"`).replaceAll("us-east-1", region),
  );
  return [mocks, ...others].join("\n");
}

/**
 * Runs test files, each behind the mocks, in a module or an example: all in one go, for Terraform takes seconds to load the provider.
 *
 * @param files the test files' paths
 * @param folder a folder of a copy that is initialized
 */
export function test(files: readonly string[], folder: string): TerraformResult {
  mkdirSync(join(folder, "tests"), { recursive: true });
  for (const file of files) {
    writeFileSync(join(folder, "tests", basename(file)), `${mocksFor(folder)}\n${readFileSync(file, "utf8")}`);
  }
  return terraform(folder, "test");
}

/**
 * Why the tests with Terraform cannot run in a copy of the project; undefined when they can: Terraform is on the PATH, has mocks
 * (since 1.7), and could initialize a module.
 *
 * @param folder the module's folder in the copy
 */
export function whyNot(folder: string): string | undefined {
  const version = terraform(folder, "version", "-json");
  if (!version.ok) return `Terraform is not on the PATH: ${version.text}`;
  const [, major = "", minor = ""] = /"terraform_version": "(\d+)\.(\d+)/.exec(version.text) ?? [];
  if (Number(major) === 1 && Number(minor) < 7) return `Terraform 1.${minor} has no mock_provider, which came with 1.7`;
  const result = init(folder);
  return result.ok ? undefined : `the AWS provider cannot be had: ${result.text.slice(0, 500)}`;
}
