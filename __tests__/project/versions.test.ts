import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectFiles } from "./files.ts";

const read = (path: string) => readFileSync(path, "utf8");
const { version } = JSON.parse(read("package.json")) as { readonly version: string };
const config = JSON.parse(read("release-please-config.json")) as {
  readonly packages: {
    readonly ".": { readonly "extra-files": readonly { readonly path: string; readonly glob?: boolean }[] };
  };
};

/** Whether a release changes the file. A star stands for a name without `/`, as in release-please's globs. */
function isReleased(file: string): boolean {
  return config.packages["."]["extra-files"].some(({ path, glob }) => {
    if (glob !== true) return path === file;
    const pattern = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*");
    return new RegExp(`^${pattern}$`).test(file);
  });
}

/** What a release makes of a file: release-please's generic updater (src/updaters/generic.ts there), which changes one version a line. */
function release(text: string, next: string): string {
  let isInBlock = false;
  return text
    .split("\n")
    .map((line) => {
      const isMarked = line.includes("x-release-please-version");
      const isChanged = isMarked || isInBlock;
      if (!isMarked && line.includes("x-release-please-start-version")) isInBlock = true;
      if (line.includes("x-release-please-end")) isInBlock = false;
      return isChanged ? line.replace(/\d+\.\d+\.\d+(-[\w.]+)?(\+[-\w.]+)?/, next) : line;
    })
    .join("\n");
}

const references = (text: string) => [...text.matchAll(/\?ref=v(\d+\.\d+\.\d+)/g)].map(([, pinned]) => pinned);
const pinning = [".md", ".tf"]
  .flatMap((ending) => projectFiles(ending))
  .filter((file) => file !== "CHANGELOG.md" && references(read(file)).length > 0);

describe("versions that users copy", () => {
  it("stand in the documents, the modules' READMEs and the examples", () => {
    const modules = projectFiles("README.md").filter((file) => file.startsWith("dist-module/"));
    expect(pinning).toEqual(expect.arrayContaining([...modules, "README.md", "docs/ami-copier.md"]));
    expect(pinning).toEqual(expect.arrayContaining([...projectFiles("basic/main.tf")]));
  });

  it.each(pinning)("are this release's in %s, and the next release changes all of them", (file) => {
    expect(new Set(references(read(file)))).toEqual(new Set([version]));
    expect(isReleased(file), `${file} is not among the extra-files of release-please-config.json`).toBe(true);
    expect(new Set(references(release(read(file), "98.7.6")))).toEqual(new Set(["98.7.6"]));
  });
});
