import { describe, expect, test } from "vitest";
import { maxCopyTimeoutHours } from "../../../lambdas/ami-copier/contract.ts";
import { finalTags, snapshotTags } from "../../../lambdas/ami-copier/domain/tags.ts";
import { toMetadata } from "../../../lambdas/ami-copier/redhat/tags.ts";
import { amiCopierVariables } from "../../../variables/ami-copier.ts";

const messagesOf = (name: string) =>
  amiCopierVariables
    .filter((variable) => variable.name === name)
    .flatMap((variable) => ("rules" in variable ? variable.rules : []))
    .map(({ errorMessage }) => errorMessage)
    .join(" ");

test("the longest timeout that the functions know is the longest that the module takes", () => {
  expect(messagesOf("copy_timeout_hours")).toContain(`hours from 1 to ${maxCopyTimeoutHours}.`);
});

describe("the user's tags", () => {
  const installation = "rhel-ami-copier";
  const execution = `arn:aws:states:us-east-1:111122223333:execution:${installation}:run`;
  const redHat = toMetadata({
    compose: { id: "1", image_name: "name", created_at: "2026-01-01", blueprint_id: "b", blueprint_version: 1 },
    status: { request: { distribution: "rhel-9", image_requests: [{ architecture: "x86_64" }] } },
    packageCount: 400,
  } as Parameters<typeof toMetadata>[0]).tags;
  const copy = {
    source_ami_id: "ami-12345678",
    uuid: "u-1",
    tags: redHat,
    name_tag: "{distribution}",
    copy_initiated_at: "2026-01-01T00:00:00.000Z",
  };

  test("have room beside all that the module and Red Hat write", () => {
    const own = snapshotTags(copy, { userTags: {}, installation }, execution).tags.length;
    expect(messagesOf("tags")).toContain(`at most ${50 - own} entries`);
    const userTags = Object.fromEntries(Array.from({ length: 50 - own }, (_, index) => [`u${index}`, "v"]));
    expect(snapshotTags(copy, { userTags, installation }, execution)).toMatchObject({ dropped: [] });
  });

  test("may not be those by which copies are recognised", () => {
    const context = { userTags: {}, installation };
    const bare = { ...copy, tags: {}, name_tag: null };
    const written = [...finalTags(bare, context).tags, ...snapshotTags(bare, context, execution).tags];
    for (const { Key = "" } of written) expect(messagesOf("tags")).toContain(Key);
  });
});
