import { describe, expect, test } from "vitest";
import { finalTags, snapshotTags, temporaryTags } from "../../../../lambdas/ami-copier/domain/tags.ts";

const installation = "rhel-ami-copier";
const execution = `arn:aws:states:us-east-1:111122223333:execution:${installation}:run`;

const copy = {
  source_ami_id: "ami-12345678",
  uuid: "u-1",
  tags: {},
  name_tag: null,
  copy_initiated_at: "2026-01-01T00:00:00.000Z",
  ami_name: "target",
};

function asMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[]) {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

describe("finalTags", () => {
  test("writes the module's tags even when nobody gives any", () => {
    expect(asMap(finalTags(copy, { userTags: {}, installation }).tags)).toEqual({
      SourceAMI: "ami-12345678",
      SourceAMIUUID: "u-1",
      CopiedBy: "ami-copier-lambda",
      CopyDate: "2026-01-01T00:00:00.000Z",
      CopierInstallation: "rhel-ami-copier",
    });
  });

  test("leaves SourceAMIUUID out when there is no uuid", () => {
    expect(asMap(finalTags({ ...copy, uuid: null }, { userTags: {}, installation }).tags)).not.toHaveProperty(
      "SourceAMIUUID",
    );
  });

  test("Red Hat's tags win over the user's, the module's over both", () => {
    const { tags } = finalTags(
      { ...copy, tags: { Architecture: "x86_64", CopiedBy: "red hat" } },
      { userTags: { Architecture: "mine", Team: "a", SourceAMI: "mine" }, installation },
    );
    expect(asMap(tags)).toMatchObject({
      Architecture: "x86_64",
      Team: "a",
      SourceAMI: "ami-12345678",
      CopiedBy: "ami-copier-lambda",
    });
  });

  test.each([
    [{ Distribution: "rhel-9" }, {}, "rhel-9 of src"],
    [{}, { Distribution: "mine" }, "mine of src"],
    [{}, {}, undefined],
  ])("a Name tag needs a Distribution: %j %j", (tags, userTags, expected) => {
    const item = { ...copy, tags, name_tag: "{distribution} of src" };
    expect(asMap(finalTags(item, { userTags, installation }).tags)["Name"]).toBe(expected);
  });

  test("without a template the user's Name stays", () => {
    expect(
      asMap(
        finalTags({ ...copy, tags: { Distribution: "rhel-9" } }, { userTags: { Name: "mine" }, installation }).tags,
      )["Name"],
    ).toBe("mine");
  });

  test("cuts values to 256 characters without breaking one in two", () => {
    const { tags } = finalTags(copy, { userTags: { Long: "😀".repeat(300) }, installation });
    expect(asMap(tags)["Long"]).toBe("😀".repeat(256));
  });

  test("leaves out keys that EC2 refuses", () => {
    const { tags, dropped } = finalTags(copy, {
      userTags: { "aws:a": "1", "AWS:b": "2", ["k".repeat(129)]: "3", "": "4", ok: "5" },
      installation,
    });
    expect(dropped).toEqual(["aws:a", "AWS:b", "k".repeat(129), ""]);
    expect(asMap(tags)).toMatchObject({ ok: "5" });
  });

  test("leaves out Red Hat's last tags when 50 are not enough", () => {
    const userTags = Object.fromEntries(Array.from({ length: 42 }, (_, index) => [`u${index}`, "v"]));
    const { tags, dropped } = finalTags(
      { ...copy, tags: { a: "1", b: "2", c: "3", d: "4" } },
      { userTags, installation },
    );
    expect(tags).toHaveLength(50);
    expect(asMap(tags)).toMatchObject({ u41: "v", a: "1", b: "2", c: "3" });
    expect(dropped).toEqual(["d"]);
  });
});

test("snapshotTags are the final image's, and say which copy they belong to", () => {
  const context = { userTags: { Team: "a" }, installation };
  expect(asMap(snapshotTags(copy, context, execution).tags)).toEqual({
    ...asMap(finalTags(copy, context).tags),
    CopyExecution: execution,
  });
});

test("temporaryTags hold nothing of the user's or of Red Hat's", () => {
  const deadline = "2026-01-01T04:00:00.000Z";
  expect(asMap(temporaryTags({ ...copy, tags: { Distribution: "rhel-9" } }, execution, deadline))).toEqual({
    SourceAMI: "ami-12345678",
    SourceAMIUUID: "u-1",
    CopiedBy: "ami-copier-lambda-temporary",
    TargetName: "target",
    CopyExecution: execution,
    CopierInstallation: "rhel-ami-copier",
    CopyDeadline: deadline,
  });
});
