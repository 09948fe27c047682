import { TerraformLocal } from "cdktf";
import fc from "fast-check";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hcl, jsonencode } from "../../stacks/shared/hcl.ts";
import { tellSkipped } from "../support/skipped.ts";
import { hasProgram } from "./support/project.ts";
import { writeStack } from "./support/stack.ts";

const isSkipped = !hasProgram("terraform") && process.env["CI"] === undefined;
if (isSkipped) tellSkipped("values and texts with terraform console", "terraform is not on the PATH");
const nasty = [
  '"',
  "\\",
  "${",
  "$${",
  "$$${a}",
  "%{",
  "%%{ if }",
  "$",
  "%",
  "}",
  "\n",
  "\r\n",
  "\t",
  "\b\f\u0001",
  "#",
  "//",
  "<<EOT\n",
  "${TfToken",
  "\\u0041",
  "é",
  "𝒳",
  "-8.1e+298",
  "for",
  "null",
];
const script = '#!/bin/bash\nset -eu\necho "${HOME} $${x}" | awk \'{ print $1 "\\t" }\' # %{y}\n';
// Characters that Unicode normalization would change are Terraform's matter, not the generator's.
const text = fc
  .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: "binary-ascii", maxLength: 4 })), { maxLength: 5 })
  .map((parts) => parts.join(""));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(text, tie("tree"), { maxKeys: 4 }),
  ),
}));

it.skipIf(isSkipped)(
  "what Terraform makes of jsonencode is the value itself, and of a text with a reference the text (skipped without Terraform, except in CI)",
  async () => {
    const values: unknown[] = [
      script,
      { [script]: [script, null] },
      nasty,
      Object.fromEntries(nasty.map((key) => [key, key])),
      ...fc.sample(tree, { numRuns: 300, seed: 7 }),
    ];
    const texts = [...nasty, script, ...fc.sample(text, { numRuns: 100, seed: 7 })];
    const files = await writeStack((stack) => {
      new TerraformLocal(stack, "local.reference", "ref");
      values.forEach((value, index) => new TerraformLocal(stack, `local.value_${index}`, jsonencode(value)));
      const around = texts.map((part) => ({
        [`${part}${hcl`local.reference`}`]: `${part}${hcl`local.reference`}${part}`,
      }));
      new TerraformLocal(stack, "local.around", jsonencode(around));
    });
    const folder = mkdtempSync(join(tmpdir(), "values-"));
    writeFileSync(join(folder, "main.tf"), files.get("main.tf") ?? "");
    const names = ["local.around", ...values.map((_, index) => `local.value_${index}`)];
    const output = execFileSync("terraform", [`-chdir=${folder}`, "console"], {
      input: `base64encode(jsonencode([${names.join(", ")}]))\n`,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "ignore"],
    });
    const json = Buffer.from(output.trim().slice(1, -1), "base64").toString("utf8");
    const [around, ...read] = (JSON.parse(json) as readonly string[]).map((item) => JSON.parse(item) as unknown);
    expect(around).toEqual(texts.map((part) => ({ [`${part}ref`]: `${part}ref${part}` })));
    expect(read).toEqual(values);
  },
  120_000,
);
