import type { Image, Instance, Snapshot } from "@aws-sdk/client-ec2";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxRemovals } from "../../../../lambdas/ami-builder/cleaning-shapes.ts";
import { candidates, decideRegion, type Question } from "../../../../lambdas/ami-builder/domain/cleaning/decide.ts";
import { ownParameterOf } from "../../../../lambdas/ami-builder/domain/cleaning/images.ts";
import { cleanupPlan, toRemoval } from "../../../../lambdas/ami-builder/domain/cleaning/plan.ts";
import { cleaningResult } from "../../../../lambdas/ami-builder/domain/cleaning/result.ts";
import { rulesOf } from "../../../../lambdas/ami-builder/domain/cleaning/rules.ts";
import type { ImageLooks, RegionWorld, Use } from "../../../../lambdas/ami-builder/domain/cleaning/world.ts";
import { parseCleanupInput } from "../../../../lambdas/ami-builder/events/cleanup-input.ts";
import type { Settings } from "../../../../lambdas/ami-builder/settings.ts";
import { execution, settings } from "../../support/planner-world.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000);
const tags = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

type Tags = Readonly<Record<string, string>>;
/** An image of a template, so many days old. */
function image(ImageId: string, days: number, more: Tags = {}, fields: Partial<Image> = {}): Image {
  return {
    ImageId,
    Name: `name-${ImageId}`,
    State: "available",
    Architecture: "x86_64",
    CreationDate: daysAgo(days).toISOString(),
    BlockDeviceMappings: [{ Ebs: { SnapshotId: `snap-${ImageId}` } }],
    Tags: tags({
      AmiBuilder: "golden",
      AmiBuilderTemplate: "web",
      AmiBuilderVersion: "1",
      AmiBuilderState: "verified",
      AmiBuilderExecution: execution("old"),
      ...more,
    }),
    ...fields,
  };
}
const capture = (ImageId: string, days: number, more: Tags = {}, fields: Partial<Image> = {}): Image => ({
  ...image(ImageId, days, {}, fields),
  Tags: tags({ AmiBuilder: "golden", Version: "v1", Variant: "full", AmiBuilderState: "captured", ...more }),
});
const instance = (InstanceId: string, more: Tags = {}, state = "running"): Instance => ({
  InstanceId,
  State: { Name: state as "running" },
  Tags: tags({ AmiBuilder: "golden", AmiBuilderExecution: execution("old"), AmiBuilderBuild: "b1", ...more }),
});

const open: Partial<Settings> = { retention_keep_newest: 1, retention_dry_run: false };
const question = (event: unknown = {}, change: Partial<Settings> = open): Question => {
  const all = { ...settings, ...change };
  return { rules: rulesOf(parseCleanupInput(event), all), settings: all, now };
};
const world = (change: Partial<RegionWorld> = {}): RegionWorld => ({
  region: "us-east-1",
  images: [],
  instances: [],
  snapshots: [],
  over: new Set([execution("old")]),
  ...change,
});
const looks = (uses: Readonly<Record<string, readonly Use[]>> = {}, shared: readonly string[] = []): ImageLooks => ({
  uses: new Map(Object.entries(uses)),
  shared: new Set(shared),
});
/** What goes and what stays, by id. */
function decide(given: Partial<RegionWorld>, asked: Question = question(), seen: ImageLooks = looks()) {
  const { leavings, retired, kept } = decideRegion(world(given), seen, asked);
  return Object.fromEntries([
    ...[...leavings, ...retired].map(({ id, action }) => [id, action]),
    ...kept.map(({ id, reason }) => [id, reason]),
  ]) as Readonly<Record<string, string>>;
}

