import { AwsError } from "../../core/aws-error.ts";

/** Bytes of an object, from the first to the last one, both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The bytes that the header Range asks for; undefined for the whole object, also when the header is none that S3 understands.
 *
 * @throws AwsError InvalidRange when the object has none of them
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (from > to) {
    if (first !== "" && last !== "" && Number(first) > Number(last)) return undefined;
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
  }
  return { from, to };
}
