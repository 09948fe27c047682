import { afterEach, describe, expect, test } from "vitest";
import { keys } from "../../../lambdas/ami-builder/contract.ts";
import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { BuildRecord } from "../../../lambdas/ami-builder/record/schema.ts";
import { execution, openPlannerWorld, type PlannerWorld, template } from "../support/planner-world.ts";

let world: PlannerWorld;

afterEach(() => world.account.close());

describe("a plan", () => {
  test("has what was never built, and nothing else once it is there and published", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    expect(await world.plan()).toMatchObject({
      mode: "build",
      dry_run: false,
      summary: { planned: 1, skipped: 0, failed: 0 },
      waves: [{ cells: [{ template: "web", architecture: "x86_64", reason: "there is no finished image" }] }],
    });
    const image = world.addImage("web", template());
    expect((await world.plan()).waves[0]?.cells[0]?.reason).toBe("it is not published in us-east-1");
    await world.parameter("/golden/web/x86_64/latest", image);
    expect(await world.plan()).toMatchObject({ waves: [], summary: { planned: 0, skipped: 1 } });
    expect(world.planFile()).toMatchObject({ skipped: [{ template: "web" }], images: [{ image_id: image }] });
    expect(world.logLines.join()).toContain("Cell is unchanged");
  });

  test("leaves a held channel alone", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    const old = world.addImage("web", template(), {}, { CreationDate: "2025-12-01T00:00:00.000Z" });
    world.addImage("web", template(), { AmiBuilderBuild: "bbbbbbbbbbbb" });
    await world.parameter("/golden/web/x86_64/latest", old);
    expect((await world.plan()).waves).toHaveLength(1);
    world.put(keys.holds("web", "x86_64"), {
      latest: { reason: "broken", since: "2026-01-01T00:00:00.000Z", execution: "e", to: {} },
    });
    expect((await world.plan()).waves).toHaveLength(0);
  });

  test("fails the cell whose base is missing and blocks what is built on it, while others are planned", async () => {
    world = await openPlannerWorld();
    world.templates({
      good: template(),
      gone: { name: "T", base_ami: { source: "/golden/gone" } },
      child: { name: "T", base_ami: { template: "gone" } },
      wrong: { name: "T" },
    });
    const plan = await world.plan();
    expect(plan.waves.flatMap(({ cells }) => cells.map((cell) => cell.template))).toEqual(["good"]);
    expect(world.planFile().failures.map((failure) => [failure.template, failure.error])).toEqual([
      ["wrong", "InvalidTemplateError"],
      ["gone", "BaseImageError"],
      ["child", "DependencyFailedError"],
    ]);
  });

  test("puts what is built on another template in a later wave", async () => {
    world = await openPlannerWorld();
    world.templates({ child: { name: "T", base_ami: { template: "base" } }, base: template() });
    const plan = await world.plan();
    expect(plan.waves.map(({ cells }) => cells.map((cell) => [cell.template, cell.waits]))).toEqual([
      [["base", false]],
      [["child", true]],
    ]);
    const dry = await world.plan({ dry_run: true }, "dry");
    expect(dry).toMatchObject({ dry_run: true, waves: [] });
    expect({ ...world.planFile("dry"), dry_run: false }).toEqual(world.planFile());
    expect(world.planFile("dry").cells).toMatchObject([
      {
        template: "base",
        base_image_id: world.baseImage,
        regions: ["us-east-1"],
        instance_types: ["t3.medium", "m6i.large"],
      },
      { template: "child", id: null, name: null },
    ]);
  });

  test("refuses what nobody knows, before anything is looked up", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    const before = world.calls();
    await expect(world.plan({ template: "web" })).rejects.toThrow("may have only action, templates");
    await expect(world.plan({ action: "bild" })).rejects.toThrow("must be one of capture, validate, promote");
    expect(world.calls()).toBe(before);
    await expect(world.plan({ templates: ["wep"] })).rejects.toThrow("known are web");
  });

  test("of more cells than an execution can carry is refused", async () => {
    world = await openPlannerWorld();
    world.templates(Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`web-${index}`, template()])));
    await expect(world.plan()).rejects.toThrow("at most 500 cells, but 501 cells are due");
    world.templates(
      Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`web-${"x".repeat(30)}${index}`, template()])),
    );
    const plan = await world.plan({ version: "v".repeat(64), force: true });
    const cells = plan.waves.flatMap((wave) => wave.cells);
    expect(cells).toHaveLength(500);
    expect(Math.max(...cells.map((cell) => Buffer.byteLength(JSON.stringify(cell))))).toBeLessThanOrEqual(300);
    expect(Buffer.byteLength(JSON.stringify(plan))).toBeLessThan(262_144);
  });

  test.each([
    [10, 8],
    [20, 10],
  ])("of %d templates with nothing to do makes at most %d calls", async (count, most) => {
    world = await openPlannerWorld();
    const all = Object.fromEntries(Array.from({ length: count }, (_, index) => [`web-${index}`, template()]));
    world.templates(all);
    for (const key of Object.keys(all)) {
      await world.parameter(`/golden/${key}/x86_64/latest`, world.addImage(key, template()));
    }
    const before = world.calls();
    expect((await world.plan()).waves).toEqual([]);
    expect(world.calls() - before).toBeLessThanOrEqual(most);
  });
});

