import { describe, expect, test } from "vitest";
import { isLong } from "../../support/length.ts";
import { expectNothingLeft, tagOf } from "./expectations.ts";
import { type Built, callsOf, endOf, home, imagesOf, latest, openRegions, template } from "./regions-world.ts";
import type { World } from "./world.ts";

/** Two templates on two architectures, of which one is based on the other, and others that stand alone: `count` in all. */
function matrix(count: number): Readonly<Record<string, string>> {
  const architecture = ["x86_64", "arm64"];
  return {
    base: template({ base_ami: { source: "ubuntu-24.04-lts", architecture } }),
    app: template({ base_ami: { template: "base", architecture } }),
    ...Object.fromEntries(Array.from({ length: count - 2 }, (_, index) => [`web-${index + 1}`, template()])),
  };
}

/** What a run took: transitions, invocations, and calls of AWS. */
function figuresOf(world: World, record: Awaited<ReturnType<World["run"]>>) {
  return {
    transitions: record.transitions,
    invocations: record.states.filter(({ type }) => type === "Task").length,
    calls: world.calls.filter(({ execution }) => execution === record.name).length,
  };
}

/** The most builders that are there at one time, from now on. */
function watchBuilders(world: World) {
  const seen = { most: 0 };
  const before = world.watch;
  world.watch = (call) => {
    before(call);
    if (call.operation !== "RunInstances") return;
    const builders = world.account.ec2.instances
      .list(home)
      .filter((instance) => tagOf(instance, "AmiBuilderRole") !== "")
      .filter((instance) => ["pending", "running"].includes(world.account.ec2.instances.stateOf(instance)));
    seen.most = Math.max(seen.most, builders.length);
  };
  return seen;
}

const cellOf = ({ template, architecture, region }: Readonly<Record<string, unknown>>) =>
  [template, architecture, region].map(String).join(" ");

describe("a matrix of templates", () => {
  test.each(isLong ? [10, 20] : [10])(
    "of %i is built in waves, as its dry run says, and is idle afterwards",
    async (count) => {
      const world = await openRegions(matrix(count));
      const builders = watchBuilders(world);
      const scheduled = { "detail-type": "Scheduled Event", source: "aws.events", detail: {} };
      const dry = endOf(world, await world.run({ name: "dry", input: { dry_run: true } }));
      const changes = world.calls.filter(({ operation }) => !/^(Describe|Get|List)/.test(operation));
      expect(changes.map(({ input }) => (input as { Key?: string }).Key)).toEqual([
        "runs/dry/plan.json",
        "runs/dry/result.json",
      ]);

      const first = endOf(world, await world.run({ name: "first", input: scheduled }));
      expect(first).toMatchObject({
        status: "SUCCEEDED",
        output: { summary: { planned: count + 2, built: count + 2 } },
      });
      expect(builders.most).toBe(2);
      expect(world.denied).toEqual([]);
      expectNothingLeft(world, "");
      expect(dry.output?.images.map(cellOf).toSorted()).toEqual(first.output?.images.map(cellOf).toSorted());
      for (const planned of dry.output?.images ?? []) {
        const [image] = imagesOf(world, home, String(planned["template"])).filter(
          ({ Architecture }) => Architecture === planned["architecture"],
        );
        const open = planned["template"] === "app";
        expect([planned["waits"], planned["regions"]]).toEqual([open, [home]]);
        expect([planned["id"], planned["name"], planned["base_image_id"]], cellOf(planned)).toEqual(
          open
            ? [null, null, null]
            : [tagOf(image ?? {}, "AmiBuilderBuild"), image?.Name, tagOf(image ?? {}, "AmiBuilderBase")],
        );
      }
      for (const architecture of ["x86_64", "arm64"]) {
        const [app] = imagesOf(world, home, "app").filter(({ Architecture }) => Architecture === architecture);
        expect(tagOf(app ?? {}, "AmiBuilderBase")).toBe(latest(world, home, "base", architecture));
      }

      const second = await world.run({ name: "second", input: scheduled });
      expect(endOf(world, second).output?.summary).toMatchObject({ planned: count + 2, built: 0, skipped: count + 2 });
      const { transitions, invocations, calls } = figuresOf(world, second);
      expect([transitions <= 6, invocations, calls <= (count > 10 ? 25 : 15)], `${transitions}, ${calls}`).toEqual([
        true,
        2,
        true,
      ]);
      await world.close();
    },
  );

  test("whose base fails blocks what is built on it, and nothing else; the next run does the rest", async () => {
    const templates = {
      base: template(),
      app: template({ base_ami: { template: "base" } }),
      top: template({ base_ami: { template: "app" } }),
      web: template(),
    };
    const world = await openRegions(templates, {
      commands: [{ template: "base", step: "install", exit: 100, stderr: "E: Unable to locate package", times: 1 }],
    });
    const first = endOf(world, await world.run({ name: "first" }));
    expect(first).toMatchObject({ status: "FAILED", error: "BuildsFailed" });
    expect(first.result.summary).toMatchObject({ planned: 4, built: 1, failed: 1, blocked: 2 });
    expect(first.cause).toMatch(
      /base x86_64 us-east-1: StepFailedError: .*"install" exited with 100: E: Unable to locate package; s3:\/\/\S+install/,
    );
    expect(first.result.failures).toMatchObject([
      { template: "base", error: "StepFailedError" },
      { template: "app", error: "DependencyFailedError" },
      { template: "top", error: "DependencyFailedError" },
    ]);
    expect(latest(world, home)).toBeDefined();
    expectNothingLeft(world, "");
    const second = endOf(world, await world.run({ name: "second" }));
    expect(second.output?.summary).toMatchObject({ planned: 4, built: 3, skipped: 1 });
    await world.close();
  });

  test("with a wrong template builds the others, and says all that is wrong", async () => {
    const world = await openRegions({
      wrong: template({ setup: "x", ports: [0] }),
      app: template({ base_ami: { template: "wrong" } }),
      one: template({ base_ami: { template: "two" } }),
      two: template({ base_ami: { template: "one" } }),
      none: template({ base_ami: { source: { owner: "amazon", name: "nothing-*" } } }),
      web: template(),
    });
    const { status, error, result } = endOf(world, await world.run({ name: "first" }));
    expect([status, error]).toEqual(["FAILED", "BuildsFailed"]);
    expect(result.summary).toMatchObject({ planned: 6, built: 1, failed: 4, blocked: 1 });
    expect(Object.fromEntries(result.failures.map((failure) => [failure["template"], failure["error"]]))).toEqual({
      wrong: "InvalidTemplateError",
      app: "DependencyFailedError",
      one: "InvalidTemplateError",
      two: "InvalidTemplateError",
      none: "BaseImageError",
    });
    const reason = String(result.failures.find(({ template: key }) => key === "wrong")?.["reason"]);
    expect(reason).toMatch(/setup/);
    expect(reason).toMatch(/ports/);
    expect(latest(world, home)).toBeDefined();
    await world.close();
  });

  test.each([
    [{ templates: ["nothing"] }, /nothing.*known are base and web/],
    [{ architectures: ["arm64"] }, /arm64.*known are x86_64/],
    [{ regions: ["eu-west-2"] }, /eu-west-2.*known are us-east-1/],
    [{ template: "web" }, /template/],
    [{ action: "publish" }, /publish.*must be one of/],
  ])("is not touched by an event that asks for what is not there: %o", async (input, message) => {
    const world = await openRegions({ web: template(), base: template() });
    const { status, error, cause } = await world.run({ name: "first", input });
    expect([status, error]).toEqual(["FAILED", "PlanError"]);
    expect(cause).toMatch(/InvalidInputError/);
    expect(cause).toMatch(message);
    expect(world.calls.filter(({ operation }) => !/^(Describe|Get)/.test(operation))).toEqual([]);
    await world.close();
  });
});

