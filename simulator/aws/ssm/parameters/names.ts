import { AwsError, ensure } from "../../../core/aws-error.ts";
import { type ParameterPlace, parameterArn, publicPrefix } from "./arn.ts";

/** Of an ARN; what is left of 2,048 is AWS's own (API reference: PutParameter). */
const maxArnLength = 1_011;
const maxLevels = 15;

/**
 * The name of a parameter to write, without spaces around it.
 *
 * @throws AwsError ValidationException, AccessDeniedException, HierarchyLevelLimitExceededException
 *   (API reference: PutParameter; what the messages say is from memory)
 */
export function checkName(text: string | undefined, place: ParameterPlace): string {
  const name = (text ?? "").trim();
  const isPath = name.includes("/");
  ensure(!name.startsWith(publicPrefix), "AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive): ${name}`);
  }
  ensureValid(
    /^[a-zA-Z0-9_.\-/]+$/.test(name) && !/\/\/|\/$/.test(name),
    `Parameter name: only a mix of letters, numbers and the following 4 symbols .-_/ is allowed: ${name}`,
  );
  ensureValid(!isPath || name.startsWith("/"), `Parameter name must be a fully qualified name: ${name}`);
  ensureValid(
    parameterArn(name, place).length <= maxArnLength,
    `Parameter name: its ARN must have at most ${maxArnLength} characters: ${name}`,
  );
  ensure(
    name.replace(/^\//, "").split("/").length <= maxLevels,
    "HierarchyLevelLimitExceededException",
    `A hierarchy can have a maximum of ${maxLevels} levels.`,
  );
  return name;
}

function ensureValid(condition: boolean, message: string): void {
  if (!condition) throw invalid(message);
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
