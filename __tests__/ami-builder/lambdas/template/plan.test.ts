import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliases, baseLookup } from "../../../../lambdas/ami-builder/template/aliases.ts";
import { decideDue, type DueInput } from "../../../../lambdas/ami-builder/template/due.ts";
import { imageName } from "../../../../lambdas/ami-builder/template/names.ts";
import { dependencyCycles, dependencyWaves } from "../../../../lambdas/ami-builder/template/order.ts";
import { patternProblem, testPattern } from "../../../../lambdas/ami-builder/template/pattern.ts";
import { selectCells } from "../../../../lambdas/ami-builder/template/select.ts";
import { read, small } from "./support.ts";

describe("a base image is looked for", () => {
  it("by an alias, under the names that each distribution has for the architectures", () => {
    const names = aliases.flatMap((alias) =>
      (["x86_64", "arm64"] as const).map((architecture) => baseLookup(alias, architecture)),
    );
    expect(names).toEqual(
      [
        "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
        "/aws/service/canonical/ubuntu/server/22.04/stable/current/arm64/hvm/ebs-gp2/ami-id",
        "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
        "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        "/aws/service/debian/release/12/latest/amd64",
        "/aws/service/debian/release/12/latest/arm64",
      ].map((name) => ({ kind: "parameter", name })),
    );
  });

  it("by a parameter, an id, or an owner and a name", () => {
    expect(baseLookup("/golden/base", "arm64")).toEqual({ kind: "parameter", name: "/golden/base" });
    expect(baseLookup("ami-0123456789abcdef0", "arm64")).toEqual({ kind: "image", image_id: "ami-0123456789abcdef0" });
    expect(baseLookup({ owner: "amazon", name: "al*" }, "arm64")).toEqual({
      kind: "newest",
      owner: "amazon",
      name: "al*",
      architecture: "arm64",
    });
  });
});

describe("a cell is due", () => {
  const day = 86_400_000;
  const now = new Date("2026-03-01T00:00:00Z");
  const newest = { image_id: "ami-1", hash: "h", base: "ami-b", created: new Date(now.getTime() - 30 * day) };
  const input: DueInput = { forced: false, newest, hash: "h", base: "ami-b", now, max_image_age_days: 30 };

  it.each<[string, Partial<DueInput>, string]>([
    ["when forced", { forced: true }, "it was asked for with force"],
    ["without an image", { newest: null }, "there is no finished image"],
    ["when the template changed", { hash: "i" }, "the template is another than that of ami-1"],
    [
      "when the image has lost its hash",
      { newest: { ...newest, hash: null } },
      "the template is another than that of ami-1",
    ],
    ["when the base changed", { base: "ami-c" }, "the base image of ami-1 was ami-b and is ami-c now"],
    [
      "when the image has lost its base",
      { newest: { ...newest, base: null } },
      "ami-1 does not say what it was built on",
    ],
    ["when it is too old", { now: new Date(now.getTime() + 1) }, "ami-1 is older than 30 days"],
    ["when it is older than a day", { max_image_age_days: 1 }, "ami-1 is older than 1 day"],
  ])("%s", (_, change, reason) => {
    expect(decideDue({ ...input, ...change })).toEqual({ due: true, reason });
  });

  it("in no other case", () => {
    const not = { due: false, reason: "ami-1 is of this template and base" };
    expect(decideDue(input)).toEqual(not);
    expect(decideDue({ ...input, max_image_age_days: 0, now: new Date("2036-01-01") })).toEqual(not);
  });
});

describe("templates are built in waves", () => {
  const templates = (bases: Readonly<Record<string, string>>) =>
    new Map(
      Object.entries(bases).map(([key, template]) => [
        key,
        {
          base_ami: { ...(template === "" ? {} : { template }), architecture: [], ssm_agent: "preinstalled" as const },
        },
      ]),
    );

  it("each behind its base, unless that is not to be built", () => {
    const all = templates({ web: "base", base: "", app: "web", other: "", lone: "absent" });
    expect(dependencyWaves(["web", "base", "app", "other", "lone"], all)).toEqual([
      ["base", "lone", "other"],
      ["web"],
      ["app"],
    ]);
    expect(dependencyWaves(["app", "base"], all)).toEqual([["app", "base"]]);
  });

  it("of any tree, in any order, once each", () => {
    const tree = fc
      .array(fc.nat(), { minLength: 1, maxLength: 12 })
      .map((parents) =>
        parents.map(
          (parent, index) => [`t${index}`, index === 0 || parent % 3 === 0 ? "" : `t${parent % index}`] as const,
        ),
      );
    fc.assert(
      fc.property(
        tree.chain((entries) => fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries))),
        ([entries, wanted]) => {
          const all = templates(Object.fromEntries(entries));
          const keys: readonly string[] = wanted.map(([key]) => key);
          const waves = dependencyWaves(keys, all);
          expect(waves.flat().sort()).toEqual([...keys].sort());
          expect(dependencyWaves([...keys].reverse(), all)).toEqual(waves);
          expect(dependencyCycles(all)).toEqual([]);
          const waveOf = (key: string) => waves.findIndex((wave) => wave.includes(key));
          for (const [key, base] of wanted) {
            if (base !== "" && keys.includes(base)) expect(waveOf(base)).toBeLessThan(waveOf(key));
          }
        },
      ),
    );
  });

  it("but not in circles", () => {
    const all = templates({ b: "a", a: "b", c: "c", d: "a" });
    expect(dependencyCycles(all)).toEqual([["a", "b"], ["c"]]);
    expect(() => dependencyWaves(["c", "d", "a", "b"], all)).toThrow(
      "These templates are built on each other: a, b, c, d",
    );
  });
});

