import type { LabelParameterVersionCommandInput } from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import type { SsmContext } from "../context.ts";
import { newestOf } from "./parameter.ts";

/** Of a version (User Guide: Working with parameter labels). */
const maxLabels = 10;

/**
 * LabelParameterVersion: puts labels on a version, the newest if none is named; a label leaves the version that has it. Labels that are
 * none are listed in the answer, and put nowhere.
 *
 * @throws AwsError ParameterNotFound, ParameterVersionNotFound, ParameterVersionLabelLimitExceeded, TooManyUpdates
 */
export function labelParameterVersion(context: SsmContext, input: LabelParameterVersionCommandInput): object {
  const { parameters, region, settings } = context;
  const { Name: name = "", Labels: labels = [], ParameterVersion: number } = input;
  const parameter = parameters.findOwn(name, region);
  if (parameter === undefined) throw new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
  ensure(!settings.isBeingUpdated(name, region), "TooManyUpdates", `There are concurrent updates for ${name}.`);
  const version =
    number === undefined ? newestOf(parameter) : parameter.versions.find((candidate) => candidate.version === number);
  if (version === undefined) {
    throw new AwsError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${String(number)} of ${name}. Verify the version and try again.`,
    );
  }
  const good = labels.filter(isLabel);
  ensure(
    new Set([...version.labels, ...good]).size <= maxLabels,
    "ParameterVersionLabelLimitExceeded",
    `A parameter version can have a maximum of ${maxLabels} labels.`,
  );
  for (const label of good) {
    for (const other of parameter.versions) other.labels.delete(label);
    version.labels.add(label);
  }
  return { InvalidLabels: labels.filter((label) => !isLabel(label)), ParameterVersion: version.version };
}

/** Letters, digits, `.`, `-` and `_`; begins with no digit, and not with aws or ssm (User Guide: Working with parameter labels). */
function isLabel(label: string): boolean {
  return /^[a-zA-Z_.-][a-zA-Z0-9_.-]{0,99}$/.test(label) && !/^(aws|ssm)/i.test(label);
}
