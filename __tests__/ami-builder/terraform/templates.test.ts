import fc from "fast-check";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { InvalidVariablesError } from "../../../simulator/terraform/errors.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import { cases } from "../../support/length.ts";
import { tellSkipped } from "../../support/skipped.ts";
import { terraform } from "../../support/terraform/terraform.ts";
import { context, exampleTemplates, read, small } from "../lambdas/template/support.ts";
import { templateModule } from "./configuration.ts";

const here = { accountId: "123456789012", region: "us-east-1", partition: "aws" };
let root: string;
let folder: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "templates-"));
  folder = join(root, "module");
  mkdirSync(folder);
  for (const [name, text] of await templateModule()) writeFileSync(join(folder, name), text);
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

type Inputs = Readonly<Record<string, unknown>>;

/** What the simulator's reader of the module says; empty when it takes the inputs. */
async function evaluated(inputs: Inputs): Promise<string> {
  try {
    await evaluateModule(folder, inputs, here, awsTypes);
    return "";
  } catch (error) {
    if (error instanceof InvalidVariablesError) return error.problems.join("\n");
    throw error;
  }
}

/** What Terraform says of several inputs at once, each with a key of its own for the template one-a: starting it takes longest. */
function planned(cases: readonly Inputs[]): string {
  const calls = cases.map((inputs, index) =>
    [`module "case_${index}" {`, '  source = "./module"', ...assignments(inputs, index), "}"].join("\n"),
  );
  writeFileSync(join(root, "main.tf"), calls.join("\n"));
  const { ok, text } = terraform(root, "plan", "-input=false", "-refresh=false");
  return ok ? "" : text.replaceAll(/[\s│]+/g, " ");
}

function assignments(inputs: Inputs, index: number): readonly string[] {
  return Object.entries(inputs).map(
    ([name, value]) =>
      `  ${name} = jsondecode(${JSON.stringify(JSON.stringify(value)).replaceAll("one-a", keyOf(index))})`,
  );
}

const keyOf = (index: number) => `case-${index}-a`;

const one = (yaml: string, more: Inputs = {}): Inputs => ({ templates: { "one-a": yaml }, ...more });
const long = (bytes: number, character = "x") => character.repeat(bytes / Buffer.byteLength(character));

/** Inputs with what is to be said of them. */
const refused: readonly (readonly [what: string, inputs: Inputs, message: string])[] = [
  [
    "no YAML",
    one("a: [1"),
    'templates must be YAML of one document with fields: give the contents of a file, file("templates/a.yml"), and look at its indentation. Found in one-a.',
  ],
  ["no fields", one("- a"), "templates must be YAML of one document with fields"],
  ["nothing", one(""), "templates must be YAML of one document with fields"],
  ["a wrong key", { templates: { Big: small() } }, "templates must have keys of 2 to 40 lower-case letters"],
  ["no name", one("base_ami: { source: debian-12 }"), "Found in one-a: name."],
  ["a name that is a number", one("name: 5\nbase_ami: { source: debian-12 }"), "Found in one-a: name."],
  ["no base_ami", one("name: a"), "Found in one-a: base_ami."],
  ["a base_ami without fields", one("name: a\nbase_ami: ubuntu-24.04-lts"), "Found in one-a: base_ami."],
  [
    "source and template",
    { templates: { "one-a": small("", "  source: debian-12\n  template: two-b"), "two-b": small() } },
    "Found in one-a: base_ami.",
  ],
  [
    "an unknown architecture",
    one(small("", "  source: debian-12\n  architecture: [x86_64, sparc]")),
    "Found in one-a: base_ami.architecture.",
  ],
  [
    "an architecture that is no list",
    one(small("", "  source: debian-12\n  architecture: arm64")),
    "Found in one-a: base_ami.architecture.",
  ],
  [
    "a version that is a number",
    one(small("version: 1.10")),
    "put it in quotes, as YAML takes 1.10 for the number 1.1. Found in one-a: version.",
  ],
  ["a template that is not there", one(small("", "  template: two-b")), "Found in one-a: base_ami.template."],
  ["itself", one(small("", "  template: one-a")), "Found in one-a: base_ami.template."],
  ["a long setup_script", one(small(`setup_script: ${long(65_537)}`)), "Found in one-a: setup_script."],
  [
    "a long step",
    one(small(`steps: [{ name: a, script: b }, { name: c, script: ${long(65_538, "é")} }]`)),
    "Found in one-a: steps.1.script.",
  ],
];

/** What needs other inputs: Terraform looks at it once every variable is right. */
const refusedBeside: readonly (readonly [what: string, inputs: Inputs, message: string])[] = [
  ["copies without the provider's Region", one(small("regions: [us-west-2]")), "Found in one-a: regions."],
  [
    "a Region to build in without subnets",
    one(small("regions: [us-east-1, us-west-2]\nregion_strategy: build")),
    "Found in one-a: regions, us-west-2.",
  ],
  [
    "more seconds than there are",
    one(small("steps: [{ name: a, script: b, timeout_seconds: 1801, retries: 1 }]"), { build_timeout_hours: 1 }),
    "Found in one-a: steps.",
  ],
  [
    "setup_script's seconds too",
    one(small("setup_script: a\nsteps: [{ name: a, script: b, timeout_seconds: 1801 }]"), { build_timeout_hours: 1 }),
    "Found in one-a: steps.",
  ],
  [
    "too many tags",
    one(small(`tags: { ${Array.from({ length: 20 }, (_, index) => `a${index}: b`).join(", ")} }`), {
      tags: Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`b${index}`, "c"])),
    }),
    "Found in one-a: tags.",
  ],
];

