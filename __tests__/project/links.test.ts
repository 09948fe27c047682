import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles } from "./files.ts";

interface Link {
  readonly file: string;
  readonly target: string;
}

/** A document without its code, in which brackets are no links and `#` begins no heading. */
function prose(file: string): string {
  return readFileSync(file, "utf8").replace(/^(```|~~~).*?^\1$/gms, "");
}

function links(file: string): readonly Link[] {
  const text = prose(file).replace(/`[^`\n]*`/g, "code");
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = ""]) => ({ file, target }));
}

/** Anchors as GitHub makes them of headings: lower case, without punctuation, spaces as hyphens, a number on those that are there already. */
function anchors(file: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const all = [...prose(file).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  return new Set(all);
}

const documents = projectFiles(".md").filter((file) => file !== "CHANGELOG.md");
const relative = documents.flatMap(links).filter(({ target }) => !/^[a-z]+:/.test(target));

describe("links of the documents", () => {
  it("are there to be looked at", () => {
    expect(documents).toEqual(expect.arrayContaining(["README.md", "dist-module/README.md"]));
    expect(relative.length).toBeGreaterThan(documents.length);
  });

  it.each(relative)("$target in $file leads to something", ({ file, target }) => {
    const [path = "", anchor] = target.split("#");
    const there = path === "" ? file : join(dirname(file), decodeURIComponent(path));
    expect(existsSync(there), `${there} is not there`).toBe(true);
    if (anchor !== undefined) {
      expect([...anchors(there)]).toContain(anchor);
    }
  });
});