describe("a cell", () => {
  test("begins with a builder, claimed, and with all that its calls will ask for", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template({ tags: { App: "web" } }) });
    const work = await world.first();
    expect(work).toMatchObject({
      kind: "build",
      from: "builder",
      outcome: "built",
      attempt: 1,
      verify: true,
      image_id: null,
    });
    expect(JSON.stringify(work).length).toBeLessThan(2_048);
    const prepared = world.object(keys.prepared(work.id)) as Prepared;
    expect(prepared).toMatchObject({
      base_image_id: world.baseImage,
      image: {
        name: `web-1-x86_64-${work.id}`,
        tags: {
          Team: "platform",
          App: "web",
          AmiBuilder: "golden",
          AmiBuilderBuild: work.id,
          AmiBuilderPredecessor: "",
        },
      },
      instance: {
        candidates: [
          { type: "t3.medium", subnet_id: "subnet-1", spot: false },
          { type: "t3.medium", subnet_id: "subnet-2", spot: false },
          { type: "m6i.large", subnet_id: "subnet-1", spot: false },
          { type: "m6i.large", subnet_id: "subnet-2", spot: false },
        ],
        tags: { AmiBuilderAttempt: "1", AmiBuilderExpires: "2026-01-01T08:00:00.000Z" },
      },
      destinations: [{ region: "us-east-1", kms_key_id: null, parameters: ["/golden/web/x86_64/latest"] }],
    });
    expect(world.object(keys.record(work.id))).toMatchObject({ status: "open", execution_id: execution("run") });
    expect(world.planFile().cells[0]).toMatchObject({ id: work.id, name: prepared.image.name });
  });

  test("prepared again by its execution is the same, though time has passed", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    const work = await world.first();
    const prepared = world.object(keys.prepared(work.id));
    await world.account.clock.sleepUntil(world.account.clock.now + 60_000);
    expect(
      await world.prepare({
        template: "web",
        architecture: "x86_64",
        region: "us-east-1",
        reason: "",
        force: false,
        version: null,
        waits: false,
      }),
    ).toMatchObject({ id: work.id, attempt: 1, ends_at: work.ends_at });
    expect(world.object(keys.prepared(work.id))).toEqual(prepared);
  });

  test("that another run builds is left to it; that of a dead run is taken over under another name", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    const first = await world.first({}, "first");
    world.running.add(execution("first"));
    expect(await world.first({}, "second")).toMatchObject({ from: "end", outcome: "deferred", id: first.id });
    world.running.clear();
    expect(await world.first({}, "third")).toMatchObject({ from: "builder", id: first.id, attempt: 2 });
    expect((world.object(keys.prepared(first.id)) as Prepared).image.name).toBe(`web-1-x86_64-${first.id}.2`);
  });

  test.each([
    ["pending", "building", "image"],
    ["available", "building", "verifier"],
    ["failed", "building", "builder"],
  ])("goes on with what a dead run left: an image that is %s and %s", async (State, state, from) => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    const { id } = await world.first({}, "dead");
    const left = world.addImage(
      "web",
      template(),
      { AmiBuilderBuild: id, AmiBuilderState: state },
      { State, Name: "left" },
    );
    const work = await world.first();
    expect(work).toMatchObject({ id, attempt: 2, from, image_id: from === "builder" ? null : left });
    const { image } = world.object(keys.prepared(id)) as Prepared;
    expect(image.name).toBe(from === "builder" ? `web-1-x86_64-${id}.2` : "left");
  });

  test("whose image is finished and nowhere published only publishes it", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template({ regions: ["us-east-1", "eu-west-1"] }) });
    const image = world.addImage("web", template());
    await world.parameter("/golden/web/x86_64/latest", image);
    const work = await world.first();
    expect(work).toMatchObject({
      id: "aaaaaaaaaaaa",
      from: "publishing",
      image_id: image,
      regions: ["us-east-1", "eu-west-1"],
      reason: "it is not published in eu-west-1",
    });
    expect((world.object(keys.record(work.id)) as BuildRecord).status).toBe("open");
  });

  test("is built on its base's image of this run, and blocked without one", async () => {
    world = await openPlannerWorld();
    world.templates({ child: { name: "T", base_ami: { template: "base" } }, base: template() });
    const cell = (await world.plan()).waves[1]?.cells[0];
    if (cell === undefined) throw new Error("The child is not planned");
    expect(await world.prepare(cell)).toMatchObject({ from: "end", outcome: "blocked" });
    const image = world.addImage("base", template());
    const end = {
      template: "base",
      architecture: "x86_64",
      region: "us-east-1",
      id: "aaaaaaaaaaaa",
      status: "built",
      reason: "",
    };
    const known = {
      image_id: image,
      created: null,
      size_gb: null,
      validated: true,
      parameter: null,
      instance_id: null,
    };
    const file = { ...end, ...known, build_seconds: 1, regions: [], failures: [], log: null, record: null };
    world.put(keys.cell("run", "base", "x86_64", "us-east-1"), file);
    const work = await world.prepare(cell);
    expect(work).toMatchObject({ from: "builder", outcome: "built" });
    expect((world.object(keys.prepared(work.id)) as Prepared).base_image_id).toBe(image);
    world.put(keys.cell("run", "base", "x86_64", "us-east-1"), { ...file, status: "deferred" });
    expect(await world.prepare(cell)).toMatchObject({ from: "end", outcome: "deferred" });
  });
});

