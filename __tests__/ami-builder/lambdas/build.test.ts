import { afterEach, describe, expect, test } from "vitest";
import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { Work } from "../../../lambdas/ami-builder/shapes.ts";
import { refusing } from "../../../simulator/aws/ec2/instances/refusals.ts";
import { executionId, testNamed } from "../support/build-values.ts";
import { type BuildWorld, openBuildWorld, testLine } from "../support/build-world.ts";

let world: BuildWorld;

afterEach(() => world.account.close());

async function open(change?: (prepared: Prepared) => Prepared): Promise<BuildWorld> {
  world = await openBuildWorld(change);
  return world;
}

/** A change of the template. */
const template =
  (more: Partial<NonNullable<Prepared["definition"]>>) =>
  (prepared: Prepared): Prepared =>
    prepared.definition === null ? prepared : { ...prepared, definition: { ...prepared.definition, ...more } };

/** Without commands, where a test is about something else. */
const bare = (prepared: Prepared): Prepared => ({ ...prepared, definition: null });
const spot = (prepared: Prepared): Prepared => ({
  ...prepared,
  instance: { ...prepared.instance, candidates: [{ type: "t3.medium", subnet_id: null, spot: true }] },
});

const step = { name: "packages", script: "make", timeout_seconds: 1_800, retries: 0, reboot: false };
const stateOf = (id: string | null) =>
  world
    .instances()
    .find((instance) => instance.id === id)
    ?.phases.at(-1)?.state;
const images = () => world.account.ec2.ownImages().filter(({ image }) => image.Name !== "base");

/** The image of a builder that has run everything. */
async function built(): Promise<Work> {
  const ready = await world.run(await world.launch(world.work));
  return world.image(await world.stop(ready));
}

describe("a build", () => {
  test("launches, runs all commands in order, makes the image, and proves it on a second instance", async () => {
    await open(template({ validation_tests: [testNamed("here", ["builder"]), testNamed("there")] }));
    const image = await built();
    const builderId = image.instance_id;
    const ended = await world.terminate(image);
    const verified = await world.run(await world.launch(ended, "verifier"), "verifier");
    await world.terminate(verified, "verifier");
    await world.sleep(60);
    expect(world.commands.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "prepare prepare",
      "step packages",
      "tests tests",
      "hygiene hygiene",
      "proof proof",
      "tests tests",
    ]);
    expect(world.commands.map(({ tests }) => tests)).toEqual([
      undefined,
      undefined,
      ["here"],
      undefined,
      undefined,
      ["there"],
    ]);
    expect(world.instances()).toHaveLength(2);
    for (const { id } of world.instances()) expect(stateOf(id)).toBe("terminated");
    expect(images()).toHaveLength(1);
    expect(world.record()).toMatchObject({
      instance_ids: world.instances().map(({ id }) => id),
      instance_type: "t3.medium",
      spot: false,
      image_id: image.image_id,
      image_size_gb: 20,
      validated: true,
      notes: { instance_id: builderId, machine_id: "a1", host_keys: ["k1"] },
      steps: [
        { name: "prepare", exit_code: 0 },
        { name: "packages", exit_code: 0, seconds: 5, log: expect.stringContaining("/1/01-packages") as string },
        { name: "tests" },
        { name: "hygiene" },
        { name: "proof" },
        { name: "tests", log: expect.stringContaining("/1/05-tests") as string },
      ],
      tests: { builder: [{ name: "here", passed: true }], image: [{ name: "there", passed: true, output: "ok" }] },
    });
    expect(JSON.stringify(verified).length).toBeLessThan(2_048);
    expect(world.logLines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(
      expect.arrayContaining(["Builder launched", "Builder online", "Step finished", "Image creation started"]),
    );
  });

  test("launches without a way in: no key, the second metadata service, encrypted volumes, every tag at once", async () => {
    await open();
    await world.launch(world.work);
    const [instance] = world.instances();
    expect(instance).toMatchObject({
      keyName: undefined,
      shutdownBehavior: "terminate",
      lifecycle: "on-demand",
      metadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
      volumes: [{ type: "gp3", size: 20, encrypted: true, deleteOnTermination: true }],
    });
    expect(instance?.Tags).toEqual(
      expect.arrayContaining([
        { Key: "AmiBuilder", Value: "golden" },
        { Key: "AmiBuilderRole", Value: "builder" },
        { Key: "AmiBuilderExecution", Value: executionId },
      ]),
    );
    expect(instance?.userData).toContain("ami-builder-expiry");
    expect(instance?.powerOffAt).toBe(Date.parse(world.prepared.instance.expires_at));
  });

  test("stops the builder before the image, and the image has its tags from the start", async () => {
    await open(bare);
    const ready = await world.run(await world.launch(world.work));
    const stopped = await world.stop(ready);
    expect(stateOf(stopped.instance_id)).toBe("stopped");
    const started = (await world.builder({ action: "create_image", work: stopped })) as Work;
    expect(world.record().image_id).toBe(started.image_id);
    expect(images()[0]?.image.Tags).toEqual(
      expect.arrayContaining([
        { Key: "AmiBuilderState", Value: "building" },
        { Key: "AmiBuilder", Value: "golden" },
      ]),
    );
    expect(started.check).toEqual({ state: "waiting", wait_seconds: 60 });
  });

  test("every action called twice makes the same once", async () => {
    await open(bare);
    const twice = async (work: Work, action: string, role?: string) => {
      await world.builder({ action, work, role });
      return (await world.builder({ action, work, role })) as Work;
    };
    const launched = await twice(world.work, "launch", "builder");
    expect(world.instances()).toHaveLength(1);
    const online = await world.poll(launched, "launch", "check_instance", "builder");
    const ran = await world.run(online);
    await twice(ran, "stop");
    const stopped = await world.stop(ran);
    const imaged = await twice(stopped, "create_image");
    expect(images()).toHaveLength(1);
    expect(world.calls("CreateImage").map(({ outcome }) => outcome)).toEqual(["ok", "InvalidAMIName.Duplicate"]);
    await world.sleep(400);
    const available = (await world.checker({ action: "check_image", work: imaged })) as Work;
    await twice(available, "terminate", "builder");
    await world.sleep(4_000);
    await expect(twice(available, "terminate", "builder")).resolves.toMatchObject({ instance_id: null });
  });
});

