import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTemplates } from "../../../../lambdas/ami-builder/template/read.ts";
import { cases } from "../../../support/length.ts";
import { context, read, readOne, small, wrongOf } from "./support.ts";

describe("a template", () => {
  it("has a value for every field it leaves out", () => {
    expect(readOne(small())).toEqual({
      key: "one",
      name: "Small",
      description: "",
      version: "1",
      base_ami: { source: "ubuntu-24.04-lts", architecture: ["x86_64"], ssm_agent: "preinstalled" },
      regions: ["us-east-1"],
      region_strategy: "copy",
      publish_together: false,
      steps: [],
      validation_tests: [],
      ports: [],
      check_ports: false,
      estimated_cost_per_hour: {},
      instance_types: context.defaults.instance_types,
      volume_size_gb: null,
      spot: false,
      hygiene: context.defaults.hygiene,
      max_image_age_days: 30,
      hop_limit: 1,
      tags: {},
    });
  });

  it("has its setup script as the first step", () => {
    const { steps } = readOne(small("setup_script: echo 1\nsteps:\n  - { name: more, script: echo 2, retries: 2 }"));
    expect(steps).toEqual([
      { name: "setup", script: "echo 1", timeout_seconds: 1800, retries: 0, reboot: false },
      { name: "more", script: "echo 2", timeout_seconds: 1800, retries: 2, reboot: false },
    ]);
  });

  it("takes text or a list where several are possible", () => {
    const [one, two] = readOne(
      small(
        "validation_tests:\n  - { name: a, command: a, expected_contains: x }\n  - { name: b, command: b, expected_not_contains: [v, z] }",
      ),
    ).validation_tests;
    expect([one?.expected_contains, two?.expected_not_contains]).toEqual([["x"], ["v", "z"]]);
  });

  it.each(["on: [image]", '"on": [image]'])(
    "says with %s where a test runs, though YAML 1.1 takes it for true",
    (on) => {
      const [test] = readOne(small(`validation_tests:\n  - name: a\n    command: a\n    ${on}`)).validation_tests;
      expect(test?.on).toEqual(["image"]);
    },
  );

  it("has a test of each port on the booted image with check_ports", () => {
    const { validation_tests } = readOne(small("ports: [22, 8787]\ncheck_ports: true"));
    expect(validation_tests.map(({ name, on }) => [name, on])).toEqual([
      ["port 22 is listened on", ["image"]],
      ["port 8787 is listened on", ["image"]],
    ]);
  });

  it("goes before the module's inputs with what it says, for the architectures that it names", () => {
    const template = readOne(
      small(
        "instance_types: { arm64: [m7g.large] }\nvolume_size_gb: 20\nspot: true\nhygiene: [temp, logs]\nmax_image_age_days: 0",
      ),
    );
    expect(template).toMatchObject({
      instance_types: { x86_64: ["t3.medium"], arm64: ["m7g.large"] },
      volume_size_gb: 20,
      spot: true,
      hygiene: ["logs", "temp"],
      max_image_age_days: 0,
    });
  });
});

