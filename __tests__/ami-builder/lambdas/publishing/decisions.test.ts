import { describe, expect, test } from "vitest";
import type { Move } from "../../../../lambdas/ami-builder/channel-shapes.ts";
import { previousImage, promotedImage } from "../../../../lambdas/ami-builder/domain/publishing/channel-image.ts";
import { copyRequest } from "../../../../lambdas/ami-builder/domain/publishing/copy-request.ts";
import { deprecationOf } from "../../../../lambdas/ami-builder/domain/publishing/deprecation.ts";
import { launchPermissions } from "../../../../lambdas/ami-builder/domain/publishing/launch-permissions.ts";
import { parameterTags } from "../../../../lambdas/ami-builder/domain/publishing/parameter-tags.ts";
import type { Publication } from "../../../../lambdas/ami-builder/shapes.ts";
import { preparedBuild } from "../../support/prepared.ts";

const publication: Publication = {
  kind: "build",
  execution_id: "arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:run",
  id: "0123456789ab",
  attempt: 1,
  source_region: "us-east-1",
  source_image_id: "ami-0aaaaaaaaaaaaaaaa",
  region: "eu-west-1",
  together: false,
  image_id: null,
  deadline: null,
  since: null,
  check: null,
};

describe("a copy is asked for", () => {
  const prepared = preparedBuild({
    destinations: [{ region: "eu-west-1", kms_key_id: "alias/golden", parameters: [] }],
  });

  test("with the Region's own key, the original's name, and tags on image and snapshots that say where it is from", () => {
    const { ClientToken, TagSpecifications = [], ...request } = copyRequest(publication, prepared);
    expect(request).toEqual({
      Name: prepared.image.name,
      Description: prepared.image.description,
      SourceRegion: "us-east-1",
      SourceImageId: "ami-0aaaaaaaaaaaaaaaa",
      Encrypted: true,
      KmsKeyId: "alias/golden",
    });
    expect(ClientToken).toMatch(/^[0-9a-f]{64}$/);
    expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).toEqual(["image", "snapshot"]);
    for (const { Tags } of TagSpecifications) {
      expect(Tags).toContainEqual({ Key: "AmiBuilderSource", Value: "us-east-1 ami-0aaaaaaaaaaaaaaaa" });
      expect(Tags).toContainEqual({ Key: "AmiBuilderState", Value: "building" });
    }
  });

  test("with a description that EC2 takes, however long the template's is", () => {
    const description = `Für Forscher: ${"R ".repeat(500)}`;
    const { Description = "" } = copyRequest(publication, preparedBuild({ image: { ...prepared.image, description } }));
    expect(Description).toMatch(/^F\?r Forscher: R [\x20-\x7e]+$/);
    expect(Description).toHaveLength(255);
  });

  test("with the same token for each try, and another for another Region, attempt or image", () => {
    const token = (change: Partial<Publication>) => copyRequest({ ...publication, ...change }, prepared).ClientToken;
    expect(token({ check: { state: "again", wait_seconds: 300 } })).toBe(token({}));
    // Another installation of the account may build the same: it has the same id.
    const others = [{ region: "eu-west-2" }, { attempt: 2 }, { source_image_id: "ami-0cccccccccccccccc" }];
    expect(new Set([token({}), ...others.map(token)]).size).toBe(4);
  });

  test("with the Region's default key where none is given, and without encryption where it is switched off", () => {
    const plain = preparedBuild({ encrypted: false });
    expect(copyRequest(publication, plain)).not.toHaveProperty("Encrypted");
    expect(copyRequest(publication, preparedBuild({}))).not.toHaveProperty("KmsKeyId");
  });
});

