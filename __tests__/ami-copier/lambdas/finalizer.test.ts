import { describe, expect, test } from "vitest";
import type { Ec2Settings } from "../../../simulator/aws/ec2/settings.ts";
import { tagValue } from "../../../lambdas/ami-copier/domain/images.ts";
import type { ReadyItem, Wave } from "../../../lambdas/ami-copier/shapes.ts";
import type { ImageInput } from "../../../simulator/aws/ec2/ec2.ts";
import { expectConverged, expectNothingLeftBehind, finalsOf, temporaries } from "../support/expectations.ts";
import { FakeEc2 } from "../support/fake-ec2.ts";
import { createFunctions, executionArn } from "../support/functions.ts";
import { readPolicies } from "../support/policies.ts";

const execution_id = executionArn("run");
const tags = '{"Team":"a"}';

/** The roles of the installation, as the module makes them. */
const policies = await readPolicies({ name_prefix: "rhel" });

/** A world in which one copy has come ready, as the status checker hands it to the finalizer. */
async function ready(
  source: ImageInput = {},
  environment: Readonly<Record<string, string>> = {},
  reason?: string,
  settings: Partial<Ec2Settings> = {},
) {
  const world = new FakeEc2();
  Object.assign(world.settings, settings);
  const functions = createFunctions(world, { environment, policies });
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
    const belongsTo = { Key: "CopyExecution", Value: execution_id };
    expect(world.snapshots()[0]?.tags).toHaveLength((final?.Tags?.length ?? 0) + 1);
    expect(world.snapshots()[0]?.tags).toEqual(expect.arrayContaining([...(final?.Tags ?? []), belongsTo]));
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

describe("a registration that changes the billing", () => {
  const change = "Red Hat BYOL Linux (RunInstances:00g0) became Red Hat BYOL Linux (RunInstances)";
  const settings = { registeredUsageOperation: "RunInstances" };

  /** Only the copy is left, with its snapshots, and says what would change. */
  function expectKept(world: FakeEc2, at = ""): void {
    expect(
      world.ownImages().map((image) => [tagValue(image, "CopiedBy"), tagValue(image, "BillingMismatch")]),
      at,
    ).toEqual([["ami-copier-lambda-temporary", change]]);
    expect(world.snapshots(), at).toHaveLength(1);
  }

  test("is undone, remembered on the copy before, and told with the way out in the first words", async () => {
    const { world, item, finalize } = await ready({}, {}, undefined, settings);
    const message = `Registration changes the billing. To retry, deregister ${item.temp_ami_id} and delete its snapshots; to stop, filter the source out. ${change}.`;
    await expect(finalize()).rejects.toMatchObject({ name: "BillingMismatchError", message });
    expectKept(world);
    expect(operations(world).slice(-2)).toEqual(["CreateTags", "DeregisterImage"]);
    // What a report has room for, behind the name of the error.
    expect(`BillingMismatchError: ${message}`.indexOf("filter the source out") + 21).toBeLessThanOrEqual(157);
  });

  test("is not tried again by later runs, and reported by each of them", async () => {
    const { world, functions, id, item, finalize, check } = await ready({}, {}, undefined, settings);
    await expect(finalize()).rejects.toMatchObject({ name: "BillingMismatchError" });
    const failed = {
      failed: 1,
      failures: [{ source_ami_id: id, reason: expect.stringContaining(item.temp_ami_id) as string }],
    };
    world.calls.length = 0;
    expect(await check()).toMatchObject({ ready: [], images: [], summary: failed });
    const wave = { index: 0, images: [id], failure_limit: 5 };
    const later = await functions.initiator({ action: "prepare", execution_id: executionArn("later"), wave });
    expect(later).toMatchObject({ images: [], summary: failed });
    expect(new Set(operations(world))).toEqual(new Set(["DescribeImages"]));
    expectKept(world);
  });

  test.each(["failBefore", "failAfter"] as const)("ends the same whatever dies (%s)", async (death) => {
    let isDead = true;
    for (let position = 1; isDead; position += 1) {
      const { world, finalize, check } = await ready({}, {}, undefined, settings);
      world[death](position);
      await finalize().catch(() => undefined);
      isDead = !world.isDeathPlanned;
      world.revive();
      const again = (await check()).ready[0];
      if (again !== undefined) {
        await expect(finalize(again), `died at call ${position}`).rejects.toMatchObject({
          name: "BillingMismatchError",
        });
      }
      expectKept(world, `died at call ${position}`);
      // Lambda may call the function again with the first event.
      await expect(finalize(), `died at call ${position}`).rejects.toMatchObject({ name: "BillingMismatchError" });
      expectKept(world, `died at call ${position}`);
    }
  });

  test("of a final image that was there before is told also when an earlier try has removed the image", async () => {
    const { world, id, finalize, check } = await ready({}, {}, undefined, settings);
    world.failBefore(4);
    await finalize().catch(() => undefined);
    world.revive();
    expect(finalsOf(world, id)).toHaveLength(1);
    const again = (await check()).ready[0];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(finalize(again)).rejects.toMatchObject({ name: "BillingMismatchError" });
      expectKept(world);
    }
  });

  test("of an image that another installation has registered leaves that image to it", async () => {
    const { world, id, item, check, finalize } = await ready();
    await finalize({ temp_ami_id: item.temp_ami_id }).catch(() => undefined);
    const [final] = finalsOf(world, id);
    expect(final).toBeDefined();
    const copy = world.addOwn({
      Name: "copy",
      BlockDeviceMappings: final?.BlockDeviceMappings,
      PlatformDetails: "other",
      Tags: [
        { Key: "SourceAMI", Value: id },
        { Key: "CopiedBy", Value: "ami-copier-lambda-temporary" },
        { Key: "CopierInstallation", Value: "other" },
        { Key: "CopyDeadline", Value: "2026-01-01T00:00:00.000Z" },
      ],
    });
    const theirs = createFunctions(world, { policies: await readPolicies({ name_prefix: "theirs" }) });
    const ready_ = (await check({ ...item, temp_ami_id: copy })).ready[0];
    const event = { execution_id: executionArn("run", "theirs-ami-copier"), image: ready_, tags };
    await expect(theirs.finalizer(event)).rejects.toThrow(
      `${final?.ImageId ?? ""} is left to the installation that registered it, rhel-ami-copier.`,
    );
    expect(finalsOf(world, id)).toHaveLength(1);
    expect(world.denials).toEqual([]);
  });

  test("leaves nothing wrong when the copy is gone meanwhile", async () => {
    const { world, item, finalize } = await ready({}, {}, undefined, settings);
    world.failBefore(4);
    await finalize().catch(() => undefined);
    world.revive();
    world.remove(item.temp_ami_id);
    await expect(finalize({ final_ami_id: world.ownImages()[0]?.ImageId })).rejects.toMatchObject({
      name: "BillingMismatchError",
    });
    expect(world.ownImages()).toEqual([]);
    expect(world.snapshots()).toEqual([]);
  });
});

