import { EnableImageCommand, ModifyImageAttributeCommand, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultPlan } from "../../../simulator/core/faults.ts";
import { region } from "../../simulator/aws/support.ts";
import { built, captured, type CleanerWorld, openCleanerWorld } from "../support/cleaner-world.ts";
import { buildRecord, preparedBuild } from "../support/build-values.ts";
import { execution } from "../support/planner-world.ts";

let world: CleanerWorld;

beforeEach(async () => {
  world = await openCleanerWorld();
});
afterEach(() => world.account.close());

const launch = async (ImageId: string, tags: Readonly<Record<string, string>> = {}) => {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances = [] } = await world.ec2(region).send(
    new RunInstancesCommand({
      ImageId,
      InstanceType: "t3.medium",
      MinCount: 1,
      MaxCount: 1,
      ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: "instance", Tags }] }),
    }),
  );
  return Instances[0]?.InstanceId ?? "";
};
const stateOf = (id: string) => {
  const instance = world.account.ec2.instances.list(region).find((each) => each.id === id);
  return instance === undefined ? undefined : world.account.ec2.instances.stateOf(instance);
};

describe("the sweep", () => {
  test("stays while a later run goes on with it, whichever run made it", async () => {
    const adopted = world.addImage(built({ AmiBuilderState: "building" }), {}, "eu-west-1");
    await world.sleep(2);
    const record = buildRecord(preparedBuild("ami-0bbbbbbbbbbbbbbbb"));
    world.put("builds/0123456789ab/record.json", { ...record, status: "open", image_id: null });
    world.running.add(record.execution_id);
    const { summary, kept } = await world.clean();
    expect(summary).toMatchObject({ removed: 0, failed: 0 });
    expect(kept).toEqual([{ id: adopted.id, reason: "it is used by build 0123456789ab" }]);
    world.running.clear();
    await expect(world.clean()).resolves.toMatchObject({ summary: { removed: 1, failed: 0 } });
  });

  test("ends what dead runs left in every Region, and touches nothing of a run that goes on", async () => {
    const base = world.account.ec2.addOwn({ Name: "base" });
    const ofRun = (name: string) => ({ AmiBuilder: "golden", AmiBuilderExecution: execution(name) });
    const dead = await launch(base, ofRun("old"));
    const living = await launch(base, ofRun("new"));
    const foreign = await launch(base, { AmiBuilder: "silver", AmiBuilderExecution: execution("old") });
    world.running.add(execution("new"));
    const unfinished = world.addImage(built({ AmiBuilderState: "building" }), {}, "eu-west-1");
    const orphan = world.addSnapshot({ AmiBuilder: "golden" });
    const used = world.addSnapshot({ AmiBuilder: "golden" });
    world.account.ec2.addOwn({ Name: "by hand", BlockDeviceMappings: [{ Ebs: { SnapshotId: used } }] });
    await world.sleep(1.5);
    const { status, summary, removed } = await world.clean();
    expect({ status, summary }).toEqual({
      status: "success",
      summary: { examined: 4, removed: 3, would_remove: 0, kept: 1, failed: 0, deferred: 0 },
    });
    expect(removed).toEqual([
      expect.objectContaining({ id: dead, action: "terminate" }),
      expect.objectContaining({ id: orphan, kind: "snapshot" }),
      expect.objectContaining({ id: unfinished.id, snapshots: [unfinished.snapshot], version: "1" }),
    ]);
    expect([dead, living, foreign].map(stateOf)).toEqual(["shutting-down", "running", "running"]);
    expect(world.image(unfinished.id)?.State).toBe("deregistered");
    expect([unfinished.snapshot, orphan, used].map(world.hasSnapshot)).toEqual([false, false, true]);
    expect(await world.clean()).toMatchObject({ summary: { removed: 0, kept: 1 } });
  });
});

