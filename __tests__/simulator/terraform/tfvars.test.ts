import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidVariablesError } from "../../../simulator/terraform/errors.ts";
import { readTfvars } from "../../../simulator/terraform/tfvars.ts";

describe("a file of variables", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tfvars-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(name: string, text: string): Promise<Record<string, unknown>> {
    await writeFile(join(folder, name), text);
    return readTfvars(join(folder, name));
  }

  it("is read in Terraform's language", async () => {
    const text = [
      "# a comment",
      'name_prefix = "acme"',
      "gp3_iops = 4000",
      "gp3_throughput = null",
      "enable_redhat_api = true",
      'source_name_filters = ["rhel-9*", "a\\"b"]',
      'tags = { Environment = "test", "team:x" = "$${kept} %%{kept} \\\\ é" }',
      "offset = -5",
      "text = <<-EOT",
      "    first",
      "      second",
      "  EOT",
      "",
    ];
    expect(await read("a.tfvars", text.join("\n"))).toEqual({
      name_prefix: "acme",
      gp3_iops: 4000,
      gp3_throughput: null,
      enable_redhat_api: true,
      source_name_filters: ["rhel-9*", 'a"b'],
      tags: { Environment: "test", "team:x": "${kept} %{kept} \\ é" },
      offset: -5,
      text: "first\n  second\n",
    });
  });

  it("is read as JSON, whose texts are what they are", async () => {
    const data = { name_prefix: "acme", tags: { a: "${kept}" }, list: [1, null] };
    expect(await read("a.tfvars.json", JSON.stringify(data))).toEqual(data);
  });

  it("may be empty", async () => {
    expect(await read("a.tfvars", "")).toEqual({});
  });

  it.each([
    ["a.tfvars", "a = ", /^a\.tfvars: .*a\.tfvars:1.*expression/i],
    ["a.tfvars", "a = 1\na = 2\n", /^a\.tfvars: .*already set/],
    ["a.tfvars", "a = [var.b]", /^a\.tfvars: a must be a plain value: references/],
    ["a.tfvars", 'a = "x-${local.b}"', /^a\.tfvars: a must be a plain value: references/],
    ["a.tfvars", 'a = lower("x")', /^a\.tfvars: a must be a plain value: references, functions/],
    ["a.tfvars", 'a = file("x")', /^a\.tfvars: The function file is not supported/],
    ["a.tfvars.json", "{", /^a\.tfvars\.json: .*JSON/],
    ["a.tfvars.json", "[]", /^a\.tfvars\.json: an object is required/],
  ])("is refused with its name and the reason: %s with %s", async (name, text, message) => {
    const error: unknown = await read(name, text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidVariablesError);
    expect((error as InvalidVariablesError).message).toMatch(message);
  });

  it("is refused when it is not there", async () => {
    await expect(readTfvars(join(folder, "none.tfvars"))).rejects.toThrow(/none\.tfvars: there is no such file$/);
  });
});