describe("a final image that was registered twice", () => {
  /** The image that a copy became, and a later one of the same snapshots that an installation registered. */
  async function twice(installation: string) {
    const context = await ready();
    const { world, id, finalize } = context;
    world.failNext("DeregisterImage", "InternalError", 500);
    await finalize().catch(() => undefined);
    const [first] = finalsOf(world, id);
    world.advance(1);
    const second = world.addOwn({
      Name: "second",
      BlockDeviceMappings: first?.BlockDeviceMappings,
      Tags: [
        ...(first?.Tags ?? []).filter(({ Key }) => Key !== "CopierInstallation"),
        { Key: "CopierInstallation", Value: installation },
      ],
    });
    return { ...context, first: first?.ImageId, second };
  }

  test("by this installation is removed, the later one", async () => {
    const { world, id, first, finalize } = await twice("rhel-ami-copier");
    expect(await finalize()).toMatchObject({ final_ami_id: first });
    expectConverged(world, [id]);
  });

  test("by another installation is left to it, and said", async () => {
    const { world, id, functions, first, second, finalize } = await twice("other");
    expect(await finalize()).toMatchObject({ final_ami_id: first });
    expect(finalsOf(world, id).map(({ ImageId }) => ImageId)).toEqual([first, second]);
    expect(functions.logLines.join()).toContain(second);
    expect(world.denials).toEqual([]);
    expectNothingLeftBehind(world);
  });
});

