import { strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { compare } from "../../generator/compare.ts";
import { packZip } from "../../generator/zip.ts";

const files = (contents: Readonly<Record<string, string | Uint8Array>>) =>
  new Map(
    Object.entries(contents).map(([path, content]) => [path, typeof content === "string" ? strToU8(content) : content]),
  );

describe("compare", () => {
  it("has nothing to say when every byte agrees", () => {
    expect(compare(files({ "a.tf": "x\n" }), files({ "a.tf": "x\n" }))).toEqual([]);
  });

  it("shows a changed text as a unified diff", () => {
    const [report] = compare(files({ "a.tf": "one\ntwo\n" }), files({ "a.tf": "one\n2\n" }));
    expect(report).toContain("--- a.tf\tcommitted\n+++ a.tf\tsynthesized\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
  });

  it("sees a line break that is missing at the end", () => {
    const [report] = compare(files({ "a.tf": "one" }), files({ "a.tf": "one\n" }));
    expect(report).toContain("\\ No newline at end of file");
  });

  it("names files that are missing or too many", () => {
    const reports = compare(files({ "old.tf": "", "same.tf": "" }), files({ "new.tf": "", "same.tf": "" }));
    expect(reports).toEqual(["new.tf: is missing\n", "old.tf: is not part of the module; remove it\n"]);
  });

  it("names the entries of a zip that differ, are missing or are too many", () => {
    const committed = packZip({ same: strToU8("x"), changed: strToU8("one"), old: strToU8("") });
    const synthesized = packZip({ same: strToU8("x"), changed: strToU8("2"), new: strToU8("") });
    expect(compare(files({ "f.zip": committed }), files({ "f.zip": synthesized }))).toEqual([
      "f.zip:\n  changed: differs (3 and 1 bytes)\n  new: is missing\n  old: is not part of the zip\n",
    ]);
  });

  it("says when only the packing differs, and when a zip cannot be read", () => {
    const zip = packZip({ a: strToU8("x") });
    const repacked = zip.slice();
    // The date of the entry in the local header, which no content depends on.
    repacked[12] = (repacked[12] ?? 0) + 1;
    expect(compare(files({ "f.zip": repacked }), files({ "f.zip": zip }))).toEqual([
      "f.zip:\n  the entries agree, but not how they are packed\n",
    ]);
    expect(compare(files({ "f.zip": "no zip" }), files({ "f.zip": zip }))).toEqual([
      "f.zip: the committed file is no readable zip\n",
    ]);
  });
});
