import { readFileSync } from "node:fs";

/**
 * The most memory that a process has had so far, in MB: what was resident of its own and of the files it has mapped, Node.js itself
 * among them. On Linux the kernel says it of each process; elsewhere only the process itself can tell, with what Node.js reports.
 *
 * @param pid of a process of this machine
 * @returns undefined where nobody says it, or the process is gone
 */
export function peakMegabytesOf(pid: number | "self"): number | undefined {
  if (process.platform === "linux") return readPeak(pid);
  return pid === "self" ? process.resourceUsage().maxRSS / 1_024 : undefined;
}

/** Not the maxRSS of Node.js: on Linux that counts what the process was forked from (exec keeps the parent's in ru_maxrss). */
function readPeak(pid: number | "self"): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
}