describe("capacity", () => {
  const code = "InsufficientInstanceCapacity";

  test("the next candidate is tried at once, and the refusal is kept", async () => {
    await open();
    world.account.ec2.settings.refuseLaunch = refusing([{ code, type: "t3.medium" }]);
    const next = (await world.builder({ action: "launch", work: world.work, role: "builder" })) as Work;
    expect(next).toMatchObject({ candidate: 1, check: { state: "again", wait_seconds: 0 } });
    await world.launch(next);
    expect(world.record()).toMatchObject({
      instance_type: "m6i.large",
      refusals: ["t3.medium in the default VPC: InsufficientInstanceCapacity"],
    });
  });

  test("after three rounds five minutes apart the error names every refusal", async () => {
    await open();
    world.account.ec2.settings.refuseLaunch = refusing([{ code }]);
    const before = world.account.clock.now;
    await expect(world.launch(world.work)).rejects.toMatchObject({
      name: "CapacityError",
      message: expect.stringMatching(/t3\.medium.*Insufficient.*m6i\.large.*Insufficient/) as string,
    });
    expect(world.calls("RunInstances")).toHaveLength(6);
    expect(world.account.clock.now - before).toBe(600_000);
  });

  test("a quota is waited for with the same candidate", async () => {
    await open();
    world.account.ec2.settings.refuseLaunch = refusing([{ code: "VcpuLimitExceeded", times: 1 }]);
    const next = (await world.builder({ action: "launch", work: world.work, role: "builder" })) as Work;
    expect(next.check).toEqual({ state: "again", wait_seconds: 300 });
    await world.launch(next);
    expect(world.record().instance_type).toBe("t3.medium");
  });

  test("the last round asks for no spot instance", async () => {
    await open(spot);
    world.account.ec2.settings.refuseLaunch = refusing([{ code, market: "spot" }]);
    await world.launch(world.work);
    expect(world.record().spot).toBe(false);
    expect(world.calls("RunInstances")).toHaveLength(3);
  });

  test("a profile that shows late is waited for", async () => {
    await open();
    const profile = world.account.ec2.profiles.get("golden-instance");
    if (profile === undefined) throw new Error("the world has a profile");
    const knownFrom = world.account.clock.now + 60_000;
    world.account.ec2.profiles.set(profile.name, { ...profile, knownFrom });
    await expect(world.launch(world.work)).resolves.toMatchObject({ check: { state: "done" } });
    world.account.ec2.profiles.delete(profile.name);
    const verifier = { ...world.work, image_id: world.prepared.base_image_id };
    await expect(world.launch(verifier, "verifier")).rejects.toThrow("Invalid IAM Instance Profile name");
  });
});

