import { describe, expect, test } from "vitest";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import type { CopierScenarioInput } from "../../../simulator/modules/ami-copier/scenario.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { run } from "./support.ts";

const parse = (input: unknown) => parseScenario(amiCopier, input);
const device = "/dev/sda1";

describe("images that EC2 would have are taken", () => {
  test.each<[string, object]>([
    ["a name with all its characters", { name: "aZ0 ()[]./-'@_" }],
    ["a name of 128 characters", { name: "x".repeat(128) }],
    [
      "volumes at their least",
      {
        volumes: [
          { device, size: 125, type: "st1" },
          { device: "xvdb", size: 4, type: "io1", iops: 100 },
        ],
      },
    ],
    [
      "volumes at their most",
      {
        volumes: [
          { device, size: 65_536, type: "gp3", iops: 80_000 },
          { device: "/dev/xvdbx", size: 65_536, type: "io2", iops: 256_000 },
        ],
      },
    ],
    ["UEFI data", { uefi_data: "QU1aTlVFRkk=", boot_mode: "uefi" }],
    ["another owner", { owner: "123456789012" }],
  ])("%s", (_, image) => {
    expect(parse({ images: [image] }).images).toMatchObject([image]);
  });

  test("names that differ by Region or owner", () => {
    const name = "same";
    const images = [{ name }, { name, region: "eu-west-1" }, { name, owner: "123456789012" }];
    expect(parse({ images }).images).toHaveLength(3);
  });
});

