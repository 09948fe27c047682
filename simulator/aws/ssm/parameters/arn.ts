import type { StoredParameter } from "./parameter.ts";

/** Where parameters are. */
export interface ParameterPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What names of parameters that AWS publishes begin with. */
export const publicPrefix = "/aws/";

/** ARN of a parameter by its name; those that AWS publishes are of no account (Systems Manager User Guide: Calling AMI public parameters). */
export function parameterArn(name: string, { partition, region, accountId }: ParameterPlace): string {
  const owner = name.startsWith(publicPrefix) ? "" : accountId;
  return `arn:${partition}:ssm:${region}:${owner}:parameter/${name.replace(/^\//, "")}`;
}

/** ARN of a parameter that is there. */
export function arnOf({ name, owner }: StoredParameter, place: ParameterPlace): string {
  return owner.kind === "shared" ? owner.arn : parameterArn(name, place);
}

/** What a caller names: a parameter, and perhaps one of its versions by number or label. */
export interface ParameterReference {
  /** Name or ARN. */
  readonly id: string;
  /** What follows the colon. */
  readonly selector: string | undefined;
}

/** Reads `name`, `name:3`, `name:label`, and the same after an ARN. */
export function readReference(text: string): ParameterReference {
  const [, id = text, selector] = /^(arn:[^:]*:ssm:[^:]*:[^:]*:parameter\/[^:]*|[^:]*)(?::(.*))?$/.exec(text) ?? [];
  return { id, selector };
}

/** ARN of what a caller names, as policies see it. */
export function referenceArn(text: string, place: ParameterPlace): string {
  const { id } = readReference(text);
  return id.startsWith("arn:") ? id : parameterArn(id, place);
}
