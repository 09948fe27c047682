import { describe, expect, test } from "vitest";
import { tagValue } from "../../../lambdas/ami-copier/domain/images.ts";
import type { ReadyItem, Wave } from "../../../lambdas/ami-copier/shapes.ts";
import type { ImageInput } from "../../../simulator/aws/ec2/ec2.ts";
import { expectConverged, expectNothingLeftBehind, finalsOf, temporaries } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, executionArn } from "../support/functions.ts";

const execution_id = executionArn("run");
const tags = '{"Team":"a"}';

/** A world in which one copy has come ready, as the status checker hands it to the finalizer. */
async function ready(source: ImageInput = {}, environment: Readonly<Record<string, string>> = {}, reason?: string) {
  const world = new FakeEc2();
  const functions = createFunctions(world, { environment });
  const id = world.share(source);
  if (reason !== undefined) {
    world.failCopiesOf(id, reason);
  }
  const wave = (await functions.initiator({
    action: "prepare",
    execution_id,
    wave: { index: 0, images: [id], failure_limit: 5 },
  })) as Wave;
  const image = await functions.initiator({ action: "copy", execution_id, image: wave.images[0], tags });
  world.advance(world.settings.copyMinutes);
  const check = async (item: unknown = image) =>
    (await functions.statusChecker({ action: "check", wave: { ...wave, images: [item] } })) as Wave;
  const item = (await check()).ready[0] as ReadyItem;
  world.calls.length = 0;
  const finalize = (event: object = {}) => functions.finalizer({ execution_id, image: { ...item, ...event }, tags });
  return { world, functions, id, item, finalize, check };
}

const operations = (world: FakeEc2) => world.calls.map((call) => call.operation);