describe("old images", () => {
  test("are disabled, deregistered days later, and stay when somebody enables them again", async () => {
    const [first, second] = [world.addImage(built()), world.addImage(built())];
    await world.sleep(40);
    const newest = world.addImage(built());
    const dry = await world.clean({ dry_run: true });
    expect(dry.summary).toMatchObject({ would_remove: 2, removed: 0, kept: 1 });
    expect(world.image(first.id)?.State).toBe("available");
    const wet = await world.clean();
    expect(wet.removed).toEqual(dry.would_remove);
    for (const { id } of [first, second]) {
      expect(world.image(id)?.State).toBe("disabled");
      expect(world.tags(id)).toMatchObject({
        AmiBuilderState: "retiring",
        AmiBuilderRetiredAt: expect.any(String) as string,
      });
    }
    await world.sleep(5);
    expect(await world.clean()).toMatchObject({ summary: { removed: 0, kept: 3 } });
    await world.ec2(region).send(new EnableImageCommand({ ImageId: second.id }));
    await world.sleep(10);
    expect((await world.clean()).summary).toMatchObject({ removed: 1, kept: 2 });
    expect([first, second, newest].map(({ id }) => world.image(id)?.State)).toEqual([
      "deregistered",
      "available",
      "available",
    ]);
    expect(world.hasSnapshot(first.snapshot)).toBe(false);
  });

  test("stay that anybody uses, shares, or builds upon", async () => {
    const old = Array.from({ length: 8 }, () => world.addImage(built()).id);
    const [
      inInstance = "",
      inParameter = "",
      inTemplate = "",
      inGroup = "",
      inRecipe = "",
      isShared = "",
      isBase = "",
    ] = old;
    await world.sleep(40);
    world.addImage(built());
    const { referrers } = world.account.ec2;
    await launch(inInstance);
    await world.parameter("/golden/web/x86_64/stable", inParameter);
    const versions = [{ imageId: inTemplate }, ...Array.from({ length: 20 }, () => ({ imageId: undefined }))];
    referrers.launchTemplates.push({ id: "lt-1", region, versions });
    world.account.autoScaling.configurations.push({
      region,
      configuration: { LaunchConfigurationName: "web", ImageId: inGroup },
    });
    const arn = "arn:aws:imagebuilder:us-east-1:111122223333:image-recipe/r/1.0.0";
    referrers.recipes.push({ arn, region, kind: "image", imageId: inRecipe });
    const shares = { Add: [{ UserId: "444455556666" }] };
    await world.ec2(region).send(new ModifyImageAttributeCommand({ ImageId: isShared, LaunchPermission: shares }));
    world.put("builds/0123456789ab/record.json", { ...buildRecord(preparedBuild(isBase)), status: "open" });
    world.running.add(buildRecord(preparedBuild(isBase)).execution_id);
    const { summary, removed, kept } = await world.clean();
    expect(summary).toMatchObject({ removed: 1, kept: 8, failed: 0 });
    expect(removed).toEqual([expect.objectContaining({ id: old[7] })]);
    const reasons = Object.fromEntries(kept.map(({ id, reason }) => [id, reason]));
    expect(reasons[inInstance]).toContain("instance i-");
    expect(reasons[inParameter]).toContain("parameter /golden/web/x86_64/stable");
    expect(reasons[inTemplate]).toContain("launch template lt-1");
    expect(reasons[inGroup]).toContain("launch configuration web");
    expect(reasons[inRecipe]).toContain(arn);
    expect(reasons[isShared]).toContain("shared");
    expect(reasons[isBase]).toContain("build 0123456789ab");
  });

  test("of captures go with their own parameter, which no longer names them before that", async () => {
    const old = world.addImage(captured());
    const named = world.addImage(captured({ Version: "v2" }));
    await world.parameter("/golden/captures/v1/full/x86_64", old.id);
    await world.parameter("/golden/other", named.id);
    await world.sleep(40);
    world.addImage(captured({ Version: "v3" }));
    expect(await world.clean()).toMatchObject({ status: "success", summary: { removed: 1, kept: 2 } });
    expect(world.image(old.id)?.State).toBe("disabled");
    await expect(world.read("/golden/captures/v1/full/x86_64")).rejects.toThrow(
      expect.objectContaining({ name: "ParameterNotFound" }),
    );
    expect(await world.read("/golden/other")).toBe(named.id);
  });

  test("stay when somebody begins to use them between the look and the removal", async () => {
    const old = world.addImage(built());
    await world.sleep(40);
    world.addImage(built());
    const items = await world.find({});
    await world.parameter("/golden/web/x86_64/stable", old.id);
    const { status, summary, kept } = await world.end(items, "sweep");
    expect({ status, summary }).toMatchObject({ status: "success", summary: { removed: 0, kept: 2 } });
    expect(kept.find(({ id }) => id === old.id)?.reason).toContain("parameter /golden/web");
    expect(world.image(old.id)?.State).toBe("available");
  });
});

describe("in doubt", () => {
  const looks = [
    ["ec2", "DescribeImages"],
    ["ec2", "DescribeInstances"],
    ["ec2", "DescribeSnapshots"],
    ["ec2", "DescribeImageReferences"],
    ["ec2", "DescribeImageAttribute"],
    ["autoscaling", "DescribeLaunchConfigurations"],
    ["autoscaling", "DescribeAutoScalingGroups"],
    ["s3", "ListObjectsV2"],
  ] as const;
  test.each(looks)("nothing goes: %s %s does not answer", async (service, operation) => {
    const old = world.addImage(built());
    await launch(world.account.ec2.addOwn({ Name: "base" }), {
      AmiBuilder: "golden",
      AmiBuilderExecution: execution("old"),
    });
    await world.sleep(40);
    world.addImage(built());
    world.account.plan(new FaultPlan([{ service, operation, kind: "unavailable" }]));
    await expect(world.clean()).rejects.toThrow(expect.objectContaining({ name: "AwsTransientError" }));
    expect(world.image(old.id)?.State).toBe("available");
  });
});