describe("an image's name", () => {
  const values = {
    prefix: "golden",
    template: "r-research",
    version: "1.10",
    architecture: "arm64",
    id: "0123456789ab",
  };

  it("is made of its parts, and ends in the attempt from the second on", () => {
    const template = "{template}-{version}-{architecture}-{id}";
    expect(imageName(template, values)).toBe("r-research-1.10-arm64-0123456789ab");
    expect(imageName(template, values, 2)).toBe("r-research-1.10-arm64-0123456789ab.2");
    expect(imageName("{prefix} {unknown}", values)).toBe("golden -unknown-");
    expect(imageName("{prefix}-{version}-{id}", { ...values, version: "{id}" })).toBe("golden--id--0123456789ab");
  });

  it("is one that EC2 takes, and another for another id or attempt, whatever stands around it", () => {
    const id = fc.stringMatching(/^[0-9a-f]{12}$/);
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 80 }), id, id, (before, version, one, two) => {
        const name = (of: string, attempt: number) =>
          imageName(`${before}{version}{id}`, { ...values, version, id: of }, attempt);
        const names = [name(one, 1), name(one, 2), name(one, 10), ...(one === two ? [] : [name(two, 1)])];
        for (const each of names) expect(each).toMatch(/^[a-zA-Z0-9()[\] ./'@_-]{3,128}$/);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

describe("an event selects", () => {
  const both = "  source: debian-12\n  architecture: [x86_64, arm64]";
  const all = read({
    copied: small("regions: [us-east-1, us-west-2]", both),
    "built-there": small("regions: [us-east-1, eu-west-1]\nregion_strategy: build"),
    wrong: "name: 5",
    waiting: small("", "  template: wrong"),
  });
  const select = (selection: Parameters<typeof selectCells>[0]) => selectCells(selection, all, "us-east-1");

  it("everything when it says nothing, wrong and blocked templates too", () => {
    const { templates, cells } = select({});
    expect(templates).toEqual(["built-there", "copied", "waiting", "wrong"]);
    expect(
      cells.map(
        ({ template, architecture, region, publish }) => `${template} ${architecture} ${region} ${publish.join()}`,
      ),
    ).toEqual([
      "built-there x86_64 us-east-1 us-east-1",
      "built-there x86_64 eu-west-1 eu-west-1",
      "copied x86_64 us-east-1 us-east-1,us-west-2",
      "copied arm64 us-east-1 us-east-1,us-west-2",
      "waiting x86_64 us-east-1 us-east-1",
    ]);
  });

  it("Regions to build in, or only to publish in where images are copied", () => {
    expect(select({ templates: ["copied"], architectures: ["arm64"], regions: ["us-west-2"] }).cells).toEqual([
      { template: "copied", architecture: "arm64", region: "us-east-1", publish: ["us-west-2"] },
    ]);
    expect(select({ templates: ["built-there"], regions: ["eu-west-1"] }).cells).toEqual([
      { template: "built-there", architecture: "x86_64", region: "eu-west-1", publish: ["eu-west-1"] },
    ]);
    expect(select({ regions: ["eu-west-1"] }).cells).toHaveLength(1);
  });

  it("only what there is, and is told what that is", () => {
    expect(() => select({ templates: ["copied", "nope"] })).toThrow(
      'templates has "nope" but each must be a key of the input templates: known are built-there, copied, waiting and wrong.',
    );
    expect(() => select({ templates: ["waiting"], architectures: ["arm64"] })).toThrow(
      'architectures has "arm64" but each must be one that the templates have: known are x86_64.',
    );
    expect(() => select({ regions: ["mars-north-1"] })).toThrow("known are eu-west-1, us-east-1 and us-west-2.");
    expect(() => selectCells({ templates: ["a"] }, read({}), "us-east-1")).toThrow("there are none");
  });

  it("a wrong template, which then fails for itself", () => {
    expect(select({ templates: ["wrong"], architectures: ["arm64"] })).toEqual({ templates: ["wrong"], cells: [] });
  });
});

describe("a test's regular expression", () => {
  it.each(["^4\\.[0-9]+$", "(a|b)+", "(ab?)*", "a+b+", "[(a+)+]", "\\(a+\\)+", "(?:x{2,3})+", "a{,}"])(
    "%s is taken",
    (source) => {
      expect(patternProblem(source)).toBeUndefined();
    },
  );

  it.each([
    "(a+)+",
    "(?:a*b)*",
    "((a{2,}))+",
    "(a|b*)+c",
    "((a)+b)+",
    "(a)\\1",
    "(?<x>a)\\k<x>",
    "a(?=b)",
    "(?<!a)b",
    "(",
    "[b-a]",
  ])("%s is refused", (source) => {
    expect(patternProblem(source)).toMatch(/^must be a regular expression/);
  });

  it("has its ends at every line's", () => {
    expect(testPattern("^b$").test("a\nb\nc")).toBe(true);
  });
});
