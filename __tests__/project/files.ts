import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What is not the project's own: packages, what tools leave behind, and what git keeps. */
const passedOver = new Set(["node_modules", "cdktf.out", ".git", ".terraform"]);

/**
 * Lists the project's files.
 *
 * @param ending how their names end
 * @returns paths relative to the project's folder, with `/` between folders
 */
export function projectFiles(ending: string): readonly string[] {
  return listFiles("").filter((path) => path.endsWith(ending));
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder === "" ? "." : folder, { withFileTypes: true })
    .filter(({ name }) => !passedOver.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name).replaceAll("\\", "/");
      return entry.isDirectory() ? listFiles(path) : [path];
    });
}