describe("an image is deprecated", () => {
  const CreationDate = "2026-01-01T10:20:30.000Z";
  const now = new Date("2026-01-02T00:00:00.000Z");

  test("so many days after its own creation, to the minute, whenever it is asked", () => {
    expect(deprecationOf({ CreationDate }, 30, now)).toEqual(new Date("2026-01-31T10:20:00.000Z"));
    expect(deprecationOf({ CreationDate }, 30, new Date("2026-01-20T00:00:00.000Z"))).toEqual(
      new Date("2026-01-31T10:20:00.000Z"),
    );
  });

  test("not where it is not asked for, is so already, or its day has passed, which EC2 refuses", () => {
    expect(deprecationOf({ CreationDate }, null, now)).toBeUndefined();
    expect(deprecationOf({ CreationDate, DeprecationTime: "2026-01-31T10:20:00.000Z" }, 30, now)).toBeUndefined();
    expect(deprecationOf({ CreationDate }, 1, new Date("2026-01-03T00:00:00.000Z"))).toBeUndefined();
  });
});

test("an image is shared with accounts, organizations and units in one call, and with nobody in none", () => {
  expect(launchPermissions("ami-1", { account_ids: [], organization_arns: [], ou_arns: [] })).toBeUndefined();
  expect(
    launchPermissions("ami-1", { account_ids: ["444455556666"], organization_arns: ["o"], ou_arns: ["u"] }),
  ).toEqual({
    ImageId: "ami-1",
    LaunchPermission: {
      Add: [{ UserId: "444455556666" }, { OrganizationArn: "o" }, { OrganizationalUnitArn: "u" }],
    },
  });
});

test("a parameter has the user's tags and whose it is, but nothing that tells of one image", () => {
  const tags = { Team: "data", AmiBuilder: "golden", AmiBuilderTemplate: "r", AmiBuilderBuild: "0123", Name: "r-1" };
  expect(parameterTags(tags)).toEqual([
    { Key: "Team", Value: "data" },
    { Key: "AmiBuilder", Value: "golden" },
    { Key: "AmiBuilderTemplate", Value: "r" },
  ]);
});

describe("a channel moves", () => {
  const move: Move = {
    action: "promote",
    template: "r",
    architecture: "arm64",
    region: "us-east-1",
    channel: "stable",
    image_id: null,
    version: null,
    reason: "",
  };
  const image = (ImageId: string, day: number, tags: Readonly<Record<string, string>> = {}, State = "available") => ({
    ImageId,
    State: State as "available",
    CreationDate: `2026-01-${String(day).padStart(2, "0")}T00:00:00.000Z`,
    Tags: Object.entries({ AmiBuilder: "golden", AmiBuilderState: "verified", AmiBuilderVersion: "1", ...tags }).map(
      ([Key, Value]) => ({ Key, Value }),
    ),
  });
  const images = [
    image("ami-1", 1),
    image("ami-2", 2, { AmiBuilderVersion: "2", AmiBuilderSource: "eu-west-1 ami-22" }),
    image("ami-3", 3, { AmiBuilderState: "building" }),
    image("ami-4", 4, {}, "disabled"),
    image("ami-5", 5, { AmiBuilder: "other" }),
  ];

  test("to the newest image that is finished, available and this installation's", () => {
    expect(promotedImage(move, images, "golden")?.ImageId).toBe("ami-2");
  });

  test("to the image that is named, by its id, its original's, or its version", () => {
    const to = (change: Partial<Move>) => promotedImage({ ...move, ...change }, images, "golden")?.ImageId;
    expect(to({ image_id: "ami-1" })).toBe("ami-1");
    expect(to({ image_id: "ami-22" })).toBe("ami-2");
    expect(to({ version: "1" })).toBe("ami-1");
    expect([to({ image_id: "ami-3" }), to({ image_id: "ami-4" }), to({ version: "3" })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("back to the last other image that can still be used", () => {
    const back = (history: readonly string[], change: Partial<Move> = {}) =>
      previousImage({ ...move, action: "rollback", ...change }, history, images, "golden", history.at(-1))?.ImageId;
    expect(back(["ami-1", "ami-4", "ami-3", "ami-2", "ami-2"])).toBe("ami-1");
    expect(back(["ami-1", "ami-2", "ami-1"])).toBe("ami-2");
    expect(back(["ami-2", "ami-1"], { version: "1" })).toBeUndefined();
    expect(back(["ami-4", "ami-1"])).toBeUndefined();
    expect(back(["ami-1"])).toBeUndefined();
  });
});