describe("a wrong template is told with field, value, rule and remedy", () => {
  it.each([
    ["base_ami: { source: debian-12 }", "name is missing and must be text of 1 to 128 characters: put it in quotes"],
    ["name: a", "base_ami is missing and must have fields of its own: source, template, architecture and ssm_agent"],
    ["5", "the template is 5 but must have fields of its own: name, description, version, base_ami, regions"],
    [small("min_disk_size: 5"), "min_disk_size is no field of a template: correct or remove it"],
    [small("steps: [{ name: a, script: b, timeout: 5 }]"), "steps.0.timeout is no field of a template"],
    [
      small("", "  source: ubuntu-23.04"),
      'base_ami.source is "ubuntu-23.04" but must be ubuntu-22.04-lts, ubuntu-24.04-lts',
    ],
    [small("", "  source: { owner: amazon }"), 'base_ami.source is {"owner":"amazon"} but must be'],
    [
      small("", "  source: { owner: self, name: abc }"),
      'base_ami.source.owner is "self" but must be one of base_owner_ids, amazon, 0997',
    ],
    [small("", "  architecture: [arm64]"), "base_ami must have either source or template: give one of them"],
    [
      small("", "  source: debian-12\n  template: other"),
      "base_ami must have either source or template: give one of them",
    ],
    [
      small("", "  template: other"),
      'base_ami.template is "other" but must be the key of another template: there is no other',
    ],
    [small("", "  template: one"), "base_ami.template must not be the template itself"],
    [
      small("", "  source: debian-12\n  architecture: [sparc]"),
      'base_ami.architecture.0 is "sparc" but must be x86_64 or arm64',
    ],
    [
      small("", "  source: debian-12\n  architecture: arm64"),
      'base_ami.architecture is "arm64" but must be a list of x86_64 and arm64',
    ],
    [small("", "  source: debian-12\n  architecture: [arm64, arm64]"), "must not have an item twice"],
    [small("", "  source: debian-12\n  architecture: []"), "base_ami.architecture is [] but must have 1 to 2 items"],
    [
      small("", "  source: ami-0123456789abcdef0\n  architecture: [x86_64, arm64]"),
      "base_ami.architecture must be one architecture where source is one image",
    ],
    [
      small("region_strategy: build\nregions: [us-east-1, us-west-2]", "  source: ami-0123456789abcdef0"),
      "base_ami.source must not be an image id where several Regions build",
    ],
    [
      small("version: 1.10"),
      'version is 1.1 but must be text of 1 to 64 letters, digits, spaces and _.:/=+-@: put a version such as "1.10" in quotes',
    ],
    [small("regions: [us-west-2]"), "regions must have us-east-1, the provider's Region"],
    [small("regions: [here]"), 'regions.0 is "here" but must be a Region such as us-east-1'],
    [small("regions:"), "regions is null but must be a list of Regions"],
    [small(`setup_script: ${"x".repeat(65_537)}`), "but must be a script of 1 byte to 64 KiB: split a longer one"],
    [small("steps: [{ name: a b, script: c }]"), 'steps.0.name is "a b" but must be 1 to 40 letters'],
    [
      small("steps: [{ name: a, script: c, timeout_seconds: 0 }]"),
      "steps.0.timeout_seconds is 0 but must be a whole number of seconds from 1 to 43200",
    ],
    [
      small("steps: [{ name: a, script: c, timeout_seconds: 9000, retries: 3 }]"),
      "steps may take 36000 seconds with all their retries but must fit into build_timeout_hours, 28800 seconds",
    ],
    [
      small("setup_script: a\nsteps: [{ name: setup, script: c }]"),
      'steps must not have the name "setup" twice, as setup_script is the step of that name',
    ],
    [
      small("steps: [{ name: hygiene, script: c }]"),
      'steps must not have the name "hygiene", which a step of the module',
    ],
    [
      small("validation_tests: [{ name: a, command: b }, { name: a, command: c }]"),
      'validation_tests must not have the name "a" twice',
    ],
    [
      small("validation_tests: [{ name: a, command: b, expected: 5 }]"),
      "validation_tests.0.expected is 5 but must be text: put what looks like a number in quotes",
    ],
    [
      small("validation_tests: [{ name: a, command: b, expected_contains: 5 }]"),
      "expected_contains is 5 but must be text or a list of texts",
    ],
    [
      small("validation_tests: [{ name: a, command: b, exit_code: all }]"),
      'exit_code is "all" but must be a whole number from 0 to 255, or "any"',
    ],
    [
      small('validation_tests: [{ name: a, command: b, expected_matches: "(" }]'),
      'expected_matches is "(" but must be a regular expression: a bracket',
    ],
    [
      small("validation_tests: [{ name: a, command: b, on: [host] }]"),
      'validation_tests.0.on.0 is "host" but must be builder or image',
    ],
    [small("check_ports: true"), "check_ports must be false without ports"],
    [small("ports: [0]"), "ports.0 is 0 but must be a whole number from 1 to 65535"],
    [small("estimated_cost_per_hour: { sparc: 1 }"), "estimated_cost_per_hour.sparc"],
    [small("tags: { AmiBuilderHash: x }"), "tags is"],
    [small("tags: { a: 5 }"), "tags.a is 5 but must be text: put it in quotes"],
    [small("hygiene: [all]"), 'hygiene.0 is "all" but must be ssh_host_keys'],
  ])("%#", (yaml, message) => {
    expect(wrongOf(yaml)).toContain(message);
  });

  it("with all its problems at once, and in words of no library", () => {
    const problems = wrongOf(small("version: 2\nspot: maybe\nvolume: 5\nhop_limit: 0\nsteps: [5]"));
    for (const field of ["version is 2", 'spot is "maybe"', "volume is no field", "hop_limit is 0", "steps.0 is 5"]) {
      expect(problems).toContain(field);
    }
    expect(problems).toMatch(/^The template one is not right: .*[^.]\.$/);
  });

  it("with the rules between its right fields, beside those that are wrong by themselves", () => {
    const problems = wrongOf(small("spot: maybe\nregions: [us-west-2]\ncheck_ports: true\nports: [a]"));
    expect(problems).toContain('spot is "maybe"');
    expect(problems).toContain("regions must have us-east-1");
    // Whether there are ports to check is not known.
    expect(problems).not.toContain("check_ports");
  });

  it("and the right ones beside it are read", () => {
    const { templates, wrong } = read({ good: small(), bad: small("spot: 5") });
    expect([[...templates.keys()], [...wrong.keys()]]).toEqual([["good"], ["bad"]]);
  });
});