describe("instances", () => {
  test("one that Systems Manager never hears of is given up after ten minutes, with what may be wrong", async () => {
    await open();
    world.account.ssm.settings.hasAgent = () => false;
    const before = world.account.clock.now;
    await expect(world.launch(world.work)).rejects.toMatchObject({
      name: "BuilderOfflineError",
      message: expect.stringMatching(
        /is running.*instance-profile\/golden-instance.*subnet-.*public address/,
      ) as string,
    });
    expect(world.account.clock.now - before).toBeLessThan(720_000);
  });

  test("a script that powers off ends the build", async () => {
    await open();
    const online = await world.launch(world.work);
    world.outcomes.of = ({ kind }) => (kind === "step" ? { ends: "power off", seconds: 10 } : undefined);
    await expect(world.run(online)).rejects.toMatchObject({ name: "BuilderGoneError" });
  });

  test("a spot instance that is lost is launched again once, on demand, and begins anew", async () => {
    await open(spot);
    const online = await world.launch(world.work);
    const lose = (left: { times: number }) => {
      world.outcomes.of = ({ kind, shell }) => {
        if (kind !== "step" || left.times === 0) return undefined;
        left.times -= 1;
        world.account.ec2.instances.terminate(shell.instance);
        return { ends: "hang" };
      };
    };
    lose({ times: 1 });
    const ran = await world.run(online);
    expect(ran).toMatchObject({ on_demand: true, attempt: 2 });
    expect(ran.instance_ids).toHaveLength(2);
    expect(world.commands.map(({ kind }) => kind)).toEqual(["prepare", "step", "prepare", "step", "hygiene"]);
    expect(world.record()).toMatchObject({ attempt: 2, spot: false });
  });

  test("a spot instance is not stopped", async () => {
    await open((prepared) => bare(spot(prepared)));
    const stopped = await world.stop(await world.run(await world.launch(world.work)));
    expect(world.calls("StopInstances")).toHaveLength(0);
    await expect(world.image(stopped)).resolves.toMatchObject({ check: { state: "done" } });
  });

  test("a stop that hangs is forced, and then given up", async () => {
    await open(bare);
    const ran = await world.run(await world.launch(world.work));
    world.account.ec2.settings.stopHangs = () => true;
    const before = world.account.clock.now;
    await expect(world.stop(ran)).resolves.toMatchObject({ check: { state: "done" } });
    expect(world.calls("StopInstances")).toHaveLength(2);
    expect(world.account.clock.now - before).toBeGreaterThan(600_000);
  });
});

