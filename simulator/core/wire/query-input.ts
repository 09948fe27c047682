import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { AwsError } from "../aws-error.ts";
import type { QueryTree } from "./query-parameters.ts";

/** Which of the two Query protocols a service speaks: EC2's own, with lists that have no name of their own, or AWS's. */
export type QueryDialect = "ec2" | "query";

/**
 * Reads parameters of a Query protocol as the SDK has them; the reverse of the SDK's QueryShapeSerializer.
 *
 * @param schema the SDK's schema of what is read
 * @param tree the parameters
 * @param path name of the parameter that is read, for messages; empty for all of them
 * @throws AwsError UnknownParameter, InvalidParameterValue
 */
export function readInput(schema: $SchemaRef, tree: QueryTree, path: string, dialect: QueryDialect): unknown {
  const shape = NormalizedSchema.of(schema);
  if (shape.isStructSchema()) return readStructure(shape, tree, path, dialect);
  if (shape.isListSchema()) return readList(shape, tree, path, dialect);
  if (shape.isMapSchema()) return readMap(shape, tree, path, dialect);
  return readScalar(shape, tree, path);
}

function readStructure(shape: NormalizedSchema, tree: QueryTree, path: string, dialect: QueryDialect): object {
  const members = new Map([...shape.structIterator()].map((entry) => [wireName(...entry, dialect), entry]));
  const fields = partsOf(tree).map(([key, part]) => {
    const place = join(path, key);
    const member = members.get(key);
    if (member === undefined) {
      throw new AwsError("UnknownParameter", `The parameter ${place} is not recognized`);
    }
    const [name, memberShape] = member;
    return [name, readInput(memberShape, part, place, dialect)] as const;
  });
  return Object.fromEntries(fields);
}

function readList(shape: NormalizedSchema, tree: QueryTree, path: string, dialect: QueryDialect): readonly unknown[] {
  const item = shape.getValueSchema();
  const isFlat = dialect === "ec2" || shape.getMergedTraits().xmlFlattened !== undefined;
  const items = isFlat ? tree : partOf(tree, nameOf(item, "member"));
  return numbered(items, path).map(([key, part]) => readInput(item, part, join(path, key), dialect));
}

function readMap(shape: NormalizedSchema, tree: QueryTree, path: string, dialect: QueryDialect): object {
  const [keyShape, valueShape] = [shape.getKeySchema(), shape.getValueSchema()];
  const entries = shape.getMergedTraits().xmlFlattened === undefined ? partOf(tree, "entry") : tree;
  const fields = numbered(entries, path).map(([number, entry]) => {
    const place = join(path, number);
    const key = readScalar(keyShape, partOf(entry, nameOf(keyShape, "key")), place);
    return [key, readInput(valueShape, partOf(entry, nameOf(valueShape, "value")), place, dialect)] as const;
  });
  return Object.fromEntries(fields) as object;
}

function readScalar(shape: NormalizedSchema, value: QueryTree, path: string): unknown {
  if (typeof value !== "string") {
    throw new AwsError("InvalidParameterValue", `The parameter ${path} must be text`);
  }
  if (shape.isBooleanSchema()) {
    return expect(value, /^(true|false)$/, path, "true or false") === "true";
  }
  if (shape.isNumericSchema()) {
    return Number(expect(value, /^-?\d+(\.\d+)?$/, path, "a number"));
  }
  if (shape.isTimestampSchema()) {
    return new Date(expect(value, /^\d{4}-\d\d-\d\dT/, path, "a date and time"));
  }
  return shape.isBlobSchema() ? Buffer.from(value, "base64") : value;
}

function expect(value: string, pattern: RegExp, path: string, what: string): string {
  if (!pattern.test(value)) {
    throw new AwsError("InvalidParameterValue", `Value for parameter ${path} is invalid. Expecting ${what}.`);
  }
  return value;
}

function wireName(name: string, member: NormalizedSchema, dialect: QueryDialect): string {
  const { ec2QueryName, xmlName = name } = member.getMergedTraits() as { ec2QueryName?: string; xmlName?: string };
  if (dialect === "query") return xmlName;
  return ec2QueryName ?? xmlName.charAt(0).toUpperCase() + xmlName.slice(1);
}

function nameOf(shape: NormalizedSchema, standard: string): string {
  return shape.getMergedTraits().xmlName ?? standard;
}

function partsOf(tree: QueryTree): readonly (readonly [string, QueryTree])[] {
  return Object.entries(typeof tree === "string" ? { "": tree } : tree);
}

function partOf(tree: QueryTree, key: string): QueryTree {
  return (typeof tree === "string" ? undefined : tree[key]) ?? {};
}

/** Parts in the order of their numbers, which begin with 1. */
function numbered(tree: QueryTree, path: string): readonly (readonly [string, QueryTree])[] {
  const parts = partsOf(tree);
  if (parts.some(([key]) => !/^\d+$/.test(key))) {
    throw new AwsError("InvalidParameterValue", `The parameter ${path} must be a numbered list`);
  }
  return [...parts].sort(([left], [right]) => Number(left) - Number(right));
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
