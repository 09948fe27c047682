import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../../core/aws-error.ts";
import { notSimulated } from "./errors.ts";

/** The sums of an object that the SDK and the command line send, by the fields of their names, and how each is made. */
const sums = {
  ChecksumCRC32: (body: Uint8Array) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum;
  },
  ChecksumSHA1: (body: Uint8Array) => createHash("sha1").update(body).digest(),
  ChecksumSHA256: (body: Uint8Array) => createHash("sha256").update(body).digest(),
} as const;

type SumField = keyof typeof sums;
const fields = Object.keys(sums) as readonly SumField[];

/** A sum that an object was sent with. */
export interface Checksum {
  readonly field: SumField;
  /** Base64; of an object in parts with the number of parts behind it. */
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/**
 * The sum that a body was sent with; undefined when it had none.
 *
 * @throws AwsError BadDigest, InvalidDigest; NotImplemented for sums that are not simulated: CRC32C, CRC64NVME and others
 */
export function checkedSum(input: object, body: Uint8Array): Checksum | undefined {
  const said = new Map<string, unknown>(Object.entries(input));
  const sum = said.get("ContentMD5");
  if (sum !== undefined && createHash("md5").update(body).digest("base64") !== sum) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const given = [...said.keys()].find((name) => /^Checksum(?!Algorithm|Type|Mode)/.test(name));
  if (given === undefined) return undefined;
  const field = fields.find((name) => name === given);
  if (field === undefined) throw notSimulated(given);
  const value = sums[field](body).toString("base64");
  if (value !== said.get(given)) {
    const algorithm = field.slice("Checksum".length);
    throw new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  return { field, value, type: "FULL_OBJECT" };
}

/**
 * The sum of an object that came in parts: one of the parts' sums, with their number.
 *
 * @param algorithm such as `CRC32`; undefined for none
 */
export function sumOfParts(
  algorithm: string | undefined,
  type: string | undefined,
  parts: readonly Buffer[],
): Checksum | undefined {
  if (algorithm === undefined) return undefined;
  const field = fields.find((name) => name === `Checksum${algorithm}`);
  if (field === undefined) throw notSimulated(`The checksum ${algorithm}`);
  const sum = sums[field];
  if (type === "FULL_OBJECT") return { field, value: sum(Buffer.concat(parts)).toString("base64"), type };
  const value = sum(Buffer.concat(parts.map(sum))).toString("base64");
  return { field, value: `${value}-${parts.length}`, type: "COMPOSITE" };
}

/** How an answer tells of a sum. */
export function sumFields(sum: Checksum | undefined): object {
  return sum === undefined ? {} : { [sum.field]: sum.value, ChecksumType: sum.type };
}