describe("finalize", () => {
  test("registers with all tags, sees the image, and only then lets the temporary one go", async () => {
    const { world, id, item, finalize } = await ready({ uefiData: "data" });
    const result = await finalize();
    expect(operations(world)).toEqual(["DescribeImageAttribute", "RegisterImage", "DescribeImages", "DeregisterImage"]);
    expectConverged(world, [id]);
    const final = finalsOf(world, id)[0];
    expect(result).toEqual({
      source_ami_id: id,
      source_ami_name: item.source_ami_name,
      final_ami_id: final?.ImageId,
      ami_name: item.ami_name,
      uuid: item.uuid,
      temp_ami_id: item.temp_ami_id,
      status: "completed",
      completed_at: "2026-01-01T00:30:00.000Z",
    });
    expect(final).toMatchObject({ Name: item.ami_name, BootMode: "uefi-preferred", EnaSupport: true });
    expect(final && tagValue(final, "Team")).toBe("a");
    expect(world.callsTo("RegisterImage")[0]).toMatchObject({ UefiData: "data" });
    expect(world.snapshots()[0]?.tags).toEqual(final?.Tags);
  });

  test("needs no UEFI data with legacy BIOS", async () => {
    const { world, id, finalize } = await ready({ BootMode: "legacy-bios" });
    await finalize();
    expect(operations(world)).toEqual(["RegisterImage", "DescribeImages", "DeregisterImage"]);
    expectConverged(world, [id]);
  });

  test.each(["uefi", "legacy-bios"] as const)("a second call changes nothing (%s)", async (BootMode) => {
    const { world, id, finalize } = await ready({ BootMode });
    const first = await finalize();
    const images = structuredClone(world.ownImages());
    expect(await finalize()).toEqual(first);
    expect(world.ownImages()).toEqual(images);
    expectConverged(world, [id]);
  });

  test("uses what is configured", async () => {
    const { world, id, finalize } = await ready({}, { GP3_IOPS: "4000", GP3_THROUGHPUT: "300", IMDS_SUPPORT: "v2.0" });
    await finalize();
    expect(finalsOf(world, id)[0]).toMatchObject({
      ImdsSupport: "v2.0",
      BlockDeviceMappings: [{ Ebs: { VolumeType: "gp3", Iops: 4_000, Throughput: 300 } }],
    });
  });

  test("a name that a stranger has gets a suffix, and a second call finds that image", async () => {
    const { world, id, item, finalize } = await ready();
    const stranger = world.addOwn({ Name: item.ami_name });
    const first = await finalize();
    expect(first).toMatchObject({ status: "completed" });
    expect(finalsOf(world, id)[0]?.Name).toBe(`${item.ami_name}-${id.slice(-8)}`);
    expect(await finalize()).toEqual(first);
    expect(world.ownImages().some((image) => image.ImageId === stranger)).toBe(true);
    expectConverged(world, [id]);
  });

  test.each(["uefi", "legacy-bios"] as const)(
    "a name that comes free between two tries makes no second image (%s)",
    async (BootMode) => {
      const { world, id, item, finalize } = await ready({ BootMode });
      const stranger = world.addOwn({ Name: item.ami_name });
      world.failNext("DeregisterImage", "InternalError");
      await expect(finalize()).rejects.toMatchObject({ name: "AwsTransientError" });
      world.remove(stranger);
      const name = `${item.ami_name}-${id.slice(-8)}`;
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await finalize();
        expectConverged(world, [id]);
        expect(finalsOf(world, id)[0]?.Name).toBe(name);
      }
    },
  );

  test("both names taken is an error, and the copy stays for the next run", async () => {
    const { world, id, item, finalize } = await ready();
    world.addOwn({ Name: item.ami_name });
    world.addOwn({ Name: `${item.ami_name}-${id.slice(-8)}` });
    await expect(finalize()).rejects.toMatchObject({ name: "NameTakenError" });
    expect(temporaries(world)).toHaveLength(1);
  });

  test("nothing goes before the final image is visible and available", async () => {
    const { world, id, item, finalize } = await ready();
    world.settings.hiddenListings = 1;
    await expect(finalize()).rejects.toMatchObject({ name: "ImageNotReadyError" });
    expect(temporaries(world)).toHaveLength(1);
    const final = finalsOf(world, id)[0]?.ImageId ?? "";
    world.modify(final, { State: "pending" });
    await expect(finalize()).rejects.toThrow(`The final image ${final} is pending.`);
    expect(temporaries(world)).toHaveLength(1);
    world.modify(final, { State: "available" });
    expect(await finalize()).toMatchObject({ final_ami_id: final, temp_ami_id: item.temp_ami_id });
    expectConverged(world, [id]);
  });

  test("an error of any step leaves a copy that the next try finishes", async () => {
    for (const operation of ["DescribeImageAttribute", "RegisterImage", "DescribeImages", "DeregisterImage"]) {
      const { world, id, finalize } = await ready();
      world.failNext(operation, "UnauthorizedOperation");
      await expect(finalize()).rejects.toMatchObject({ name: "AwsRequestError" });
      expect(await finalize()).toMatchObject({ status: "completed" });
      expectConverged(world, [id]);
    }
  });

  test("changed billing removes everything that was made, but no other image", async () => {
    const { world, finalize } = await ready();
    world.settings.registeredUsageOperation = "RunInstances";
    await expect(finalize()).rejects.toMatchObject({
      name: "BillingMismatchError",
      message:
        "Registration changed the billing from Red Hat BYOL Linux (RunInstances:00g0) to Red Hat BYOL Linux (RunInstances); " +
        "the copy was removed.",
    });
    expect(world.ownImages()).toEqual([]);
    expect(world.snapshots()).toEqual([]);
  });

  test.each(["failBefore", "failAfter"] as const)("changed billing is cleaned up whatever dies (%s)", async (death) => {
    for (let position = 1; position <= 5; position += 1) {
      const { world, finalize } = await ready();
      world.settings.registeredUsageOperation = "RunInstances";
      world[death](position);
      await finalize().catch(() => undefined);
      world.revive();
      await finalize().catch(() => undefined);
      expect(world.ownImages(), `died at call ${position}`).toEqual([]);
      expect(world.snapshots(), `died at call ${position}`).toEqual([]);
    }
  });

  test("a final image that somebody else made meanwhile counts, and our copy goes with its snapshots", async () => {
    const { world, id, check, item } = await ready();
    const foreign = world.addOwn({ Name: "elsewhere", Tags: [{ Key: "SourceAMI", Value: id }], UsageOperation: "x" });
    const checked = (await check({ ...item, action: undefined })).ready[0];
    expect(checked).toMatchObject({ action: "finalize", final_ami_id: foreign });
    const { finalizer } = createFunctions(world);
    expect(await finalizer({ execution_id, image: checked, tags })).toMatchObject({ final_ami_id: foreign });
    expect(finalsOf(world, id)).toHaveLength(1);
    expect(world.snapshots()).toEqual([]);
    expect(temporaries(world)).toEqual([]);
  });

  test("somebody else's final image does not stand in for ours while ours is not visible yet", async () => {
    const { world, id, finalize } = await ready();
    world.addOwn({ Name: "elsewhere", Tags: [{ Key: "SourceAMI", Value: id }] });
    world.settings.hiddenListings = 1;
    await expect(finalize()).rejects.toThrow("is not visible yet");
    expect(temporaries(world)).toHaveLength(1);
  });

  test("a final image that somebody disabled is not made again", async () => {
    const { world, id, finalize } = await ready();
    world.failNext("DeregisterImage", "InternalError");
    await expect(finalize()).rejects.toMatchObject({ name: "AwsTransientError" });
    world.modify(finalsOf(world, id)[0]?.ImageId ?? "", { State: "disabled" });
    expect(await finalize()).toMatchObject({ status: "completed" });
    expectConverged(world, [id]);
  });

  test("a temporary image removed by hand is no success", async () => {
    const { world, item, finalize } = await ready();
    world.remove(item.temp_ami_id);
    await expect(finalize()).rejects.toThrow("is gone and no final image is visible");
    expect(world.ownImages()).toEqual([]);
  });
});