describe("an instance", () => {
  const of = (more: Tags, given: Partial<RegionWorld> = {}, state = "running") =>
    decide({ instances: [instance("i-1", more, state)], ...given })["i-1"];

  test("ends with its run, or when its time is over though its run goes on", () => {
    expect(of({})).toBe("terminate");
    expect(of({ AmiBuilderExecution: execution("new") })).toBe("its run goes on");
    expect(of({ AmiBuilderExecution: execution("new"), AmiBuilderExpires: daysAgo(0.01).toISOString() })).toBe(
      "terminate",
    );
    expect(of({}, {}, "terminated")).toBeUndefined();
  });

  test("that is kept ends at its time and no sooner", () => {
    expect(of({ AmiBuilderKeep: "true", AmiBuilderExpires: daysAgo(-1).toISOString() })).toContain("kept until");
    expect(of({ AmiBuilderKeep: "true", AmiBuilderExpires: daysAgo(1).toISOString() })).toBe("terminate");
  });

  test("whose image is pending stays, and no other of the build", () => {
    const pending = (fields: Partial<Image>) =>
      image("ami-1", 0, { AmiBuilderState: "building", AmiBuilderBuild: "b1" }, { State: "pending", ...fields });
    const expired = { AmiBuilderExpires: daysAgo(1).toISOString() };
    expect(of(expired, { images: [pending({ SourceInstanceId: "i-1" })] })).toBe("its image ami-1 is pending");
    expect(of(expired, { images: [pending({})] })).toBe("its image ami-1 is pending");
    expect(of(expired, { images: [pending({ SourceInstanceId: "i-2" })] })).toBe("terminate");
  });
});

describe("an image that was never finished", () => {
  const building = { AmiBuilderState: "building" };
  const of = (made: Image, seen = looks()) => decide({ images: [made] }, question({}, {}), seen)["ami-1"];

  test("goes when its run is over and it is older than a day", () => {
    expect(of(image("ami-1", 1.1, building))).toBe("remove");
    expect(of(image("ami-1", 0.9, building))).toContain("younger than a day");
    expect(of(image("ami-1", 2, { ...building, AmiBuilderExecution: execution("new") }))).toBe("its run goes on");
    expect(of(image("ami-1", 2, building, { State: "pending" }))).toContain("still making");
  });

  test("of a capture stays for the next one, unless EC2 has given it up", () => {
    expect(of(capture("ami-1", 9, building))).toContain("goes on with it");
    expect(of(capture("ami-1", 9, building, { State: "failed" }))).toBe("remove");
    expect(of(capture("ami-1", 0.5, building, { State: "failed" }))).toContain("younger than a day");
  });

  test("stays while somebody uses it", () => {
    const used = looks({ "ami-1": [{ kind: "instance", id: "i-9" }] });
    expect(of(image("ami-1", 2, building), used)).toBe("it is used by instance i-9");
    expect(of(image("ami-1", 2, { ...building, Keep: "" }))).toContain("Keep");
  });
});

test("a snapshot without image goes after a day, unless its image is pending", () => {
  const snapshot = (days: number): Snapshot => ({
    SnapshotId: "snap-1",
    StartTime: daysAgo(days),
    Tags: tags({ AmiBuilder: "golden", AmiBuilderBuild: "b1" }),
  });
  expect(decide({ snapshots: [snapshot(1.5)] })).toEqual({ "snap-1": "remove" });
  expect(decide({ snapshots: [snapshot(0.5)] })["snap-1"]).toContain("younger");
  const pending = image("ami-1", 1.5, { AmiBuilderBuild: "b1", AmiBuilderState: "building" }, { State: "pending" });
  expect(decide({ snapshots: [snapshot(1.5)], images: [pending] })["snap-1"]).toContain("pending");
});

