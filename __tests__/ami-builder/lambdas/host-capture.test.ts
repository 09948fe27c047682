import { afterEach, describe, expect, test } from "vitest";
import type { Capture } from "../../../lambdas/ami-builder/capture-shapes.ts";
import { keys } from "../../../lambdas/ami-builder/contract.ts";
import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { CaptureRecord } from "../../../lambdas/ami-builder/record/schema.ts";
import type { Work } from "../../../lambdas/ami-builder/shapes.ts";
import { executionId, preparedBuild, workOn } from "../support/build-values.ts";
import { type BuildWorld, openBuildWorld } from "../support/build-world.ts";

let world: BuildWorld;

afterEach(() => world.account.close());

/** A world with a host that runs, and the claimed capture of it. */
async function openCapture(reboot = true): Promise<{ readonly host: string; readonly work: Work }> {
  world = await openBuildWorld((prepared) => ({ ...prepared, definition: null }));
  const online = await world.launch(world.work);
  const host = online.instance_id ?? "";
  // Somebody else's machine: it has none of the module's tags.
  const [machine] = world.instances();
  if (machine !== undefined) machine.Tags = [{ Key: "AmiCapture", Value: "true" }];
  const id = "ba9876543210";
  const prepared: Prepared = {
    ...preparedBuild(world.prepared.base_image_id, id),
    kind: "capture",
    definition: null,
    capture: { host_id: host, job: "19", variant: "full", reboot },
  };
  world.put(keys.preparedCapture(id), prepared);
  const record: CaptureRecord = {
    id,
    attempt: 1,
    execution_id: executionId,
    job_id: "19",
    instance_id: host,
    version: "v1",
    variant: "full",
    architecture: "x86_64",
    region: "us-east-1",
    created_ami_id: null,
    ami_creation_status: "pending",
    ami_created_at: null,
    ami_creation_error: null,
    started_at: "2026-01-01T00:00:00.000Z",
    instance_ids: [],
    refusals: [],
    image_size_gb: null,
    validated: false,
    regions: {},
    warnings: [],
  };
  world.put(keys.capture(id), record);
  world.put(keys.captureOfJob("19"), record);
  return { host, work: workOn(prepared, new Date(world.account.clock.now)) };
}

const bootsOf = (host: string) => world.instances().find(({ id }) => id === host)?.boots.length;
const stateOf = (host: string) =>
  world
    .instances()
    .find(({ id }) => id === host)
    ?.phases.at(-1)?.state;

describe("a capture", () => {
  test.each([
    [true, 2],
    [false, 1],
  ])("with reboot=%s makes the image of a host that goes on", async (reboot, boots) => {
    const { host, work } = await openCapture(reboot);
    const image = await world.image(work);
    expect(bootsOf(host)).toBe(boots);
    for (const key of [keys.capture(work.id), keys.captureOfJob("19")]) {
      expect(world.object(key)).toMatchObject({ created_ami_id: image.image_id, ami_creation_status: "creating" });
    }
    await world.terminate(image);
    await world.cleanUp({ ...image, instance_id: host }, "AwsRequestError");
    await world.sleep(60);
    expect(stateOf(host)).toBe("running");
    // Nothing has found it wanting: the next run adopts it.
    expect(world.account.ec2.ownImages().some(({ image: { ImageId } }) => ImageId === image.image_id)).toBe(true);
  });

  test("of a job that a later run has taken over leaves the job's record to that", async () => {
    const { work } = await openCapture();
    const later = { ...(world.object(keys.captureOfJob("19")) as CaptureRecord), execution_id: "later" };
    world.put(keys.captureOfJob("19"), later);
    await world.image(work);
    expect(world.object(keys.captureOfJob("19"))).toEqual(later);
  });

  test("whose clone is not ready loses its image and its clone, never its host", async () => {
    const { host, work } = await openCapture();
    // A clone needs no agent to run.
    world.account.ssm.settings.hasAgent = () => false;
    const clone = await world.launch(await world.image(work), "verifier");
    expect(clone.instance_id).not.toBe(host);
    const cleaned = await world.cleanUp(clone, "ReadinessTimeoutError");
    await world.sleep(60);
    expect(cleaned.image_id).toBeNull();
    expect(world.object(keys.capture(work.id))).toMatchObject({ created_ami_id: null });
    expect(stateOf(clone.instance_id ?? "")).toBe("terminated");
    expect(stateOf(host)).toBe("running");
  });
});

describe("a host that asks itself", () => {
  const readiness = {
    url: "https://{private_ip}/",
    status: [200],
    contains: ["login"],
    interval_seconds: 30,
    timeout_seconds: 600,
    start_after_seconds: 0,
    successes: 2,
    verify_tls: false,
    via: "instance" as const,
  };

  async function aimed(): Promise<Capture> {
    const { host, work } = await openCapture();
    const capture = {
      execution_id: executionId,
      request: { instance_id: host, version: "v1", variant: "", job_id: "19", regions: [], publish_as: null, tags: {} },
      architecture: "x86_64",
      region: "us-east-1",
      probe: null,
      check: { state: "done", wait_seconds: 0 },
    };
    const flags = { reboot: true, force: false, verify: false, dry_run: false, delay_seconds: 0 };
    const probe = { instance_id: host, url: "", successes: 0, last: "", command_id: null };
    const moments = { since: work.since, deadline: work.since };
    const full = { ...capture, request: { ...capture.request, ...flags, readiness }, probe: { ...probe, ...moments } };
    return (await world.checker({ action: "aim_probe", capture: full, work, at: "host" })) as Capture;
  }

  /** Asks until the host is ready. */
  async function probe(given: Capture): Promise<Capture> {
    let capture = given;
    while (capture.check.state !== "done") {
      await world.sleep(capture.check.wait_seconds);
      const isWaiting = capture.check.state === "waiting";
      const event = { action: isWaiting ? "check_probe" : "send_probe", capture };
      capture = (await (isWaiting ? world.checker : world.builder)(event)) as Capture;
    }
    return capture;
  }

  const answer = (status: number, found: boolean) => ({
    exit: 0,
    seconds: 1,
    stdout: `${JSON.stringify({ kind: "readiness", status, found, body: "", error: "" })}\n`,
  });

  test("is aimed at by its own address, and has ten minutes after its reboot", async () => {
    const { probe: aim } = await aimed();
    expect(aim?.url).toMatch(/^https:\/\/\d+\.\d+\.\d+\.\d+\/$/);
    expect(Date.parse(aim?.deadline ?? "") - Date.parse(aim?.since ?? "")).toBe(600_000);
  });

  test("is ready after enough good answers in a row", async () => {
    const capture = await aimed();
    const answers = [answer(200, true), answer(502, false), answer(200, true), answer(200, true)];
    world.outcomes.of = () => answers.shift();
    expect((await probe(capture)).probe).toMatchObject({ successes: 2, command_id: null });
    expect(answers).toHaveLength(0);
  });

  test("is given up at its deadline, with the last answer", async () => {
    const capture = await aimed();
    world.outcomes.of = () => answer(200, false);
    await expect(probe(capture)).rejects.toMatchObject({
      name: "ReadinessTimeoutError",
      message: expect.stringContaining("The last answer: status 200") as string,
    });
  });

  test("is given up also if Systems Manager never reaches it", async () => {
    const capture = await aimed();
    const machine = world.instances().find(({ id }) => id === capture.probe?.instance_id);
    if (machine === undefined) throw new Error("the world has a host");
    world.account.ec2.instances.terminate(machine);
    await expect(probe(capture)).rejects.toThrow("Systems Manager does not reach the instance");
  });
});