describe("discarding a copy that failed", () => {
  test("removes a failed copy with its snapshots and reports why", async () => {
    const { world, item, finalize } = await ready({}, {}, "the key is disabled");
    const result = { source_ami_id: item.source_ami_id, temp_ami_id: item.temp_ami_id, status: "failed" };
    expect(await finalize()).toEqual({ ...result, reason: "the copy is failed: the key is disabled" });
    expect(world.snapshots()).toEqual([]);
    expect(await finalize()).toMatchObject(result);
    expectNothingLeftBehind(world);
  });

  test.each(["internal-error", "client-error", "missing-permissions"] as const)(
    "deletes itself what DeregisterImage answers %s for",
    async (code) => {
      const { world, finalize } = await ready({}, {}, "broken");
      world.settings.snapshotReturnCode = code;
      await finalize();
      expect(world.snapshots()).toEqual([]);
    },
  );

  test("a snapshot that cannot be deleted is an error, and the next try deletes it", async () => {
    const { world, item, finalize } = await ready();
    const given = { action: "discard", reason: "given up" };
    world.settings.snapshotReturnCode = "internal-error";
    world.failNext("DeleteSnapshot", "UnauthorizedOperation");
    await expect(finalize(given)).rejects.toMatchObject({ name: "AwsRequestError" });
    expect(world.snapshots()).toHaveLength(1);
    expect(await finalize(given)).toMatchObject({ status: "failed", temp_ami_id: item.temp_ami_id });
    expect(world.snapshots()).toEqual([]);
  });

  test("keeps the snapshots of a final image that was made of the copy", async () => {
    const { world, id, finalize } = await ready();
    await finalize();
    await finalize({ action: "discard" });
    expectConverged(world, [id]);
  });
});
