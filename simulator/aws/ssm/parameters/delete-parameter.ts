import type { DeleteParameterCommandInput, DeleteParametersCommandInput } from "@aws-sdk/client-ssm";
import { ensure } from "../../../core/aws-error.ts";
import type { SsmContext } from "../context.ts";
import { checkNames } from "./get-parameters.ts";

/** DeleteParameter: removes a parameter with all its versions. @throws AwsError ParameterNotFound */
export function deleteParameter(context: SsmContext, { Name = "" }: DeleteParameterCommandInput): object {
  ensure(remove(context, Name), "ParameterNotFound", `Parameter ${Name} not found.`);
  return {};
}

/** DeleteParameters: removes those that are there, and names the others. @throws AwsError ValidationException */
export function deleteParameters(context: SsmContext, input: DeleteParametersCommandInput): object {
  const names = checkNames(input.Names);
  const deleted = names.filter((name) => remove(context, name));
  return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
}

/** Nobody but AWS removes what it publishes. */
function remove({ parameters, region }: SsmContext, name: string): boolean {
  return parameters.findOwn(name, region)?.owner.kind === "account" && parameters.delete(name, region);
}
