import type { InitiatorDependencies } from "../../../lambdas/ami-copier/dependencies.ts";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import type { CopyItem, DiscoveryResult, Wave } from "../../../lambdas/ami-copier/shapes.ts";
import { ec2Error } from "../support/ec2-error.ts";
import { FakeEc2, homeRegion, redHatAccount } from "../support/fake-ec2.ts";
import { createFunctions, executionArn, type FunctionOptions } from "../support/functions.ts";

const execution_id = executionArn("run");

function setUp(options: FunctionOptions = {}) {
  const world = new FakeEc2();
  const functions = createFunctions(world, options);
  return {
    world,
    functions,
    discover: async (input: unknown = {}) =>
      (await functions.initiator({ action: "discover", execution_id, input })) as DiscoveryResult,
    prepare: async (images: readonly string[], execution = execution_id) =>
      (await functions.initiator({
        action: "prepare",
        execution_id: execution,
        wave: { index: 3, images, failure_limit: 5 },
      })) as Wave,
    copy: async (image: unknown, tags = "{}", execution = execution_id) =>
      (await functions.initiator({ action: "copy", execution_id: execution, image, tags })) as CopyItem,
  };
}

const ids = (result: DiscoveryResult) => result.waves.flatMap((wave) => wave.images);

describe("discover", () => {
  test("takes what the owner shares with this account, and nothing else", async () => {
    const { world, discover } = setUp();
    const shared = world.share();
    const deprecated = world.share({ DeprecationTime: "2025-01-01T00:00:00.000Z" });
    world.share({ Public: true });
    world.modify(world.share(), { Public: true });
    world.share({ OwnerId: "999999999999" });
    world.share({ State: "pending" });
    world.unshare(world.share());
    world.share({ region: "eu-west-1" });
    const result = await discover();
    expect(ids(result)).toEqual([shared, deprecated]);
    expect(result.summary).toEqual({ total_discovered: 2, to_process: 2, skipped: 0, deferred: 0 });
    expect(world.calls.map((call) => call.operation)).toEqual(["DescribeImages", "DescribeImages"]);
  });

  test("applies the filters, so that two installations can share the work", async () => {
    const { world, discover } = setUp({
      environment: { SOURCE_NAME_FILTERS: '["rhel-9*"]', SOURCE_ARCHITECTURES: '["arm64"]' },
    });
    const wanted = world.share({ Name: "rhel-9.4", Architecture: "arm64" });
    world.share({ Name: "rhel-8.9", Architecture: "arm64" });
    world.share({ Name: "rhel-9.3", Architecture: "x86_64" });
    expect(ids(await discover())).toEqual([wanted]);
  });

  test("looks in the source Region", async () => {
    const { world, discover } = setUp({ environment: { SOURCE_REGION: "eu-west-1" }, sourceRegion: "eu-west-1" });
    world.share();
    const wanted = world.share({ region: "eu-west-1" });
    expect(ids(await discover())).toEqual([wanted]);
    expect(world.calls.map((call) => call.region)).toEqual(["eu-west-1", homeRegion]);
  });

  test("says what may be wrong when nothing is shared", async () => {
    const { functions, discover } = setUp();
    expect((await discover()).summary.total_discovered).toBe(0);
    expect(functions.logLines.join()).toContain("Allowed AMIs");
  });

  test("names the images that have a copy already, the first hundred of them", async () => {
    const { world, functions, discover } = setUp();
    const copied = Array.from({ length: 101 }, () => world.share());
    for (const source of copied) world.addOwn({ Tags: [{ Key: "SourceAMI", Value: source }] });
    const wanted = world.share();
    expect(await discover()).toMatchObject({ summary: { total_discovered: 102, to_process: 1, skipped: 101 } });
    const finished = functions.logLines
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .find(({ message }) => message === "Discovery finished");
    expect(finished).toMatchObject({ skipped: 101, skipped_ami_ids: copied.slice(0, 100) });
    expect(JSON.stringify(finished)).not.toContain(wanted);
  });

  test("fails on doubt: an error of either listing is no empty listing", async () => {
    const { world, discover } = setUp();
    world.share();
    world.failNext("DescribeImages", "UnauthorizedOperation");
    await expect(discover()).rejects.toMatchObject({ name: "AwsRequestError" });
    world.failNext("DescribeImages", "RequestLimitExceeded");
    await expect(discover()).rejects.toMatchObject({ name: "AwsTransientError" });
  });

  test("a single image is looked up by its id, whatever the name filters say", async () => {
    const { world, discover } = setUp({ environment: { SOURCE_NAME_FILTERS: '["nothing"]' } });
    const wanted = world.share();
    world.share();
    const result = await discover({ source_ami_id: wanted });
    expect(result).toMatchObject({ mode: "single", summary: { total_discovered: 1, to_process: 1 } });
    expect(ids(result)).toEqual([wanted]);
    expect(world.calls).toHaveLength(2);
  });

  test("a single image that is not shared is refused, with what to do", async () => {
    const { world, discover } = setUp();
    const strange = world.share({ OwnerId: "999999999999" });
    for (const source_ami_id of [strange, "ami-0123456789abcdef0"]) {
      const refused = discover({ source_ami_id });
      await expect(refused).rejects.toMatchObject({ name: "ImageNotSharedError" });
      await expect(refused).rejects.toThrow(
        new RegExp(`${source_ami_id}.*${redHatAccount}.*${homeRegion}.*source_region`),
      );
    }
    expect(world.callsTo("CopyImage")).toEqual([]);
  });

  test("metadata is asked for once, for what is new, and only when configured", async () => {
    const asked: (readonly string[])[] = [];
    const fetchMetadata: InitiatorDependencies["fetchMetadata"] = (images) => {
      const imageIds = images.map(({ id }) => id);
      asked.push(imageIds);
      return Promise.resolve(new Map([[imageIds[0] ?? "", { tags: { Distribution: "rhel-9" } }]]));
    };
    const off = setUp({ fetchMetadata });
    off.world.share();
    await off.discover();
    expect(asked).toEqual([]);

    const on = setUp({ fetchMetadata, environment: { REDHAT_CREDENTIAL_STORE: "ssm" } });
    await on.discover();
    expect(asked).toEqual([]);
    const [first, second] = [on.world.share(), on.world.share()];
    const { waves } = await on.discover();
    expect(asked).toEqual([[first, second]]);
    expect(waves[0]?.metadata).toEqual({ [first]: { tags: { Distribution: "rhel-9" } } });
  });
});