describe("an old image", () => {
  const newest = image("ami-9", 1);
  const old = image("ami-1", 100);

  test("is disabled once enough newer ones are there, it is old, and nobody has launched it lately", () => {
    expect(decide({ images: [newest, old] })).toEqual({
      "ami-9": expect.stringContaining("newest") as string,
      "ami-1": "disable",
    });
    expect(decide({ images: [newest, image("ami-1", 29)] })["ami-1"]).toBe("it is younger than 30 days");
    const launched = image("ami-1", 100, {}, { LastLaunchedTime: daysAgo(20).toISOString() });
    expect(decide({ images: [newest, launched] })["ami-1"]).toContain("less than 30 days ago");
    expect(decide({ images: [newest, launched] }, question({ unused_days: 0 }))["ami-1"]).toBe("disable");
    expect(decide({ images: [newest, old] }, question({ keep_latest: 2 }))["ami-1"]).toContain("2 newest");
    expect(decide({ images: [newest, old] }, question({ sweep_only: true }))["ami-1"]).toContain("dead runs");
    expect(decide({ images: [newest, old] }, question({}, {}))["ami-1"]).toContain("retention_keep_newest");
    expect(decide({ images: [newest, old] }, question({ disable_days: 0 }))["ami-1"]).toBe("remove");
  });

  test("is counted with its own kind: template or variant, and architecture", () => {
    const others = [
      image("ami-2", 100, { AmiBuilderTemplate: "db" }),
      image("ami-3", 100, {}, { Architecture: "arm64" }),
      capture("ami-4", 100),
      capture("ami-5", 100, { Variant: "lite" }),
    ];
    const decided = decide({ images: [newest, old, ...others] });
    expect(decided["ami-1"]).toBe("disable");
    for (const { ImageId = "" } of others) expect(decided[ImageId]).toContain("newest of");
    // Versions of a captured host are of one kind.
    expect(decide({ images: [capture("ami-4", 90), capture("ami-5", 100, { Version: "v0" })] })["ami-5"]).toBe(
      "disable",
    );
  });

  test("does not stay for images that nobody can use", () => {
    const unusable = [
      image("ami-7", 1, {}, { State: "disabled" }),
      image("ami-8", 1, { AmiBuilderState: "building" }),
      image("ami-9", 1, { AmiBuilderState: "retiring" }),
    ];
    expect(decide({ images: [old, ...unusable] })["ami-1"]).toContain("newest");
  });

  const stays: readonly (readonly [string, Image, ImageLooks])[] = [
    ["tagged Keep", image("ami-1", 100, { Keep: "" }), looks()],
    ["protected", image("ami-1", 100, {}, { DeregistrationProtection: "enabled-with-cooldown" }), looks()],
    ["shared", old, looks({}, ["ami-1"])],
    ["named by a parameter", old, looks({ "ami-1": [{ kind: "parameter", id: "/golden/web/x86_64/stable" }] })],
    ["the base of a build", old, looks({ "ami-1": [{ kind: "build", id: "0123456789ab" }] })],
    ["in an Auto Scaling group", old, looks({ "ami-1": [{ kind: "Auto Scaling", id: "group web" }] })],
    ["another installation's", image("ami-1", 100, { AmiBuilder: "silver", ManagedBy: "ami-builder" }), looks()],
    ["disabled by hand", image("ami-1", 100, {}, { State: "disabled" }), looks()],
    ["of a state that nobody gives", image("ami-1", 100, { AmiBuilderState: "x" }), looks()],
  ];
  test.each(stays)("stays that is %s", (_, made, seen) => {
    const decided = decide({ images: [newest, made] }, question({}, { ...open, adopt_existing: true }), seen);
    expect(decided["ami-1"] ?? "").not.toMatch(/^(disable|remove)$/);
  });

  test("goes although it is shared where that is asked for, and although its own parameter names it", () => {
    const asked = question({}, { ...open, retention_include_shared: true });
    expect(decide({ images: [newest, old] }, asked, looks({}, ["ami-1"]))["ami-1"]).toBe("disable");
    const captures = [capture("ami-9", 50), capture("ami-1", 100)];
    const named = (id: string) => looks({ "ami-1": [{ kind: "parameter", id }] });
    expect(ownParameterOf(capture("ami-1", 1), settings)).toBe("/golden/captures/v1/full/x86_64");
    expect(decide({ images: captures }, question(), named("/golden/captures/v1/full/x86_64"))["ami-1"]).toBe("disable");
    expect(decide({ images: captures }, question(), named("/golden/captures/v2/full/x86_64"))["ami-1"]).toContain(
      "used",
    );
  });

  test("of others is counted and goes with adopt_existing alone", () => {
    const foreign = (id: string, days: number) => ({
      ...image(id, days),
      Tags: tags({ ManagedBy: "ami-builder", Version: "v1" }),
    });
    const images = [foreign("ami-9", 50), foreign("ami-1", 100)];
    expect(decide({ images }, question({}, { ...open, adopt_existing: true }))["ami-1"]).toBe("disable");
    expect(decide({ images })).toEqual({});
  });
});

