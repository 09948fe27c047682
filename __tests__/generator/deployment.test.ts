import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { beforeAll, describe, expect, it } from "vitest";
import { packFunctions } from "../../generator/render.ts";
import { modules } from "../../main.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { normalize } from "./support/round-trip.ts";

type Json = Readonly<Record<string, unknown>>;

const outdir = mkdtempSync(join(tmpdir(), "deployment-"));

/** Runs the app as the command in cdktf.json does. */
beforeAll(() => {
  const { app } = JSON.parse(readFileSync("cdktf.json", "utf8")) as { readonly app: string };
  const { status, stderr } = spawnSync(app, { shell: true, env: { ...process.env, CDKTF_OUTDIR: outdir } });
  expect(status, stderr.toString()).toBe(0);
});

describe.each(modules)("the stack that cdktf deploys for $name", (module) => {
  const folder = join(outdir, "stacks", module.name);
  const read = () => JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Json;
  const moduleStack = createModuleStack(new App({ outdir: mkdtempSync(join(tmpdir(), "deployment-")) }), module);

  it("is the module, with a provider that takes everything from its environment and a state beside the project", async () => {
    const { provider, terraform, ...rest } = read();
    const { backend, ...requirements } = terraform as Json;
    const { terraform: expectedRequirements, ...expected } = moduleStack.toTerraform() as Json;
    expect(provider).toEqual({ aws: [{}] });
    expect(backend).toEqual({ local: { path: resolve(`terraform.${module.name}.tfstate`) } });
    expect(requirements).toEqual(expectedRequirements);
    const text = JSON.stringify(rest).replaceAll(
      `\${path.module}/../../lambdas/${module.name}/`,
      "${path.module}/lambdas/",
    );
    expect(await normalize(JSON.parse(text))).toEqual(await normalize(expected));
  });

  // What cdktf-cli 0.21 makes of such a list: Object.entries of each output's value, which Terraform does not have for one that is null.
  it("names no outputs to cdktf, which fails to show one that is null, after everything is deployed", () => {
    expect(Object.keys(read()["//"] as Json)).not.toContain("outputs");
  });

  it("finds the same zips as the module's where it says they are", async () => {
    const { resource } = read() as { readonly resource: { readonly aws_lambda_function: Json } };
    const functions = Object.values(resource.aws_lambda_function) as { readonly filename: string }[];
    const zips = await packFunctions(moduleStack, process.cwd());
    expect(functions).toHaveLength(zips.length);
    for (const { filename } of functions) {
      const path = filename.replace("${path.module}", folder);
      const zip = new Map(zips).get(path.replace(/^.*\/(.*)\.zip$/, "$1"));
      expect(readFileSync(path).equals(zip ?? new Uint8Array()), filename).toBe(true);
    }
  });
});