describe("the customer key, which CopyImage checks too late", () => {
  const good = {
    KeyId: "1",
    Arn: `arn:aws:kms:${homeRegion}:111122223333:key/1`,
    KeyState: "Enabled",
    KeyUsage: "ENCRYPT_DECRYPT",
    KeySpec: "SYMMETRIC_DEFAULT",
  } as const;

  function withKey(answer: object | Error, KMS_KEY_ID = "alias/ami") {
    const kms = new KMSClient({ region: homeRegion });
    const mock = mockClient(kms).on(DescribeKeyCommand);
    if (answer instanceof Error) {
      mock.rejects(answer);
    } else {
      mock.resolves({ KeyMetadata: { KeyId: "1", ...answer } });
    }
    return setUp({ kms, environment: { KMS_KEY_ID } });
  }

  test("that can be used lets the run go on", async () => {
    const { world, discover } = withKey(good);
    world.share();
    expect((await discover()).summary.to_process).toBe(1);
  });

  test.each([
    ["disabled", { ...good, KeyState: "Disabled" }, "is in state Disabled. Enable the key. Or set kms_key_id"],
    ["about to be deleted", { ...good, KeyState: "PendingDeletion" }, "is in state PendingDeletion"],
    ["for signing", { ...good, KeyUsage: "SIGN_VERIFY" }, "is meant for SIGN_VERIFY"],
    ["asymmetric", { ...good, KeySpec: "RSA_2048" }, "is no symmetric key"],
    ["elsewhere", { ...good, Arn: "arn:aws:kms:eu-west-1:111122223333:key/1" }, "is in eu-west-1"],
    ["refused", ec2Error("AccessDeniedException", "no"), "AccessDeniedException: no. Let the key's policy"],
    ["unknown", ec2Error("NotFoundException", "Alias alias/ami is not found."), "is not found. Set kms_key_id"],
  ])("that is %s ends the run before any copy", async (_, answer, message) => {
    const { world, discover } = withKey(answer);
    world.share();
    const refused = discover();
    await expect(refused).rejects.toMatchObject({ name: "EncryptionKeyError" });
    await expect(refused).rejects.toThrow(message);
  });

  test("of another Region is known by its ARN", async () => {
    const { world, discover } = withKey(good, "arn:aws:kms:eu-west-1:111122223333:key/1");
    world.share();
    await expect(discover()).rejects.toMatchObject({ name: "EncryptionKeyError" });
  });

  test("that AWS cannot look up just now is looked up again", async () => {
    const { world, discover } = withKey(ec2Error("KMSInternalException", "", 500));
    world.share();
    await expect(discover()).rejects.toMatchObject({ name: "AwsTransientError" });
  });

  test("is not looked at when there is nothing to copy", async () => {
    const { discover } = withKey({ ...good, KeyState: "Disabled" });
    expect((await discover()).summary.total_discovered).toBe(0);
  });
});