describe("commands", () => {
  const failing = { exit: 100, stdout: "", stderr: "a\nb\nc\nE: Unable to locate package r-bas\n", seconds: 3 };

  test("a step that fails ends the build with its last words, which no log has", async () => {
    await open();
    const online = await world.launch(world.work);
    world.outcomes.of = ({ kind }) => (kind === "step" ? failing : undefined);
    await expect(world.run(online)).rejects.toMatchObject({
      name: "StepFailedError",
      message: expect.stringMatching(
        /^step "packages" exited with 100: b c E: Unable to locate package r-bas; s3:\/\/golden-.*\/1\/01-packages$/,
      ) as string,
    });
    expect(world.record().steps.at(-1)).toMatchObject({ name: "packages", exit_code: 100, seconds: 3 });
    expect(world.logLines.join("\n")).not.toContain("Unable to locate");
  });

  test("a step is tried again as often as it says, each time under a guard of its own", async () => {
    await open(template({ steps: [{ ...step, retries: 2 }] }));
    const online = await world.launch(world.work);
    let left = 2;
    world.outcomes.of = ({ kind }) => (kind === "step" && left-- > 0 ? failing : undefined);
    await world.run(online);
    const tries = world.commands.filter(({ kind }) => kind === "step");
    expect(tries).toHaveLength(3);
    expect(new Set(tries.map(({ script }) => script)).size).toBe(3);
    expect(world.record().steps.map(({ name, attempt, exit_code }) => [name, attempt, exit_code])).toEqual([
      ["prepare", 0, 0],
      ["packages", 0, 100],
      ["packages", 1, 100],
      ["packages", 2, 0],
      ["hygiene", 0, 0],
    ]);
  });

  test("a command that is not delivered is sent once more under the same guard", async () => {
    await open();
    const online = await world.launch(world.work);
    let left = 1;
    world.account.ssm.settings.deliveryFailure = (comment) =>
      comment.includes("packages") && left-- > 0 ? "Undeliverable" : undefined;
    await world.run(online);
    world.account.ssm.settings.deliveryFailure = () => "DeliveryTimedOut";
    const again = { ...online, command: { index: 0, attempt: 0, id: null, sends: 0 } };
    await expect(world.run(again)).rejects.toMatchObject({ name: "CommandNotDeliveredError" });
  });

  test.each([
    [124, "CommandTimeoutError"],
    [199, "CommandLostError"],
  ])("code %i of the wrapper is %s", async (exit, name) => {
    await open();
    const online = await world.launch(world.work);
    world.outcomes.of = ({ kind }) => (kind === "step" ? { exit, stdout: "", seconds: 3 } : undefined);
    await expect(world.run(online)).rejects.toMatchObject({ name });
  });

  test("a step that hangs is given up three minutes after its time", async () => {
    await open();
    const online = await world.launch(world.work);
    world.outcomes.of = ({ kind }) => (kind === "step" ? { ends: "hang" } : undefined);
    await expect(world.run(online)).rejects.toMatchObject({ name: "CommandTimeoutError" });
    expect(world.account.clock.now - Date.parse(online.since)).toBeLessThan(2_200_000);
  });
});

