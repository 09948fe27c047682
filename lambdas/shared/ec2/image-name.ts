import { createHash } from "node:crypto";

const minLength = 3;
const maxLength = 128;
/** What RegisterImage allows in a name: letters, digits, `( ) [ ]`, space, `. / - ' @ _`. */
const forbidden = /[^a-zA-Z0-9()[\] ./'@_-]/g;

/**
 * Makes any text a name that EC2 takes: other characters become dashes, a text too long is cut and ends in a hash of the
 * whole, so that two long names that differ only at their ends stay different.
 */
export function toImageName(text: string): string {
  const allowed = text.replaceAll(forbidden, "-");
  if (allowed.length < minLength) {
    return `${allowed}${"-".repeat(minLength)}`.slice(0, minLength);
  }
  return allowed.length <= maxLength
    ? allowed
    : joinWithin(allowed, `-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`);
}

/** A name with an end, the name cut so that EC2 takes both. */
export function joinWithin(name: string, end: string): string {
  return `${name.slice(0, maxLength - end.length)}${end}`;
}