describe("prepare", () => {
  test("plans a copy from the event and the clock", async () => {
    const { world, prepare } = setUp({ environment: { AMI_NAME_TAG_TEMPLATE: "{source_name}/{distribution}" } });
    const uuid = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    const id = world.share({ Name: `composer-api-${uuid}` });
    world.advance(1);
    const wave = await prepare([id]);
    expect(wave).toEqual({
      execution_id,
      index: 3,
      images: [
        {
          source_ami_id: id,
          source_ami_name: `composer-api-${uuid}`,
          ami_name: `rhel-${uuid}-encrypted-gp3-20260101-000100`,
          uuid,
          tags: {},
          name_tag: `composer-api-${uuid}/{distribution}`,
          description: `Encrypted gp3 copy of composer-api-${uuid}`,
          temp_ami_name: `ami-copier-temp-${id}`,
          copy_initiated_at: "2026-01-01T00:01:00.000Z",
          status: "pending",
        },
      ],
      ready: [],
      summary: { copied: 0, skipped: 0, failed: 0, deferred: 0, failures: [], failure_limit: 5 },
    });
    expect(world.calls).toHaveLength(2);
  });

  test("counts what needs no copy and what can have none", async () => {
    const { world, prepare } = setUp();
    const [copied, gone, local] = [world.share(), world.share(), world.share({ RootDeviceType: "instance-store" })];
    world.addOwn({ Tags: [{ Key: "SourceAMI", Value: copied }] });
    world.unshare(gone);
    const { images, summary } = await prepare([copied, gone, local]);
    expect(images).toEqual([]);
    expect(summary).toMatchObject({ skipped: 1, failed: 2, copied: 0, deferred: 0 });
    expect(summary.failures).toEqual([
      { source_ami_id: gone, reason: "the image is no longer shared with this account" },
      { source_ami_id: local, reason: expect.stringContaining("instance store") as unknown },
    ]);
  });

  test("goes on with a copy of an earlier execution, though its source is gone", async () => {
    const { world, prepare, copy } = setUp();
    const id = world.share();
    const started = await copy((await prepare([id])).images[0]);
    world.unshare(id);
    world.advance(10);
    const { images } = await prepare([id], executionArn("later"));
    expect(images).toEqual([
      expect.objectContaining({
        temp_ami_id: started.temp_ami_id,
        ami_name: started.ami_name,
        uuid: started.uuid,
        copy_initiated_at: "2026-01-01T00:00:00.000Z",
        status: "copy_initiated",
      }),
    ]);
  });

  test("leaves another installation's copy alone, until it is old", async () => {
    const { world, prepare, copy } = setUp();
    const id = world.share();
    await copy((await prepare([id])).images[0]);
    const other = executionArn("run", "other");
    expect(await prepare([id], other)).toMatchObject({ images: [], summary: { deferred: 1 } });
    // The 24 hours that a copy has, and one in which it may have waited for its place in the quota.
    world.advance(25 * 60);
    expect(await prepare([id], other)).toMatchObject({ images: [], summary: { deferred: 1 } });
    world.advance(1);
    expect(await prepare([id], other)).toMatchObject({ images: [], ready: [{ source_ami_id: id }] });
  });

  test("has a copy under way that is complete ready at once, and waits for one that is not", async () => {
    const { world, prepare, copy } = setUp();
    const id = world.share();
    const { temp_ami_id } = await copy((await prepare([id])).images[0]);
    expect(await prepare([id])).toMatchObject({ images: [{ temp_ami_id, status: "copy_initiated" }], ready: [] });
    world.advance(60);
    expect(await prepare([id])).toMatchObject({ images: [], ready: [{ temp_ami_id, action: "finalize" }] });
  });

  test("leaves another installation's copy alone for good when its source is no longer shared", async () => {
    const { world, prepare, copy } = setUp();
    const id = world.share();
    await copy((await prepare([id])).images[0]);
    world.advance(48 * 60);
    world.unshare(id);
    expect(await prepare([id], executionArn("run", "other"))).toMatchObject({
      images: [],
      summary: { deferred: 1, failed: 0 },
    });
    expect(await prepare([id])).toMatchObject({ images: [], ready: [{ source_ami_id: id }] });
  });
});

