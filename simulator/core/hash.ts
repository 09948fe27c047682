import { createHash } from "node:crypto";

/** The hexadecimal digits of an id that AWS draws by lot; here they come from what the id is for, and are always the same. */
export function hexadecimalId(owner: string, length: number): string {
  return createHash("sha256").update(owner).digest("hex").slice(0, length);
}

/** A UUID that AWS draws by lot; here it comes from what it is for, and is always the same. */
export function uuidOf(owner: string): string {
  return hexadecimalId(owner, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The MD5 of a text, in hexadecimal digits. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
