import { describe, expect, test } from "vitest";
import {
  extractUuid,
  fillTemplate,
  nameTagText,
  finalName,
  temporaryName,
  withSuffix,
} from "../../../../lambdas/ami-copier/domain/image-names.ts";
import { toImageName } from "../../../../lambdas/shared/ec2/image-name.ts";

const uuid = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
const at = new Date("2026-03-04T05:06:07.890Z");

describe("extractUuid", () => {
  test.each([
    [`composer-api-${uuid}`, uuid],
    [`x-composer-api-${uuid}-suffix`, uuid],
    [`COMPOSER-API-${uuid.toUpperCase()}`, uuid.toUpperCase()],
    [`composer-${uuid}`, null],
    ["composer-api-1b4e28ba-2fa1-11d2-883f", null],
    ["", null],
  ])("%s -> %s", (name, expected) => {
    expect(extractUuid(name)).toBe(expected);
  });
});

describe("fillTemplate", () => {
  test("fills every occurrence and leaves what it does not know", () => {
    const filled = fillTemplate("{uuid}/{uuid} {date} {timestamp} {source_name} {distribution} {other}", {
      sourceName: "src",
      uuid,
      at,
    });
    expect(filled).toBe(`${uuid}/${uuid} 20260304-050607 1772600767 src {distribution} {other}`);
  });

  test("has words for what is missing", () => {
    expect(fillTemplate("{source_name} {uuid}", { sourceName: "", uuid: null, at })).toBe("unknown no-uuid");
    expect(fillTemplate("{source_name}", { uuid: null, at })).toBe("unknown");
  });

  test("does not fill a value that looks like a placeholder, nor read it as a pattern", () => {
    expect(fillTemplate("{source_name}", { sourceName: "{date}$&", uuid, at })).toBe("{date}$&");
  });
});

describe("nameTagText", () => {
  test("is the filled template, its Distribution open", () => {
    expect(nameTagText("{distribution}-{date}", { uuid, at })).toBe("{distribution}-20260304-050607");
    expect(nameTagText("", { uuid, at })).toBeNull();
  });

  test.each([1, 9, 256])("loses nothing of the 256 characters of a tag's value with a Distribution of %i", (length) => {
    const template = "😀{distribution}".repeat(200);
    const text = nameTagText(template, { uuid, at }) ?? "";
    const fill = (value: string) => Array.from(value.replaceAll("{distribution}", "d".repeat(length))).slice(0, 256);
    expect(fill(text)).toEqual(fill(template));
    expect(text.length).toBeLessThan(template.length);
  });
});

describe("names that EC2 takes", () => {
  test("replaces what is not allowed and keeps what is", () => {
    expect(finalName("a:{unknown}*é (b)[c] d./'@_-", { uuid, at })).toBe("a--unknown--- (b)[c] d./'@_-");
  });

  test.each(["", "a", "ab"])("makes %j long enough", (text) => {
    expect(toImageName(text)).toMatch(/^[a-z-]{3}$/);
  });

  test("keeps 128 characters and cuts 129, and long names stay different", () => {
    expect(toImageName("x".repeat(128))).toBe("x".repeat(128));
    const first = toImageName(`${"x".repeat(200)}1`);
    const second = toImageName(`${"x".repeat(200)}2`);
    expect(first).toMatch(/^x{119}-[0-9a-f]{8}$/);
    expect(first).not.toBe(second);
  });
});

test("withSuffix ends in the end of the source image's id, within the limit", () => {
  expect(withSuffix("rhel", "ami-0123456789abcdef0")).toBe("rhel-9abcdef0");
  expect(withSuffix("x".repeat(128), "ami-12345678")).toBe(`${"x".repeat(119)}-12345678`);
});

test("temporaryName is a name of the source alone", () => {
  expect(temporaryName("ami-12345678")).toBe("ami-copier-temp-ami-12345678");
});