describe("discarding a copy that failed", () => {
  test("removes a failed copy with its snapshots and reports why", async () => {
    const { world, item, finalize } = await ready({}, {}, "the key is disabled");
    expect(world.snapshots()).toHaveLength(1);
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

  test("finds the snapshots that EC2 does not list for it by their tags, and nobody else's", async () => {
    const { world, functions, finalize } = await ready({}, {}, "broken", { failedCopiesHideSnapshots: true });
    const other = world.share();
    const wave = { index: 0, images: [other], failure_limit: 5 };
    const prepared = (await functions.initiator({ action: "prepare", execution_id, wave })) as Wave;
    await functions.initiator({ action: "copy", execution_id, image: prepared.images[0], tags });
    expect(world.snapshots()).toHaveLength(2);
    await finalize();
    const left = world.snapshots().map(({ tags }) => tags.find(({ Key }) => Key === "SourceAMI")?.Value);
    expect(left).toEqual([other]);
  });

  test("finds the snapshots of an adopted copy by the execution that started it", async () => {
    const { world, id, functions, check } = await ready({}, {}, "broken", { failedCopiesHideSnapshots: true });
    const later = executionArn("later");
    const wave = { index: 0, images: [id], failure_limit: 5 };
    const prepared = (await functions.initiator({ action: "prepare", execution_id: later, wave })) as Wave;
    const image = (await check(prepared.images[0])).ready[0];
    expect(await functions.finalizer({ execution_id: later, image, tags })).toMatchObject({ status: "failed" });
    expect(world.snapshots()).toEqual([]);
  });

  test("an image that has lost its tags is left to a person, but its snapshots go", async () => {
    const { world, item, finalize } = await ready({}, {}, "broken", {
      failedCopiesHideSnapshots: true,
      failedCopiesLoseTags: true,
    });
    expect(await finalize()).toMatchObject({
      status: "failed",
      reason: `deregister ${item.temp_ami_id} by hand, it has lost its tags: the copy is failed: broken`,
    });
    expect(world.snapshots()).toEqual([]);
    expect(world.ownImages().map(({ ImageId }) => ImageId)).toEqual([item.temp_ami_id]);
    expect(world.denials).toEqual([]);
  });

  test("counts as deferred when it was the quota of snapshot copies", async () => {
    const { world, id, finalize } = await ready({}, {}, undefined, { quotaMode: "fail", snapshotCopyQuota: 0 });
    expect(await finalize()).toMatchObject({ source_ami_id: id, status: "deferred" });
    expectNothingLeftBehind(world);
  });

  test("can be asked for twice, though nothing allows to delete a snapshot that is gone", async () => {
    const { world, finalize } = await ready({}, {}, "broken");
    const snapshot = { SnapshotId: world.snapshots()[0]?.id };
    const event = { temp_image: { ImageId: "ami-12345678", BlockDeviceMappings: [{ Ebs: snapshot }] } };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await finalize(event)).toMatchObject({ status: "failed" });
      expect(world.snapshots()).toEqual([]);
    }
    // The image is gone as well the second time: that is seen only by asking for it.
    expect(world.denials.map(({ action }) => action)).toEqual(["ec2:DeregisterImage"]);
  });

  test("a snapshot that somebody else deletes between the look and the call is fine", async () => {
    const { world, finalize } = await ready({}, {}, undefined, { snapshotReturnCode: "internal-error" });
    world.beforeNext("DeleteSnapshot", () => {
      world.deleteSnapshot(world.snapshots()[0]?.id ?? "");
    });
    expect(await finalize({ action: "discard" })).toMatchObject({ status: "failed" });
    expect(world.denials.map(({ action }) => action)).toEqual(["ec2:DeleteSnapshot"]);
  });

  test("an image that EC2 calls unavailable while it is pending is not taken for gone", async () => {
    const { world, item, finalize } = await ready();
    world.modify(item.temp_ami_id, { State: "pending" });
    world.failNext("DeregisterImage", "InvalidAMIID.Unavailable");
    await expect(finalize({ action: "discard", reason: "given up" })).rejects.toMatchObject({
      name: "AwsRequestError",
    });
    expect(temporaries(world)).toHaveLength(1);
    expect(world.snapshots()).toHaveLength(1);
  });
});