describe("a removal that was broken off", () => {
  test("is gone on with at each of its calls", async () => {
    const old = world.addImage(built());
    await world.sleep(40);
    world.addImage(built());
    const [item] = await world.find({});
    if (item === undefined) throw new Error("Nothing to remove");
    for (const operation of ["CreateTags", "DisableImage", "CreateTags"]) {
      world.account.plan(new FaultPlan([{ service: "ec2", operation, kind: "lose-answer", call: 1 }]));
      await expect(world.remove(item)).rejects.toThrow(expect.objectContaining({ name: "AwsTransientError" }));
    }
    world.account.plan(new FaultPlan([]));
    expect(await world.remove(item)).toMatchObject({ status: "removed" });
    expect(world.tags(old.id)).toMatchObject({
      AmiBuilderState: "retiring",
      AmiBuilderRetiredAt: expect.any(String) as string,
    });
    expect(world.calls("DisableImage")).toBe(1);
  });

  test("finds the snapshots of an image that is gone in its plan", async () => {
    const old = world.addImage(built());
    world.account.ec2.settings.snapshotReturnCode = "internal-error";
    const [item] = await world.findImages({ image_id: old.id });
    if (item === undefined) throw new Error("Nothing to remove");
    world.account.plan(new FaultPlan([{ service: "ec2", operation: "DeleteSnapshot", kind: "unavailable", call: 1 }]));
    await expect(world.remove(item)).rejects.toThrow(expect.objectContaining({ name: "AwsTransientError" }));
    expect(world.image(old.id)?.State).toBe("deregistered");
    expect(world.hasSnapshot(old.snapshot)).toBe(true);
    expect(await world.remove(item)).toMatchObject({ status: "removed" });
    expect(world.hasSnapshot(old.snapshot)).toBe(false);
  });
});

describe("a deletion", () => {
  test("removes the image with its snapshots, and a captured one's own parameter before", async () => {
    const { id, snapshot } = world.addImage(captured());
    await world.parameter("/golden/captures/v1/full/x86_64", id);
    const dry = await world.delete({ version: "v1", dry_run: true });
    expect(dry).toMatchObject({ status: "success", mode: "delete", summary: { would_remove: 1, removed: 0 } });
    expect(world.image(id)?.State).toBe("available");
    const wet = await world.delete({ version: "v1" });
    expect(wet.removed).toEqual(dry.would_remove);
    expect(world.image(id)?.State).toBe("deregistered");
    expect(world.hasSnapshot(snapshot)).toBe(false);
    await expect(world.read("/golden/captures/v1/full/x86_64")).rejects.toThrow();
  });

  test("of a version that several images have lists all and deletes none, unless all are asked for", async () => {
    const [left, right] = [world.addImage(captured()), world.addImage(captured({ Variant: "lite" }), {}, "eu-west-1")];
    const result = await world.delete({ version: "v1" });
    expect(result).toMatchObject({ status: "failed", error: "DeletionFailed", summary: { removed: 0, kept: 2 } });
    expect(result.cause).toContain(left.id);
    expect(result.cause).toContain(right.id);
    expect(await world.delete({ version: "v1", variant: "lite" })).toMatchObject({ summary: { removed: 1 } });
    world.addImage(captured());
    expect(await world.delete({ version: "v1", all: true })).toMatchObject({ summary: { removed: 2 } });
  });

  test("is refused of an image in use; ignore_in_use leaves parameters alone to keep it", async () => {
    const { id } = world.addImage(built());
    await launch(id);
    const refused = await world.delete({ image_id: id });
    expect(refused).toMatchObject({ error: "DeletionFailed", failures: [{ id, error: "InUseError" }] });
    await world.parameter("/golden/web/x86_64/latest", id);
    const still = await world.delete({ image_id: id, ignore_in_use: true });
    expect(still.cause).toContain("parameter /golden/web/x86_64/latest");
    expect(world.image(id)?.State).toBe("available");
    const other = world.addImage(built());
    await launch(other.id);
    expect(await world.delete({ image_id: other.id, ignore_in_use: true })).toMatchObject({ summary: { removed: 1 } });
  });

  test("is refused of an image that is not this installation's, or is not there", async () => {
    const byHand = world.account.ec2.addOwn({ Name: "by hand" });
    const silver = world.addImage(built({ AmiBuilder: "silver", ManagedBy: "ami-builder" })).id;
    for (const image_id of [byHand, silver]) {
      await expect(world.delete({ image_id })).rejects.toThrow(expect.objectContaining({ name: "NotOwnError" }));
    }
    for (const request of [{ image_id: "ami-0123456789abcdef0" }, { version: "v9" }, { version: "v1", region: "x" }]) {
      await expect(world.delete(request)).rejects.toThrow(expect.objectContaining({ name: "InvalidInputError" }));
    }
  });
});