describe("other plans", () => {
  test("promote and rollback move a channel for each architecture and Region", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template({ regions: ["us-east-1", "eu-west-1"] }) });
    expect(await world.plan({ action: "rollback", template: "web", reason: "broken" })).toMatchObject({
      mode: "rollback",
      moves: [
        { action: "rollback", channel: "latest", region: "us-east-1", reason: "broken" },
        { region: "eu-west-1" },
      ],
    });
    await expect(world.plan({ action: "promote", template: "web", channel: "nightly" })).rejects.toThrow(
      "latest, stable",
    );
  });

  test("validate boots the newest image of a template, or any image", async () => {
    world = await openPlannerWorld();
    world.templates({ web: template() });
    await expect(world.plan({ action: "validate", template: "web" })).rejects.toMatchObject({ name: "BaseImageError" });
    const image = world.addImage("web", template());
    for (const input of [{ template: "web" }, { image_id: image }]) {
      expect(await world.plan({ action: "validate", ...input })).toMatchObject({
        mode: "validate",
        validations: [
          { kind: "validation", from: "verifier", image_id: image, template: "web", verify: true, regions: [] },
        ],
      });
    }
  });

  test("an event that is none of the module's business is ignored", async () => {
    world = await openPlannerWorld();
    const detail = { "instance-id": "i-0123456789abcdef0", state: "running" };
    const event = { source: "aws.ec2", "detail-type": "EC2 Instance State-change Notification", detail };
    expect(await world.plan(event)).toMatchObject({ mode: "ignored", dry_run: false });
    await expect(world.plan({ ...event, source: "aws.s3" })).rejects.toMatchObject({ name: "InvalidInputError" });
    world.templates({});
    expect(await world.plan({ source: "aws.events", "detail-type": "Scheduled Event" })).toMatchObject({
      mode: "build",
    });
  });
});
