import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { afterEach, describe, expect, test } from "vitest";
import type { Capture, CaptureRequest } from "../../../lambdas/ami-builder/capture-shapes.ts";
import { keys } from "../../../lambdas/ami-builder/contract.ts";
import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { Settings } from "../../../lambdas/ami-builder/settings.ts";
import { clientOf } from "../../simulator/aws/support.ts";
import { execution, openPlannerWorld, type PlannerWorld } from "../support/planner-world.ts";

let world: PlannerWorld;

afterEach(() => world.account.close());

/** A world with a host that runs. */
async function openWithHost(
  tags: Readonly<Record<string, string>> = { AmiCapture: "true" },
  change: Partial<Settings> = {},
) {
  world = await openPlannerWorld(change);
  const client = new EC2Client(clientOf(world.account));
  const base = world.account.ec2.addOwn({ Name: "host", Architecture: "x86_64" });
  const { Instances } = await client.send(
    new RunInstancesCommand({
      ImageId: base,
      InstanceType: "t3.large",
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [
        { ResourceType: "instance", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    }),
  );
  client.destroy();
  await world.account.clock.sleepUntil(world.account.clock.now + 60_000);
  return Instances?.[0]?.InstanceId ?? "";
}

async function begin(host: string, more: object = {}, name = "run"): Promise<Capture> {
  const plan = (await world.plan(
    { action: "capture", instance_id: host, version: "v0.9.2", ...more },
    name,
  )) as unknown as {
    readonly capture: CaptureRequest;
  };
  return (await world.prepareCapture(plan.capture, name)) as Capture;
}

/** An image as Kamiwaza's manager makes it, or a capture. */
function addImage(tags: Readonly<Record<string, string>>, more: object = {}): string {
  const all = { Version: "v0.9.2", ManagedBy: "ami-builder", ...tags };
  return world.account.ec2.addOwn({
    Name: JSON.stringify(all),
    Architecture: "x86_64",
    ...more,
    Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
  });
}

describe("the beginning of a capture", () => {
  test("writes its job down as pending, and knows whom to ask", async () => {
    const host = await openWithHost();
    const readiness = { url: "https://{private_ip}/login", contains: "login", timeout_seconds: 600 };
    const capture = await begin(host, { job_id: "19", readiness });
    expect(capture.probe).toMatchObject({ instance_id: host, successes: 0 });
    expect(capture.probe?.url).toMatch(/^https:\/\/\d+\.\d+\.\d+\.\d+\/login$/);
    expect(world.object(keys.captureOfJob("19"))).toMatchObject({
      ami_creation_status: "pending",
      instance_id: host,
      created_ami_id: null,
    });
  });

  test.each([
    [{}, {}, "must have the tag AmiCapture"],
    [{ AmiCapture: "true", AmiBuilder: "golden" }, {}, "is an instance of this module"],
    [{ AmiCapture: "true" }, { readiness: { url: "http://127.0.0.1/" } }, "must ask the instance"],
    [{ AmiCapture: "true" }, { readiness: { url: "http://example.com/" } }, "must ask the instance"],
  ])("of a host with %j is refused for %j", async (tags, more, message) => {
    const host = await openWithHost(tags);
    await expect(begin(host, more)).rejects.toThrow(message);
  });

  test("refuses inputs that are not right", async () => {
    world = await openPlannerWorld();
    const capture = (more: object) =>
      world.plan({ action: "capture", instance_id: "i-0123456789abcdef0", version: "1", ...more });
    await expect(capture({ verify: true })).rejects.toThrow("verify is true but needs readiness");
    await expect(capture({ readiness: { url: "https://{private_ip}/", intervall: 3 } })).rejects.toThrow("intervall");
    await expect(capture({ regions: ["ap-south-1"] })).rejects.toThrow("known are us-east-1, eu-west-1");
    await expect(capture({ publish_as: "web" })).rejects.toThrow("must be the key of a template");
  });

  test("by an instance's tags takes version, variant and job from them", async () => {
    const tags = { AmiCapture: "true", Version: "release/1.2", Variant: "full", AmiCaptureJob: "7" };
    const host = await openWithHost(tags, { version_format: "v" });
    const detail = { "instance-id": host, state: "running" };
    const event = { source: "aws.ec2", "detail-type": "EC2 Instance State-change Notification", detail };
    expect(await world.plan(event)).toMatchObject({
      mode: "capture",
      capture: { instance_id: host, version: "v1.2", variant: "full", job_id: "7" },
    });
  });

  test("by the tag alone fails and names the tag that is missing", async () => {
    const host = await openWithHost();
    const event = {
      source: "aws.tag",
      "detail-type": "Tag Change on Resource",
      resources: [`arn:aws:ec2:us-east-1:111122223333:instance/${host}`],
      detail: {},
    };
    const { capture } = (await world.plan(event)) as unknown as { readonly capture: CaptureRequest };
    await expect(world.prepareCapture(capture)).rejects.toThrow("no tag Version");
  });
});

describe("a host that is ready", () => {
  test("is captured under an identity of its version, claimed", async () => {
    const host = await openWithHost();
    const work = await world.findExisting(await begin(host, { variant: "full", regions: ["eu-west-1"] }));
    expect(work).toMatchObject({
      kind: "capture",
      from: "builder",
      outcome: "built",
      verify: false,
      regions: ["us-east-1", "eu-west-1"],
    });
    expect(world.object(keys.capture(work.id))).toMatchObject({ execution_id: execution("run"), instance_id: host });
    expect(world.object(keys.preparedCapture(work.id)) as Prepared).toMatchObject({
      image: {
        name: `golden-v0.9.2-${work.id}`,
        tags: { Version: "v0.9.2", Variant: "full", CreatedFrom: host, AutoCreated: "true", ManagedBy: "ami-builder" },
      },
      capture: { host_id: host, variant: "full", reboot: true },
      destinations: [
        { region: "us-east-1", parameters: ["/golden/captures/v0.9.2/full/x86_64"] },
        { region: "eu-west-1" },
      ],
    });
  });

  test("of a version that there is already is skipped; another variant or a longer version is not it", async () => {
    const host = await openWithHost();
    addImage({ Version: "v0.9.2-patch1" });
    addImage({ Variant: "lite" });
    addImage({ ManagedBy: "somebody" });
    expect(await world.findExisting(await begin(host))).toMatchObject({ from: "builder" });
    const image = addImage({}, { State: "pending" });
    expect(await world.findExisting(await begin(host))).toMatchObject({
      from: "end",
      outcome: "skipped",
      image_id: image,
    });
    const forced = await world.findExisting(await begin(host, { force: true }));
    expect(forced).toMatchObject({ from: "builder", outcome: "built" });
    expect((world.object(keys.preparedCapture(forced.id)) as Prepared).predecessor).toBe(image);
  });

  test("that another run captures is left to it", async () => {
    const host = await openWithHost();
    const first = await world.findExisting(await begin(host, {}, "first"));
    world.running.add(execution("first"));
    expect(await world.findExisting(await begin(host, {}, "second"))).toMatchObject({
      from: "end",
      outcome: "skipped",
      image_id: null,
    });
    world.running.clear();
    expect(await world.findExisting(await begin(host, {}, "third"))).toMatchObject({
      from: "builder",
      id: first.id,
      attempt: 2,
    });
  });

  test.each([
    ["pending", "image"],
    ["available", "verifier"],
  ])("whose image a dead run left %s goes on with it", async (State, from) => {
    const host = await openWithHost();
    const { id } = await world.findExisting(await begin(host, {}, "dead"));
    const tags = { AmiBuilder: "golden", AmiBuilderBuild: id, AmiBuilderState: "building" };
    const image = addImage(tags, { State });
    expect(await world.findExisting(await begin(host))).toMatchObject({
      id,
      from,
      outcome: "built",
      image_id: image,
      instance_id: null,
    });
  });

  test("whose image no parameter names has it published", async () => {
    const host = await openWithHost();
    const tags = { AmiBuilder: "golden", AmiBuilderBuild: "cccccccccccc", AmiBuilderState: "captured" };
    const image = addImage(tags);
    expect(await world.findExisting(await begin(host))).toMatchObject({
      from: "publishing",
      outcome: "skipped",
      image_id: image,
    });
    await world.parameter("/golden/captures/v0.9.2/default/x86_64", image);
    expect(await world.findExisting(await begin(host))).toMatchObject({ from: "end", image_id: image });
  });

  test("is not captured by a dry run, which says what would be done", async () => {
    const host = await openWithHost();
    const input = { action: "capture", instance_id: host, version: "v0.9.2", dry_run: true };
    expect(await world.plan(input)).toMatchObject({ mode: "capture", dry_run: true });
    const [would] = world.planFile().would;
    const work = await world.findExisting(await begin(host));
    expect(would).toMatchObject({ action: "capture", id: work.id, name: `golden-v0.9.2-${work.id}` });
  });
});