test("an image is due when it is forced, or its template or base is another, or it is old; and only then", async () => {
  const world = await openRegions({ web: template() });
  const reasonOf = async (name: string, input: object = {}) => {
    const { output } = endOf(world, await world.run({ name, input: { ...input, dry_run: true } }));
    return reasonIn(output);
  };
  expect(await reasonOf("none")).toBe("there is no finished image");
  await world.run({ name: "first" });
  const image = latest(world, home);
  expect(await reasonOf("unchanged")).toBeUndefined();
  expect(await reasonOf("forced", { force: true })).toBe("it was asked for with force");
  world.putTemplates({ web: template({ name: "Website", description: "x", ports: [80], tags: { Cost: "1" } }) });
  expect(await reasonOf("described")).toBeUndefined();
  world.putTemplates({ web: template({ steps: [{ name: "install", script: "install more" }] }) });
  expect(await reasonOf("changed")).toBe(`the template is another than that of ${image}`);
  world.putTemplates({ web: template({ base_ami: { source: "debian-12" } }) });
  expect(await reasonOf("rebased")).toMatch(/^the template is another/);
  world.putTemplates({ web: template() });

  await world.sleep(29 * 86_400);
  expect(await reasonOf("young")).toBeUndefined();
  await world.sleep(2 * 86_400);
  expect(await reasonOf("old")).toBe(`${image} is older than 30 days`);

  // The publisher of the base has a new one.
  const name = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";
  world.account.ec2.share({ region: home, ...newBase(world) });
  world.account.ssm.parameters.add(home, { name, value: "ami-0123456789abcdef0", dataType: "aws:ec2:image" });
  expect(await reasonOf("base")).toMatch(
    new RegExp(`^the base image of ${image} was ami-\\S+ and is ami-0123456789abcdef0 now$`),
  );

  const second = endOf(world, await world.run({ name: "second" }));
  expect(second.output?.summary["built"]).toBe(1);
  expect(latest(world, home)).not.toBe(image);
  expect(callsOf(world, "RunInstances", "second")).toHaveLength(2);
  const [newest] = imagesOf(world, home).filter(({ ImageId }) => ImageId !== image);
  expect(tagOf(newest ?? {}, "AmiBuilderPredecessor")).toBe(image);
  await world.close();
});

function reasonIn(output: Built | undefined): unknown {
  return output?.images[0]?.["reason"];
}

/** A new base image. */
function newBase(world: World) {
  return {
    ImageId: "ami-0123456789abcdef0",
    Name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260131",
    OwnerId: "099720109477",
    Architecture: "x86_64" as const,
    Public: true,
    CreationDate: new Date(world.account.clock.now).toISOString(),
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/sda1",
        Ebs: {
          SnapshotId: "snap-0000000000000000e",
          VolumeSize: 8,
          VolumeType: "gp3" as const,
          DeleteOnTermination: true,
          Encrypted: false,
        },
      },
    ],
  };
}
