import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const projectFolder = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs the command as a person would, but for npm's own lines. */
export function simulateCommand(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "simulator/simulate.ts", ...args],
    {
      cwd: projectFolder,
      encoding: "utf8",
    },
  );
  return { status, stdout, stderr };
}