describe("tests", () => {
  /** Tests on the builder, so that nothing repeats them. */
  const onBuilder = template({ validation_tests: [testNamed("one", ["builder"]), testNamed("two", ["builder"])] });

  test("all that fail are named, and the record has their output", async () => {
    await open(onBuilder);
    const online = await world.launch(world.work);
    world.outcomes.of = ({ kind }) =>
      kind === "tests" ? { exit: 0, stdout: testLine(0, 1, "secret words"), seconds: 1 } : undefined;
    await expect(world.run(online)).rejects.toMatchObject({
      name: "TestsFailedError",
      message: expect.stringMatching(
        /^2 of 2 tests failed: "one": it exited with 1.*"two": it has no result/,
      ) as string,
    });
    expect(world.record().tests.builder).toMatchObject([
      { name: "one", passed: false, output: "secret words" },
      { name: "two", passed: false, exit_code: null },
    ]);
    expect(world.logLines.join("\n")).not.toContain("secret words");
  });

  test("are judged by the log, also beyond what Systems Manager answers", async () => {
    await open(onBuilder);
    const online = await world.launch(world.work);
    world.outcomes.of = ({ kind }) =>
      kind === "tests"
        ? { exit: 0, stdout: testLine(0, 0, "x".repeat(30_000)) + testLine(1, 0, "ok"), seconds: 1 }
        : undefined;
    await expect(world.run(online)).resolves.toMatchObject({ check: { state: "done" } });
  });

  test.each([
    ["short", "passes", testLine(0, 0, "ok") + testLine(1, 0, "ok")],
    ["long", "fails", testLine(0, 0, "x".repeat(30_000)) + testLine(1, 0, "ok")],
  ])("without a log a %s answer %s after a minute", async (_, ends, stdout) => {
    await open(onBuilder);
    const online = await world.launch(world.work);
    world.allow("ssm:UpdateInstanceInformation", "ssmmessages:*");
    world.outcomes.of = ({ kind }) => (kind === "tests" ? { exit: 0, stdout, seconds: 1 } : undefined);
    const run = world.run(online);
    if (ends === "passes") await expect(run).resolves.toMatchObject({ check: { state: "done" } });
    else
      await expect(run).rejects.toMatchObject({
        name: "TestsFailedError",
        message: expect.stringContaining("log missing") as string,
      });
  });

  test("on the image are repeated every 15 seconds for two minutes", async () => {
    await open();
    const image = await world.terminate(await built());
    const online = await world.launch(image, "verifier");
    world.outcomes.of = ({ kind }) =>
      kind === "tests" ? { exit: 0, stdout: testLine(0, 7, "not yet"), seconds: 1 } : undefined;
    await expect(world.run(online, "verifier")).rejects.toMatchObject({ name: "TestsFailedError" });
    const tries = world.commands.filter(({ kind }) => kind === "tests").length;
    expect(tries).toBeGreaterThan(3);
    expect(world.account.clock.now - Date.parse(online.since)).toBeLessThan(180_000);
    expect(world.record().validated).toBe(false);
  });

  test("an image that has something of its builder is not clean", async () => {
    await open();
    const image = await world.terminate(await built());
    const online = await world.launch(image, "verifier");
    const lists = { authorized_keys: [], ssm_agent: [], cloud_init: [], guards: [] };
    const proof = { kind: "proof", machine_id: "a1", host_keys: ["k1"], ...lists };
    world.outcomes.of = ({ kind }) =>
      kind === "proof" ? { exit: 0, stdout: JSON.stringify(proof), seconds: 1 } : undefined;
    await expect(world.run(online, "verifier")).rejects.toMatchObject({
      name: "HygieneError",
      message: expect.stringMatching(/machine-id a1.*SSH host key/) as string,
    });
  });
});

describe("the image", () => {
  test("a quota is an error of its own", async () => {
    await open(bare);
    const stopped = await world.stop(await world.run(await world.launch(world.work)));
    world.account.ec2.settings.refuseImage = () => "SnapshotLimitExceeded";
    await expect(world.image(stopped)).rejects.toMatchObject({ name: "QuotaError" });
  });

  test("a name of somebody else's image is taken; that of a deregistered one comes free", async () => {
    await open(bare);
    const stopped = await world.stop(await world.run(await world.launch(world.work)));
    const foreign = world.account.ec2.addOwn({ Name: world.prepared.image.name });
    await expect(world.image(stopped)).rejects.toMatchObject({ name: "NameTakenError" });
    world.account.ec2.settings.nameHeldSeconds = 60;
    world.account.ec2.call("DeregisterImage", { ImageId: foreign }, "us-east-1");
    await expect(world.image(stopped)).resolves.toMatchObject({ check: { state: "done" } });
  });

  test("one that EC2 gives up is removed; one that is late stays, with its builder", async () => {
    await open((prepared) => ({ ...bare(prepared), image_timeout_minutes: 10 }));
    const stopped = await world.stop(await world.run(await world.launch(world.work)));
    world.account.ec2.settings.imageMinutes = 60;
    const started = (await world.builder({ action: "create_image", work: stopped })) as Work;
    await world.sleep(700);
    await expect(world.checker({ action: "check_image", work: started })).rejects.toMatchObject({
      name: "ImageTimeoutError",
    });
    await world.cleanUp(started, "ImageTimeoutError");
    expect(images()).toHaveLength(1);
    expect(stateOf(started.instance_id)).toBe("stopped");
    for (const instance of world.instances()) world.account.ec2.instances.terminate(instance);
    await expect(world.checker({ action: "check_image", work: started })).rejects.toMatchObject({
      name: "ImageFailedError",
    });
    await expect(world.cleanUp(started, "ImageFailedError")).resolves.toMatchObject({ image_id: null });
    expect(images()).toHaveLength(0);
    expect(world.record().image_id).toBeNull();
  });
});