describe("copy", () => {
  async function prepared(options: FunctionOptions = {}) {
    const context = setUp(options);
    const id = context.world.share();
    const image = (await context.prepare([id])).images[0];
    return { ...context, id, image };
  }

  test("starts the copy once, however often it is called", async () => {
    const { world, copy, image } = await prepared();
    const first = await copy(image, '{"Team":"a"}');
    const second = await copy(image, '{"Team":"a"}');
    expect(first).toMatchObject({ status: "copy_initiated", temp_ami_id: world.ownImages()[0]?.ImageId });
    expect(second).toEqual(first);
    expect(world.ownImages()).toHaveLength(1);
    expect(world.snapshots()).toHaveLength(1);
    const calls = world.calls.length;
    expect(await copy(first, '{"Team":"a"}')).toEqual(first);
    expect(world.calls).toHaveLength(calls);
  });

  test("another execution of the installation goes on with the same copy", async () => {
    const { world, copy, image } = await prepared();
    const first = await copy(image);
    world.advance(5);
    const second = await copy({ ...image, ami_name: "another-name" }, "{}", executionArn("second"));
    expect(second).toMatchObject({ temp_ami_id: first.temp_ami_id, ami_name: first.ami_name });
    expect(world.ownImages()).toHaveLength(1);
  });

  test("another installation's copy is left to it", async () => {
    const { world, copy, image, id } = await prepared();
    await copy(image);
    expect(await copy(image, "{}", executionArn("run", "other"))).toMatchObject({
      source_ami_id: id,
      status: "deferred",
    });
    expect(world.ownImages()).toHaveLength(1);
  });

  test("a copy that exists but is not visible yet is looked for again", async () => {
    const { world, copy, image } = await prepared();
    // It is looked for by tag and by name.
    world.settings.hiddenListings = 2;
    const first = await copy(image);
    const other = executionArn("second");
    await expect(copy(image, "{}", other)).rejects.toMatchObject({ name: "AwsTransientError" });
    expect(await copy(image, "{}", other)).toMatchObject({ temp_ami_id: first.temp_ami_id });
  });

  test("a copy that has lost its name is found by its tags", async () => {
    const { world, copy, image } = await prepared();
    const first = await copy(image);
    world.modify(first.temp_ami_id ?? "", { Name: "another" });
    expect(await copy(image, "{}", executionArn("second"))).toMatchObject({ temp_ami_id: first.temp_ami_id });
  });

  test("a stranger that has the temporary name is not touched, and named with the way out", async () => {
    const { world, copy, image } = await prepared();
    const stranger = world.addOwn({ Name: image?.temp_ami_name });
    await expect(copy(image)).rejects.toMatchObject({
      name: "NameTakenError",
      message: expect.stringMatching(new RegExp(`${stranger}.*Deregister that image`)) as string,
    });
  });

  test("a full quota has an error of its own", async () => {
    const { world, copy, image } = await prepared();
    world.settings.snapshotCopyQuota = 0;
    await expect(copy(image)).rejects.toMatchObject({ name: "CopyQuotaError" });
  });

  test("other refusals are final, faults are not", async () => {
    const { world, copy, image } = await prepared();
    world.failNext("CopyImage", "UnauthorizedOperation");
    await expect(copy(image)).rejects.toMatchObject({ name: "AwsRequestError" });
    world.failNext("CopyImage", "InternalError", 500);
    await expect(copy(image)).rejects.toMatchObject({ name: "AwsTransientError" });
  });

  test("says which tags are left out", async () => {
    const { functions, copy, image } = await prepared();
    await copy(image, '{"aws:forbidden":"x"}');
    expect(functions.logLines.join()).toContain("aws:forbidden");
  });
});

test("bad configuration touches nothing", async () => {
  const { world, discover } = setUp({ environment: { AMI_NAME_TEMPLATE: "" } });
  await expect(discover()).rejects.toMatchObject({ name: "ConfigurationError" });
  expect(world.calls).toEqual([]);
});
