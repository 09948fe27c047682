import type { PutParameterCommandInput } from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { ModuleError } from "../../../core/module-error.ts";
import type { SsmContext } from "../context.ts";
import { checkName } from "./names.ts";
import { type DataType, dataTypes, type ParameterType, parameterTypes, type StoredParameter } from "./parameter.ts";
import { maxVersions } from "./store.ts";
import { tagMap } from "./tags.ts";

/** How long Parameter Store takes to check a value against EC2's images. Milliseconds. */
const imageCheckTime = 2_000;
/** Bytes (User Guide: Managing parameter tiers). */
const maxSize = { Standard: 4_096, Advanced: 8_192 } as const;

/** What a call writes, once it is known to be right. */
interface Change {
  readonly name: string;
  readonly type: ParameterType;
  readonly dataType: DataType;
  readonly write: () => void;
}

/**
 * PutParameter: creates a parameter, or gives it a new version. A value of the data type aws:ec2:image is checked after the answer, with
 * the caller's right to describe images; if it is no image that can be used in the Region, nothing changes.
 *
 * @throws AwsError ParameterAlreadyExists, ValidationException, ParameterMaxVersionLimitExceeded and others
 */
export function putParameter(context: SsmContext, input: PutParameterCommandInput): object {
  const { clock, region, parameters, settings } = context;
  const name = checkName(input.Name, context);
  const existing = parameters.findOwn(name, region);
  const { Value: value = "", Overwrite: overwrites = false, Tags: tags = [] } = input;
  for (const key of ["AllowedPattern", "Policies"] as const) {
    if (input[key] !== undefined) throw new ModuleError(`PutParameter's ${key} is not simulated`);
  }
  ensure(!settings.isBeingUpdated(name, region), "TooManyUpdates", `There are concurrent updates for ${name}.`);
  ensure(
    !overwrites || tags.length === 0,
    "ValidationException",
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  );
  ensure(
    existing === undefined || overwrites,
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );
  const tier = checkValue(value, input.Tier);
  const { type, dataType } = checkTypes(input, existing);
  checkVersions(existing);
  const Version = (existing?.versions.at(-1)?.version ?? 0) + 1;
  const change: Change = {
    name,
    type,
    dataType,
    write: () => {
      parameters.write(
        region,
        { name, type, dataType, owner: { kind: "account" }, tags: tagMap(tags) },
        { value, description: input.Description, keyId: input.KeyId, tier, modifiedBy: context.callerArn },
      );
    },
  };
  if (dataType === "text") change.write();
  else
    clock.setBackgroundTimer(() => {
      acceptImage(context, change, value, overwrites);
    }, imageCheckTime);
  return { Version, Tier: tier };
}

/** Writes an image's id if it is good; what came between has the same say as at the call. */
function acceptImage(context: SsmContext, { name, write }: Change, imageId: string, overwrites: boolean): void {
  const { allows, isImage, parameters, region } = context;
  const existing = parameters.findOwn(name, region);
  // Without this right of the caller's the call is answered alike, and nothing changes (https://github.com/boto/boto3/issues/3588).
  const mayCheck = allows({ action: "ec2:DescribeImages", resource: "*" });
  if (!mayCheck || !isImage(imageId, region)) return;
  if (existing === undefined || (overwrites && !isFull(existing))) write();
}

function checkValue(value: string, wanted: string | undefined): "Standard" | "Advanced" {
  ensure(value !== "", "ValidationException", "Parameter value must have length greater than or equal to 1.");
  ensure(
    !/\{\{.*\}\}/s.test(value),
    "ValidationException",
    `Parameter value can't nest another parameter. Do not use "{{}}" in the value.`,
  );
  const size = Buffer.byteLength(value);
  const tier = wanted === "Advanced" || (wanted !== "Standard" && wanted !== undefined && size > maxSize.Standard);
  const limit = maxSize[tier ? "Advanced" : "Standard"];
  ensure(
    size <= limit,
    "ValidationException",
    tier
      ? `Advanced tier parameters support a maximum parameter value of ${limit} characters.`
      : `Standard tier parameters support a maximum parameter value of ${limit} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
  );
  return tier ? "Advanced" : "Standard";
}

/** Type and data type are those of the first version for good. */
function checkTypes(
  { Type, DataType: wanted }: PutParameterCommandInput,
  existing: StoredParameter | undefined,
): { readonly type: ParameterType; readonly dataType: DataType } {
  const type = parameterTypes.find((known) => known === (Type ?? existing?.type));
  ensure(type !== undefined, "ValidationException", "A parameter type is required when you create a parameter.");
  ensure(
    existing === undefined || existing.type === type,
    "HierarchyTypeMismatchException",
    `The parameter type can't be changed from ${existing?.type ?? ""} to ${type}.`,
  );
  const dataType = dataTypes.find((known) => known === (wanted ?? existing?.dataType ?? "text"));
  if (dataType === undefined) {
    throw new AwsError(
      "ValidationException",
      `The following data type is not supported: ${wanted ?? ""} (Data type names are all lowercase.)`,
    );
  }
  ensure(
    existing === undefined || existing.dataType === dataType,
    "ValidationException",
    `The data type of a parameter can't be changed from ${existing?.dataType ?? ""} to ${dataType}.`,
  );
  ensure(
    dataType === "text" || type === "String",
    "ValidationException",
    `The data type ${dataType} is only for parameters of the type String.`,
  );
  return { type, dataType };
}

function checkVersions(existing: StoredParameter | undefined): void {
  if (existing === undefined || !isFull(existing)) return;
  throw new AwsError(
    "ParameterMaxVersionLimitExceeded",
    `You attempted to create a new version of ${existing.name} by calling the PutParameter API with the overwrite flag. Version ${String(existing.versions[0]?.version)}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  );
}

/** Whether the oldest version would have to go, and cannot. */
function isFull({ versions }: StoredParameter): boolean {
  return versions.length >= maxVersions && (versions[0]?.labels.size ?? 0) > 0;
}
