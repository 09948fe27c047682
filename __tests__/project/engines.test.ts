import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

test("no package wants another Node.js than this one, so that npm warns of none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "engines-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of ["package.json", "package-lock.json"]) await cp(file, join(folder, file));
  // Nothing is fetched or installed; a package that names other versions ends it.
  const check = promisify(execFile)("npm", ["ci", "--dry-run", "--offline", "--engine-strict"], { cwd: folder });
  await expect(check).resolves.toBeDefined();
});