describe("an image that is retired", () => {
  const retiring = { AmiBuilderState: "retiring" };
  const since = (days: number) => ({ ...retiring, AmiBuilderRetiredAt: daysAgo(days).toISOString() });
  const of = (more: Tags, fields: Partial<Image>, others: readonly Image[] = [image("ami-9", 1)]) =>
    decide({ images: [image("ami-1", 100, more, fields), ...others] })["ami-1"];

  test("is deregistered so many days after it was disabled", () => {
    expect(of(since(13), { State: "disabled" })).toContain("goes 14 days after");
    expect(of(since(15), { State: "disabled" })).toBe("remove");
    const used = looks({ "ami-1": [{ kind: "launch template", id: "lt-1" }] });
    const images = [image("ami-1", 100, since(15), { State: "disabled" }), image("ami-9", 1)];
    expect(decide({ images }, question(), used)["ami-1"]).toContain("lt-1");
  });

  test("stays when somebody enables it again, or it is the last of its kind", () => {
    expect(of(since(15), {})).toContain("enabled it again");
    expect(of(since(15), { State: "disabled" }, [])).toContain("the last of template web x86_64");
  });

  test("is gone on with where a run died between its three calls", () => {
    expect(of(retiring, {})).toBe("disable");
    expect(of(retiring, { State: "disabled" })).toBe("disable");
    // Its age was looked at before.
    const young = [image("ami-1", 3, retiring), image("ami-9", 1)];
    expect(decide({ images: young })["ami-1"]).toBe("disable");
  });
});

describe("a run", () => {
  test("removes at most so many things, what dead runs left first, and leaves the rest to the next", () => {
    const images = [
      image("ami-new", 1),
      ...Array.from({ length: 600 }, (_, index) => image(`ami-${index}`, 100 + index)),
    ];
    const decision = decideRegion(world({ images, instances: [instance("i-1")] }), looks(), question());
    const plan = cleanupPlan([decision], [], question());
    expect(plan.removals).toHaveLength(maxRemovals);
    expect(plan.removals[0]?.id).toBe("i-1");
    expect(plan.removals[1]?.id).toBe("ami-599");
    expect(plan.deferred).toHaveLength(101);
    expect(Buffer.byteLength(JSON.stringify(plan.removals.map(toRemoval)))).toBeLessThan(100_000);
    const result = cleaningResult(
      plan,
      plan.removals.map(({ id, region }) => ({ id, region, status: "removed" })),
      undefined,
    );
    expect(result.summary).toEqual({ examined: 602, removed: 500, would_remove: 0, kept: 1, failed: 0, deferred: 101 });
    expect(result.removed).toHaveLength(100);
  });

  test("of the schedule lists old images and removes leavings; an event's dry_run holds for both", () => {
    const given = world({ images: [image("ami-9", 1), image("ami-1", 100)], instances: [instance("i-1")] });
    const planned = (event: unknown, change: Partial<Settings>) => {
      const asked = question(event, { retention_keep_newest: 1, ...change });
      const { removals, would_remove } = cleanupPlan([decideRegion(given, looks(), asked)], [], asked);
      return [removals.map(({ id }) => id), would_remove.map(({ id }) => id)];
    };
    const schedule = { source: "aws.events", "detail-type": "Scheduled Event", detail: {} };
    expect(planned(schedule, {})).toEqual([["i-1"], ["ami-1"]]);
    expect(planned({}, {})).toEqual([["i-1"], ["ami-1"]]);
    expect(planned({ dry_run: true }, open)).toEqual([[], ["i-1", "ami-1"]]);
    expect(planned({ dry_run: false }, {})).toEqual([["i-1", "ami-1"], []]);
  });

  test("never claims more than it knows, and names what failed", () => {
    const given = world({ instances: [instance("i-1"), instance("i-2"), instance("i-3")] });
    const plan = cleanupPlan(
      [decideRegion(given, looks(), question())],
      [{ id: "eu-west-1", error: "AwsRequestError", reason: "DescribeImages: no" }],
      question(),
    );
    const results = [
      { id: "i-1", region: "us-east-1", status: "removed" },
      { id: "i-2", region: "us-east-1", status: "failed", error: "AwsRequestError", reason: "no" },
    ];
    const result = cleaningResult(plan, results, undefined);
    expect(result).toMatchObject({ status: "failed", error: "CleanupFailed" });
    expect(result.summary).toMatchObject({ removed: 1, failed: 3 });
    expect(result.failures.map(({ id }) => id)).toEqual(["eu-west-1", "i-2", "i-3"]);
    expect(result.cause).toContain("i-2: AwsRequestError: no");
    expect(cleaningResult(plan, [], "States.DataLimitExceeded").cause).toContain("i-1: States.TaskFailed: States.Data");
  });

  test.each([null, "x", { keep_latest: 0 }, { dry_run: "yes" }, { keep: 1 }, { min_age_days: -1 }])(
    "refuses the input %j",
    (input) => {
      expect(() => parseCleanupInput(input)).toThrow(expect.objectContaining({ name: "InvalidInputError" }));
    },
  );
});

