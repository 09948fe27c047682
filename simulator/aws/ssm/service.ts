import { ensure } from "../../core/aws-error.ts";
import type { CallContext, Service } from "../../core/service.ts";
import { jsonProtocol } from "../../core/wire/json-protocol.ts";
import { ssmAccess } from "./access.ts";
import { describeInstanceInformation } from "./agents/describe-instance-information.ts";
import { cancelCommand, getCommandInvocation, listCommandInvocations } from "./commands/command-invocations.ts";
import { sendCommand } from "./commands/send-command.ts";
import type { SsmContext } from "./context.ts";
import { deleteParameter, deleteParameters } from "./parameters/delete-parameter.ts";
import { getParameter, getParameterHistory, getParameters, getParametersByPath } from "./parameters/get-parameters.ts";
import { labelParameterVersion } from "./parameters/label-parameter-version.ts";
import { putParameter } from "./parameters/put-parameter.ts";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./parameters/tags.ts";
import type { Ssm } from "./ssm.ts";

const operations: Readonly<Record<string, (context: SsmContext, input: never) => object>> = {
  AddTagsToResource: addTagsToResource,
  CancelCommand: cancelCommand,
  DeleteParameter: deleteParameter,
  DeleteParameters: deleteParameters,
  DescribeInstanceInformation: describeInstanceInformation,
  GetCommandInvocation: getCommandInvocation,
  GetParameter: getParameter,
  GetParameterHistory: getParameterHistory,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  LabelParameterVersion: labelParameterVersion,
  ListCommandInvocations: listCommandInvocations,
  ListTagsForResource: listTagsForResource,
  PutParameter: putParameter,
  RemoveTagsFromResource: removeTagsFromResource,
  SendCommand: sendCommand,
};

/** The operations that Systems Manager answers here. */
export const ssmOperations = Object.keys(operations);

/** Systems Manager as a service that is called over HTTP, by callers who may do some things and others not. */
export function createSsm(ssm: Ssm): Service {
  const contextOf = ({ partition, region, callerArn, allows }: CallContext): SsmContext => {
    const { accountId, clock, settings, parameters, agents, commands, isImage } = ssm;
    return {
      partition,
      region,
      callerArn,
      allows,
      accountId,
      clock,
      settings,
      parameters,
      agents,
      commands,
      isImage,
    };
  };
  return {
    protocol: jsonProtocol,
    denial: "AccessDeniedException",
    access: (operation, input, context) => ssmAccess(operation, input, contextOf(context)),
    call: (name, input, context) => {
      const operation = operations[name];
      ensure(operation !== undefined, "UnknownOperationException", `${name} is not known`);
      return operation(contextOf(context), input as never);
    },
  };
}
