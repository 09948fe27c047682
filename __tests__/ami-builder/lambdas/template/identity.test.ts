import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { canonicalJson } from "../../../../lambdas/ami-builder/template/canonical.ts";
import { templateHash } from "../../../../lambdas/ami-builder/template/hash.ts";
import { buildId, captureId } from "../../../../lambdas/ami-builder/template/identity.ts";
import { cases } from "../../../support/length.ts";
import { readOne, small } from "./support.ts";

const hashOf = (more: string, base?: string) => templateHash(readOne(small(more, base)));

/** Whatever a template's fields are, in an order of their own. */
const fields = fc.record(
  {
    name: fc.stringMatching(/^[a-zA-Z '"#:-]{0,20}x$/),
    base_ami: fc.constantFrom(
      { source: "debian-12", ssm_agent: "install" },
      { source: { owner: "amazon", name: "al*" } },
      { source: "/a/b" },
    ),
    setup_script: fc.stringMatching(/^[a-z"'#:{}[\]&*!|>%@$\\ é\n-]{0,40}x$/),
    version: fc.constantFrom("1", "1.10", "on", "null", "0x1F", "2026-01-01", "=1"),
    ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 3 }),
    tags: fc.dictionary(fc.stringMatching(/^t[a-z]{3,8}$/), fc.stringMatching(/^[a-z0-9 .:-]{0,8}$/), { maxKeys: 3 }),
    validation_tests: fc.constantFrom([{ name: "a", command: "true", on: ["image"] }], []),
  },
  { requiredKeys: ["name", "base_ami"] },
);

/** An object whose keys stand the other way round, however deep. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

describe("a template's hash", () => {
  it("is the same whatever the order of keys, quotes, comments and style of its YAML", () => {
    fc.assert(
      fc.property(fields, (given) => {
        // What YAML 1.1 would take for something else is quoted, as Terraform reads it.
        const plain = stringify(given, { version: "1.1" });
        const quoted = stringify(turned(given), {
          defaultStringType: "QUOTE_DOUBLE",
          defaultKeyType: "PLAIN",
          version: "1.1",
        });
        const flow = stringify(given, { collectionStyle: "flow", defaultStringType: "QUOTE_SINGLE", version: "1.1" });
        const commented = `# a comment\n${plain}\n# another\n`;
        const hashes = [plain, quoted, flow, commented].map((yaml) => templateHash(readOne(yaml)));
        expect(new Set(hashes).size).toBe(1);
      }),
      { numRuns: cases(60, 3000) },
    );
  });

  it("is the same for what only says where and how it is built, and what is told of it", () => {
    const hash = hashOf("steps: [{ name: a, script: b }]\nvalidation_tests: [{ name: a, command: b }]");
    for (const other of [
      "steps: [{ name: z, script: b, timeout_seconds: 60, retries: 2 }]\nvalidation_tests: [{ name: z, command: b, timeout_seconds: 9 }]",
      ...[
        "description: x",
        "ports: [22]",
        "tags: { a: b }",
        "estimated_cost_per_hour: { arm64: 1 }",
        "regions: [us-east-1, us-west-2]",
        "publish_together: true",
        "instance_types: { arm64: [m7g.large] }",
        "spot: true",
        "hop_limit: 2",
        "max_image_age_days: 1",
        'version: "1"',
      ].map((more) => `steps: [{ name: a, script: b }]\nvalidation_tests: [{ name: a, command: b }]\n${more}`),
    ]) {
      expect(hashOf(other), other).toBe(hash);
    }
    const base = "  source: ubuntu-24.04-lts\n  architecture: [x86_64, arm64]";
    expect(hashOf("", base)).toBe(hashOf(""));
  });

  it("is another for all that decides the image", () => {
    const all = [
      hashOf(""),
      hashOf("", "  source: debian-12"),
      hashOf("", "  source: ubuntu-24.04-lts\n  ssm_agent: install"),
      hashOf("setup_script: a"),
      hashOf("setup_script: b"),
      hashOf("steps: [{ name: a, script: a, reboot: true }]"),
      hashOf("setup_script: a\nsteps: [{ name: a, script: b }]"),
      hashOf("setup_script: b\nsteps: [{ name: a, script: a }]"),
      hashOf("validation_tests: [{ name: a, command: b }]"),
      hashOf("validation_tests: [{ name: a, command: b, expected: x }]"),
      hashOf("validation_tests: [{ name: a, command: b, expected_contains: x }]"),
      hashOf("validation_tests: [{ name: a, command: b, expected_not_contains: x }]"),
      hashOf("validation_tests: [{ name: a, command: b, expected_matches: x }]"),
      hashOf("validation_tests: [{ name: a, command: b, exit_code: any }]"),
      hashOf("validation_tests: [{ name: a, command: b, stream: both }]"),
      hashOf("validation_tests: [{ name: a, command: b, on: [image] }]"),
      hashOf("ports: [22]\ncheck_ports: true"),
      hashOf("volume_size_gb: 20"),
      hashOf("hygiene: [logs]"),
      hashOf('version: "1.10"'),
      hashOf('version: "1.1"'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("says the same for text and for a list of that text alone", () => {
    const test = (contains: string) => `validation_tests: [{ name: a, command: b, expected_contains: ${contains} }]`;
    expect(hashOf(test("x"))).toBe(hashOf(test("[x]")));
  });

  it("does not change from one version of the module to the next, which would build everything anew", () => {
    expect(
      hashOf("setup_script: |\n  apt-get update\nvalidation_tests: [{ name: a, command: b, expected: c }]"),
    ).toMatchInlineSnapshot(`"1016a9464fa01b11461de277c6a4455e7ea5deb83911dc9ee87e21ec3afdf357"`);
  });
});

describe("an id", () => {
  const build = {
    template: "r-research",
    hash: "abc",
    version: "1",
    base_image_id: "ami-1",
    architecture: "arm64",
    region: "us-east-1",
    predecessor: null,
  };

  it("has 12 hex digits and is the same for the same", () => {
    expect(buildId(build)).toMatchInlineSnapshot(`"54620c4d43b4"`);
    expect(buildId({ ...build })).toBe(buildId(build));
  });

  it("is another for each part of a build", () => {
    const others = Object.keys(build).map((key) => buildId({ ...build, [key]: "other" }));
    expect(new Set([buildId(build), ...others]).size).toBe(others.length + 1);
  });

  it("does not run its parts into one another", () => {
    expect(buildId({ ...build, template: "a", hash: "bc" })).not.toBe(buildId({ ...build, template: "ab", hash: "c" }));
  });

  it("of a capture has all of it but the instance", () => {
    const capture = {
      managed_by: "m",
      version: "v0.9.2",
      variant: "",
      architecture: "x86_64",
      region: "us-east-1",
      predecessor: null,
    };
    const others = Object.keys(capture).map((key) => captureId({ ...capture, [key]: "other" }));
    expect(captureId(capture)).toMatch(/^[0-9a-f]{12}$/);
    expect(new Set([captureId(capture), ...others]).size).toBe(others.length + 1);
  });
});

describe("canonical JSON", () => {
  it("is the value, with keys in one order", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it("sorts numbers among keys too, which objects keep in front", () => {
    expect(canonicalJson({ b: 1, 10: { d: 1, c: 2 }, 9: 3, a: [{ f: 1, e: 2 }] })).toBe(
      '{"9":3,"10":{"c":2,"d":1},"a":[{"e":2,"f":1}],"b":1}',
    );
  });
});