const taken: readonly (readonly [what: string, inputs: Inputs])[] = [
  ["no template", {}],
  ["the least template", one(small())],
  [
    "scripts of 64 KiB",
    one(small(`setup_script: ${long(65_536)}\nsteps: [{ name: a, script: ${long(65_536, "é")} }]`)),
  ],
  [
    "a Region to build in with subnets",
    one(small("regions: [us-east-1, us-west-2]\nregion_strategy: build"), {
      regional: { "us-west-2": { subnet_ids: ["subnet-1"] } },
    }),
  ],
  ["copies with the provider's Region", one(small("regions: [us-west-2, us-east-1]"))],
  ["what functions look at alone", one(small("spot: perhaps"))],
  [
    "exactly the seconds there are",
    one(small("steps: [{ name: a, script: b, retries: 1 }]"), { build_timeout_hours: 1 }),
  ],
  [
    "one on another",
    {
      templates: {
        "one-a": small(),
        "two-b": small('version: "1.10"', "  template: one-a\n  architecture: [arm64, x86_64]"),
      },
    },
  ],
];

describe("a plan in a simulation", () => {
  it.each([...refused, ...refusedBeside])("refuses %s", async (_, inputs, message) => {
    expect(await evaluated(inputs)).toContain(message);
  });

  it.each(taken)("takes %s", async (_, inputs) => {
    expect(await evaluated(inputs)).toBe("");
  });

  it("names every template that breaks a rule, and says each rule that is broken", async () => {
    const problems = await evaluated({
      templates: { "one-a": "version: 1", "two-b": "name: b\nbase_ami: { source: debian-12 }", "tri-c": "- c" },
    });
    expect(problems).toContain("Found in tri-c.");
    expect(problems).toContain("Found in one-a: name.");
    expect(problems).toContain("Found in one-a: version.");
    expect(problems).not.toContain("two-b");
  });
});

describe("Terraform's plan", () => {
  it("says the same", () => {
    const version = terraform(root, "version");
    if (!version.ok) {
      tellSkipped("rules of templates with Terraform", version.text);
      return;
    }
    writeFileSync(
      join(root, "main.tf"),
      [...refused, ...taken].map((_, index) => `module "case_${index}" {\n  source = "./module"\n}`).join("\n"),
    );
    expect(terraform(root, "init", "-backend=false", "-input=false").ok).toBe(true);
    for (const together of [refused, refusedBeside]) {
      const problems = planned(together.map(([, inputs]) => inputs));
      for (const [index, [what, , message]] of together.entries()) {
        // Scripts of 64 KiB would stand in a failure's message.
        expect(problems.includes(message.replaceAll("one-a", keyOf(index))), what).toBe(true);
      }
    }
    expect(planned(taken.map(([, inputs]) => inputs))).toBe("");
  });
});

describe("plan and functions", () => {
  const odd = fc.constantFrom<unknown>("a", 5, true, null, [], ["x86_64"], {}, "two-b", { a: "b" });
  const template = fc.record(
    {
      name: fc.oneof({ weight: 4, arbitrary: fc.constant("a") }, odd),
      base_ami: fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record(
            {
              source: fc.constantFrom("debian-12", "ubuntu-24.04-lts"),
              template: fc.constantFrom("one-a", "two-b", "tri-c"),
              architecture: fc.oneof(
                fc.constantFrom(["arm64"], ["arm64", "x86_64"], ["arm64", "arm64"], ["sparc"], [], null),
                odd,
              ),
            },
            { requiredKeys: [] },
          ),
        },
        odd,
      ),
      version: fc.oneof(fc.constantFrom("1", "1.10", "", " a", "a\nb", "ä 1"), odd),
      regions: fc.oneof(fc.constantFrom(["us-east-1"], ["us-west-2"]), odd),
      region_strategy: fc.constantFrom("copy", "build", "other"),
      setup_script: fc.oneof(fc.constantFrom("a", long(65_537)), odd),
      steps: fc.oneof(
        fc.array(
          fc.record(
            {
              name: fc.constantFrom("a", "b"),
              script: fc.constantFrom("a", long(65_539)),
              timeout_seconds: fc.constantFrom(60, 20_000, "60"),
              retries: fc.constantFrom(0, 5),
            },
            { requiredKeys: ["name", "script"] },
          ),
          { maxLength: 2 },
        ),
        odd,
      ),
    },
    { requiredKeys: ["name", "base_ami"] },
  );

  it("agree: what a plan refuses no function takes, and what it checks alone a plan refuses too", async () => {
    /** Fields that the plan looks at as a whole; of regions and steps it looks at some rules only. */
    const whole = /(?:: |; )(name|version|base_ami|base_ami\.(?:architecture|template))(?:\.\d+)? (?:is|must|are)/;
    await fc.assert(
      fc.asyncProperty(template, template, async (first, second) => {
        const templates = {
          "one-a": stringify(first, { version: "1.1" }),
          "two-b": stringify(second, { version: "1.1" }),
        };
        const plan = await evaluated({ templates });
        const { wrong } = read(templates, context);
        for (const key of Object.keys(templates)) {
          const message = wrong.get(key) ?? "";
          if (plan.includes(key)) expect(message, plan).not.toBe("");
          // A circle of several templates is for functions alone.
          if (whole.test(message) && !message.includes("lead back")) expect(plan, message).toContain(key);
        }
      }),
      { numRuns: cases(60, 2000) },
    );
  });

  it.each(["basic", "research-matrix"])("take the templates of the example %s", async (example) => {
    const templates = exampleTemplates(example);
    expect(Object.keys(templates).length).toBeGreaterThan(0);
    expect(await evaluated({ templates })).toBe("");
    const { wrong, blocked } = read(templates);
    expect([...wrong.values(), ...blocked.keys()]).toEqual([]);
  });
});
