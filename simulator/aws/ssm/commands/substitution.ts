import { AwsError, ensure } from "../../../core/aws-error.ts";
import { referenceArn } from "../parameters/arn.ts";
import type { SsmContext } from "../context.ts";
import type { DocumentParameters } from "./document.ts";

/** What Systems Manager replaces in a document's parameters (User Guide: Using Parameter Store parameters in Run Command commands). */
const reference = /\{\{\s*ssm:([\w.\-/:]+)\s*\}\}/g;

/**
 * Puts the values of parameters in the place of `{{ssm:name}}`. The caller needs the right to read them (from memory).
 *
 * @throws AwsError InvalidParameters for one that is not there, or a SecureString; AccessDeniedException
 */
export function substitute(context: SsmContext, parameters: DocumentParameters): DocumentParameters {
  const valueOf = (_text: string, name: string): string => {
    const resource = referenceArn(name, context);
    ensure(
      context.allows({ action: "ssm:GetParameters", resource }),
      "AccessDeniedException",
      `User: ${context.callerArn} is not authorized to perform: ssm:GetParameters on resource: ${resource}`,
    );
    const found = findReadable(context, name);
    ensure(found !== undefined, "InvalidParameters", `The parameter ${name} does not exist, or is a SecureString.`);
    return found;
  };
  const entries = Object.entries(parameters);
  return Object.fromEntries(
    entries.map(([key, values]) => [key, values.map((value) => value.replaceAll(reference, valueOf))]),
  );
}

function findReadable(context: SsmContext, name: string): string | undefined {
  try {
    const { parameter, version } = context.parameters.find(name, context);
    return parameter.type === "SecureString" ? undefined : version.value;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