describe("templates on templates", () => {
  const on = (key: string) => small("", `  template: ${key}`);

  it("fail together where they are built on each other, and block what is built on them", () => {
    const { templates, wrong, blocked } = read({
      a1: on("b1"),
      b1: on("c1"),
      c1: on("a1"),
      d1: on("a1"),
      e1: on("d1"),
      f1: small(),
      g1: on("f1"),
    });
    expect([...wrong.keys()].sort()).toEqual(["a1", "b1", "c1"]);
    expect(wrong.get("b1")).toContain(
      "base_ami.template must not lead back to the template, as in b1 -> c1 -> a1 -> b1: use base_ami.source",
    );
    expect([...blocked].map(([key, { base }]) => [key, base])).toEqual([
      ["d1", "a1"],
      ["e1", "d1"],
    ]);
    expect([...templates.keys()]).toEqual(["f1", "g1"]);
  });

  it("are blocked by a wrong one", () => {
    const { blocked, templates } = read({ wrong: "name: 5", next: on("wrong") });
    expect(blocked.get("next")?.base).toBe("wrong");
    expect(templates.size).toBe(0);
  });
});

describe("whatever a YAML file holds", () => {
  const keys = fc.constantFrom(
    ...[
      "name",
      "base_ami",
      "source",
      "template",
      "architecture",
      "steps",
      "script",
      "validation_tests",
      "on",
      "true",
      "tags",
      "regions",
      "version",
    ],
    "__proto__",
    "constructor",
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.constantFrom("ubuntu-24.04-lts", "x86_64", "a", "b"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(keys, tie("value"), { maxKeys: 6 }),
    ),
  }));

  it("is either a template or one message, and every key is told once", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b", "c"), value), (decoded) => {
        const { templates, wrong, blocked } = readTemplates(decoded, context);
        expect([...templates.keys(), ...wrong.keys(), ...blocked.keys()].sort()).toEqual(Object.keys(decoded).sort());
        for (const message of wrong.values()) expect(message).toMatch(/^The template [abc] is not right: [^]+\.$/);
        for (const message of wrong.values()) expect(message).not.toMatch(/Invalid|undefined/);
      }),
      { numRuns: cases(500, 20_000) },
    );
  });
});