test("an image that EC2 does not show yet is asked for again, for two minutes", async () => {
  await open(bare);
  const launch = (work: Work) => world.builder({ action: "launch", work, role: "verifier" }) as Promise<Work>;
  const unseen = await launch({ ...world.work, image_id: "ami-0ffffffffffffffff" });
  expect(unseen.check).toEqual({ state: "again", wait_seconds: 10 });
  await world.sleep(120);
  await expect(launch(unseen)).rejects.toThrow("ami-0ffffffffffffffff is gone");
  expect(world.calls("RunInstances")).toHaveLength(0);
});

test("a run whose build another run has taken over launches nothing by what that has prepared", async () => {
  await open(bare);
  const { prepared, work } = world;
  const other = "arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:other";
  world.put(`builds/${work.id}/template.json`, { ...prepared, execution_id: other, attempt: 2 });
  await expect(world.builder({ action: "launch", work, role: "builder" })).rejects.toThrow(
    /^s3:.*template.json is of .*:other now: .*:run no longer works on it/,
  );
  expect(world.calls("RunInstances")).toHaveLength(0);
});

describe("the clean-up", () => {
  test("ends what was launched although the answer was lost, and again changes nothing", async () => {
    await open(bare);
    await world.builder({ action: "launch", work: world.work, role: "builder" });
    for (let time = 0; time < 2; time += 1) {
      await world.cleanUp(world.work, "AwsTransientError");
      await world.sleep(60);
    }
    expect(world.instances().map(({ id }) => stateOf(id))).toEqual(["terminated"]);
  });

  test("removes an image that failed its tests with its snapshots, and ends both instances", async () => {
    await open(bare);
    const image = await built();
    const verifier = await world.launch(await world.terminate(image), "verifier");
    for (let time = 0; time < 2; time += 1) await world.cleanUp(verifier, "TestsFailedError");
    expect(images()).toHaveLength(0);
    expect(world.account.ec2.store.snapshots.size).toBe(0);
    await world.sleep(60);
    for (const { id } of world.instances()) expect(stateOf(id)).toBe("terminated");
  });

  test("leaves a finished image alone", async () => {
    await open(bare);
    const image = await built();
    world.account.ec2.modify(image.image_id ?? "", {
      Tags: [
        { Key: "AmiBuilder", Value: "golden" },
        { Key: "AmiBuilderBuild", Value: world.prepared.id },
        { Key: "AmiBuilderState", Value: "verified" },
      ],
    });
    await world.cleanUp(image, "AwsRequestError");
    expect(images()).toHaveLength(1);
  });

  test("of a run whose build another run has taken over ends its own instances, and leaves that run's image and builder alone", async () => {
    await open(bare);
    const image = await built();
    const { work: own } = world;
    const other = "arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:other";
    world.put(`builds/${own.id}/record.json`, { ...world.record(), execution_id: other, attempt: 2 });
    world.put(`builds/${own.id}/template.json`, { ...world.prepared, execution_id: other, attempt: 2 });
    const late = { ...own, execution_id: `${own.execution_id}-late` };
    await world.cleanUp({ ...late, instance_id: image.instance_id }, "InvalidInputError");
    expect(images()).toHaveLength(1);
    expect(stateOf(image.instance_id)).toBe("stopped");
    await world.cleanUp(image, "InvalidInputError");
    expect(images()).toHaveLength(1);
    await world.sleep(60);
    expect(stateOf(image.instance_id)).toBe("terminated");
  });

  test("keeps a failed builder that is to be kept, and says until when", async () => {
    await open((prepared) => ({ ...prepared, keep_failed_builders: true }));
    const online = await world.launch(world.work);
    const cleaned = await world.cleanUp({ ...online, phase: "step packages" }, "StepFailedError");
    expect(cleaned.reason).toContain(`the builder ${online.instance_id ?? ""} is kept until 2026-01-01T08:00`);
    expect(stateOf(online.instance_id)).toBe("running");
    expect(world.instances()[0]?.Tags).toContainEqual({ Key: "AmiBuilderKeep", Value: "true" });
  });
});
