import { unzipSync, zipSync, type Zippable } from "fflate";

/** The earliest date a zip can hold. Read as local time by fflate, and written as such, so it is the same in every time zone. */
const fixedDate = new Date(1980, 0, 1, 0, 0, 0);
/** A regular file, rw-r--r--, in the upper half of a zip's external attributes; made on Unix. */
const fileMode = 0o100644 * 0x10000;
const madeOnUnix = 3;

/**
 * Packs files as a zip whose bytes depend on nothing but names and contents: the same sources give the same module on every machine.
 *
 * @param files contents by name
 */
export function packZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    entries[name] = [files[name] ?? new Uint8Array(), { mtime: fixedDate, os: madeOnUnix, attrs: fileMode, level: 9 }];
  }
  return zipSync(entries);
}

/**
 * Reads a zip.
 *
 * @returns contents by name
 */
export function unpackZip(zip: Uint8Array): Readonly<Record<string, Uint8Array>> {
  return unzipSync(zip);
}