describe("what EC2 would refuse is refused, with place, rule and value", () => {
  const volume = (more: object) => ({ volumes: [{ device, size: 10, ...more }] });

  test.each<[string, object, string | RegExp]>([
    ["a short name", { name: "ab" }, /^images\[0\]\.name must have 3 to 128 characters, of letters, .*, but is "ab"$/],
    ["a long name", { name: "x".repeat(129) }, /name must have 3 to 128 characters/],
    ["a name with a control character", { name: "a\u0007bc" }, /but is "a\\u0007bc"$/],
    ["a name with another letter", { name: "café" }, /but is "café"$/],
    [
      "a name without room for its numbers",
      { name: "x".repeat(127), count: 2 },
      /^images\[0\]\.name must leave room for the number behind it within 128/,
    ],
    ["no count", { count: -1 }, "images[0].count must be a whole number from 0 to 99999, but is -1"],
    [
      "an owner that is none",
      { owner: "redhat" },
      'images[0].owner must be the id of an account, 12 digits in quotes, but is "redhat"',
    ],
    [
      "an owner that is a number",
      { owner: 123456789012 },
      /^images\[0\]\.owner must be the id of an account, 12 digits in quotes, but is 123456789012$/,
    ],
    [
      "the account itself as owner",
      { owner: "111122223333" },
      /^images\[0\]\.owner must be another account than 111122223333/,
    ],
    ["an architecture", { architecture: "i386" }, 'images[0].architecture must be one of x86_64, arm64, but is "i386"'],
    [
      "a Region",
      { region: "us-east" },
      /^images\[0\]\.region must be a Region of the partition aws, such as us-east-1, but is "us-east"$/,
    ],
    ["UEFI data that is no base64", { uefi_data: "?" }, 'images[0].uefi_data must be base64, but is "?"'],
    [
      "UEFI data of no UEFI",
      { uefi_data: "AAAA", boot_mode: "legacy-bios" },
      'images[0].uefi_data must be left out with boot_mode legacy-bios, but is "AAAA": take uefi or uefi-preferred',
    ],
    [
      "a reason with a line break",
      { copy_fails: "a\nb" },
      /^images\[0\]\.copy_fails must be a text of at least one character, without control characters, but is "a\\nb"$/,
    ],
    ["no volume", { volumes: [] }, "images[0].volumes must have at least 1 entry"],
    [
      "a device",
      volume({ device: "/dev/nvme0n1" }),
      /^images\[0\]\.volumes\[0\]\.device must be a device such as .*, but is "\/dev\/nvme0n1"$/,
    ],
    ["a device with a number", volume({ device: "/dev/sdb1" }), /must be a device such as/],
    [
      "a device twice",
      {
        volumes: [
          { device, size: 1 },
          { device, size: 2 },
        ],
      },
      `images[0].volumes[1].device must differ from the devices before it, but is "${device}"`,
    ],
    [
      "a volume too small for its type",
      volume({ type: "st1" }),
      "images[0].volumes[0].size must be 125 to 16384 GiB for st1, but is 10",
    ],
    [
      "a volume too large for its type",
      volume({ type: "standard", size: 1_025 }),
      "images[0].volumes[0].size must be 1 to 1024 GiB for standard, but is 1025",
    ],
    [
      "a volume of no size",
      volume({ size: 0 }),
      "images[0].volumes[0].size must be a whole number from 1 to 65536, but is 0",
    ],
    [
      "IOPS where there are none",
      volume({ iops: 100 }),
      "images[0].volumes[0].iops must be left out for gp2, which has none to choose, but is 100",
    ],
    [
      "no IOPS where they are needed",
      volume({ type: "io1" }),
      "images[0].volumes[0].iops must be 100 to 500 for io1 of 10 GiB",
    ],
    [
      "too many IOPS",
      volume({ type: "gp3", iops: 5_001 }),
      "images[0].volumes[0].iops must be 3000 to 5000 for gp3 of 10 GiB, but is 5001",
    ],
    ["an unknown field", { nam: "abc" }, "images[0].nam is no field: did you mean name?"],
  ])("%s", (_, image, message) => {
    expect(() => parse({ images: [image] })).toThrow(message);
  });

  test("a name that an image before has", () => {
    expect(() => parse({ images: [{ name: "abc" }, { name: "abc" }] })).toThrow(
      'images[1].name must be the only one of its owner in its Region (abc is there already), but is "abc"',
    );
    expect(() => parse({ images: [{ name: "abc-2" }, { name: "abc", count: 0 }, { name: "abc", count: 2 }] })).toThrow(
      /^images\[2\]\.name must be the only one of its owner in its Region \(abc-2 is there already\)/,
    );
  });

  test("all problems at once, and numbers by their rules", () => {
    const rules = [
      'images must be a number of images, or a list of them, but is "two"',
      "composes must be a number of composes, or false, but is true",
      "copy_minutes must be more than 0, but is 0",
      "pending_seconds must be at least 0, but is -1",
      "snapshot_copy_quota must be a whole number from 1 to 99999, but is 0",
    ];
    const input = { images: "two", composes: true, copy_minutes: 0, pending_seconds: -1, snapshot_copy_quota: 0 };
    expect(() => parse(input)).toThrow(rules.join("\n"));
    expect(() => parse({ images: -1 })).toThrow("images must be a whole number from 0 to 99999, but is -1");
    expect(() => parse({ images: 100_000 })).toThrow("images must be a whole number from 0 to 99999, but is 100000");
    expect(() => parse({ images: [{ count: 60_000 }, { count: 60_000 }] })).toThrow(
      "images must be at most 99999 images in all: the counts come to 120000",
    );
    expect(() => parse({ days: 0 })).toThrow("days must be a number of days, more than 0 and at most 31, but is 0");
  });
});

test("images of other owners are found as source_owner_ids say", async () => {
  const images: CopierScenarioInput["images"] = [
    { name: "red-hat's" },
    { name: "a partner's", owner: "123456789012" },
    { name: "a stranger's", owner: "210987654321" },
  ];
  const copied = async (variables: Readonly<Record<string, unknown>>) =>
    (await run({ images, composes: false, variables })).images
      .filter(({ outcome }) => outcome === "done")
      .map(({ name }) => name);
  expect(await copied({})).toEqual(["red-hat's"]);
  expect(await copied({ source_owner_ids: ["123456789012"] })).toEqual(["a partner's"]);
});