/** Anything that an account can hold. */
const anyImage = fc
  .record({
    template: fc.constantFrom("web", "db", ""),
    owner: fc.constantFrom("golden", "golden", "golden", "silver", ""),
    state: fc.constantFrom("building", "verified", "built", "captured", "retiring", "x", ""),
    status: fc.constantFrom("available", "available", "disabled", "pending", "failed"),
    days: fc.nat(200),
    retired: fc.option(fc.nat(40)),
    keep: fc.boolean(),
    locked: fc.constantFrom("disabled", "disabled", "enabled-with-cooldown"),
    used: fc.constantFrom(undefined, undefined, "instance", "parameter", "own parameter", "build"),
    shared: fc.boolean(),
    managed: fc.boolean(),
  })
  .map((drawn) => ({
    drawn,
    make: (ImageId: string): Image => ({
      ...image(ImageId, drawn.days, {}, { State: drawn.status as "available", DeregistrationProtection: drawn.locked }),
      Tags: tags(
        Object.fromEntries(
          Object.entries({
            AmiBuilder: drawn.owner,
            AmiBuilderTemplate: drawn.template,
            AmiBuilderState: drawn.state,
            AmiBuilderExecution: execution("old"),
            Version: "v1",
            AmiBuilderRetiredAt: drawn.retired === null ? "" : daysAgo(drawn.retired).toISOString(),
            Keep: drawn.keep ? "yes" : "",
            ManagedBy: drawn.managed ? "ami-builder" : "",
          }).filter(([, value]) => value !== ""),
        ),
      ),
    }),
  }));

test("of any account nothing goes that is used, shared, kept, protected or another's; a dry run lists the same", () => {
  fc.assert(
    fc.property(
      fc.array(anyImage, { maxLength: 12 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 3 }),
      (drawn, adopts, keep) => {
        const images = drawn.map(({ make }, index) => make(`ami-${index}`));
        const given = world({ images });
        const uses: Record<string, readonly Use[]> = {};
        drawn.forEach(({ drawn: { used } }, index) => {
          if (used === undefined) return;
          const own = used === "own parameter";
          const id = own ? "/golden/captures/v1/default/x86_64" : "x";
          uses[`ami-${index}`] = [{ kind: own ? "parameter" : used, id }];
        });
        const seen = looks(
          uses,
          drawn.flatMap(({ drawn: { shared } }, index) => (shared ? `ami-${index}` : [])),
        );
        const change = { ...open, adopt_existing: adopts };
        const run = (event: object) => {
          const asked = question({ keep_latest: keep, ...event }, change);
          return cleanupPlan([decideRegion(given, seen, asked)], [], asked);
        };
        const { removals } = run({ dry_run: false });
        for (const { id, kind } of removals) {
          expect(kind).toBe("image");
          const { drawn: facts } = drawn[Number(id.slice(4))] ?? expect.fail("an id of its own");
          expect(facts).toMatchObject({ shared: false, keep: false, locked: "disabled" });
          if (facts.used !== undefined) expect(facts).toMatchObject({ used: "own parameter", template: "" });
          if (facts.owner !== "golden")
            expect({ ...facts, adopts }).toMatchObject({ owner: "", managed: true, adopts: true });
        }
        expect(run({ dry_run: true })).toMatchObject({ removals: [], would_remove: removals });
        // Whoever goes has been asked about.
        const asked = candidates(given, question({ keep_latest: keep }, change)).map(({ ImageId }) => ImageId);
        for (const { id } of removals) expect(asked).toContain(id);
      },
    ),
  );
});
