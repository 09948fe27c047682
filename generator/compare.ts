import { createTwoFilesPatch } from "diff";
import type { Files } from "./render.ts";
import { unpackZip } from "./zip.ts";

/**
 * Compares what is committed with what a synth gives now, byte for byte.
 *
 * @param committed files as they are on disk
 * @param rendered files as they should be
 * @returns one readable report for each file that differs, is missing or is not part of the module; none when all agree
 */
export function compare(committed: Files, rendered: Files): readonly string[] {
  const paths = [...new Set([...committed.keys(), ...rendered.keys()])].sort();
  return paths.flatMap((path) => {
    const before = committed.get(path);
    const after = rendered.get(path);
    if (after === undefined) return [`${path}: is not part of the module; remove it\n`];
    if (before === undefined) return [`${path}: is missing\n`];
    if (Buffer.compare(before, after) === 0) return [];
    return [path.endsWith(".zip") ? compareZips(path, before, after) : compareTexts(path, before, after)];
  });
}

function compareTexts(path: string, before: Uint8Array, after: Uint8Array): string {
  const decode = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
  return createTwoFilesPatch(path, path, decode(before), decode(after), "committed", "synthesized", { context: 3 });
}

function compareZips(path: string, before: Uint8Array, after: Uint8Array): string {
  const committed = tryUnpack(before);
  if (committed === undefined) {
    return `${path}: the committed file is no readable zip\n`;
  }
  const synthesized = unpackZip(after);
  const names = [...new Set([...Object.keys(committed), ...Object.keys(synthesized)])].sort();
  const lines = names.flatMap((name) => {
    const old = committed[name];
    const fresh = synthesized[name];
    if (fresh === undefined) return [`  ${name}: is not part of the zip`];
    if (old === undefined) return [`  ${name}: is missing`];
    return Buffer.compare(old, fresh) === 0 ? [] : [`  ${name}: differs (${old.length} and ${fresh.length} bytes)`];
  });
  return `${path}:\n${(lines.length > 0 ? lines : ["  the entries agree, but not how they are packed"]).join("\n")}\n`;
}

function tryUnpack(zip: Uint8Array): Readonly<Record<string, Uint8Array>> | undefined {
  try {
    return unpackZip(zip);
  } catch {
    return undefined;
  }
}
