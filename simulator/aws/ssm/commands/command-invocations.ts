import type {
  CancelCommandCommandInput,
  GetCommandInvocationCommandInput,
  ListCommandInvocationsCommandInput,
} from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { ModuleError } from "../../../core/module-error.ts";
import type { SsmContext } from "../context.ts";
import { takePage } from "../page.ts";
import { pluginName, viewInvocation, viewListed } from "./view.ts";

/** How long a command is not known yet after it was sent. Milliseconds. */
const hiddenTime = 2_000;

/** GetCommandInvocation. @throws AwsError InvocationDoesNotExist, InvalidPluginName */
export function getCommandInvocation(context: SsmContext, input: GetCommandInvocationCommandInput): object {
  const { clock, commands, region } = context;
  const { CommandId = "", InstanceId, PluginName = pluginName } = input;
  const invocation = commands.find(CommandId, region).find(({ instance }) => instance.id === InstanceId);
  if (invocation === undefined || clock.now < invocation.command.requestedAt + hiddenTime) {
    throw new AwsError("InvocationDoesNotExist", `No invocation of ${CommandId} on ${InstanceId ?? ""}.`);
  }
  ensure(PluginName === pluginName, "InvalidPluginName", `The plugin name isn't valid: ${PluginName}`);
  return viewInvocation(invocation);
}

/** ListCommandInvocations: the newest first, in pages of 50. @throws AwsError InvalidCommandId, InvalidNextToken */
export function listCommandInvocations(context: SsmContext, input: ListCommandInvocationsCommandInput): object {
  const { clock, commands, region } = context;
  const { CommandId, InstanceId, Details: hasDetails = false, Filters } = input;
  if (hasDetails || Filters !== undefined) {
    throw new ModuleError("Details and filters of ListCommandInvocations are not simulated");
  }
  ensure(
    CommandId === undefined || commands.find(CommandId, region).length > 0,
    "InvalidCommandId",
    `The specified command ID isn't valid: ${CommandId ?? ""}`,
  );
  const found = commands.all.filter(
    ({ command, instance }) =>
      command.region === region &&
      clock.now >= command.requestedAt + hiddenTime &&
      (CommandId === undefined || command.id === CommandId) &&
      (InstanceId === undefined || instance.id === InstanceId),
  );
  const { items, ...next } = takePage(found.reverse(), input, { usual: 50, least: 1, most: 50 });
  return { CommandInvocations: items.map(viewListed), ...next };
}

/** CancelCommand: on all its instances if none are named. What has ended stays as it is. @throws AwsError InvalidCommandId */
export function cancelCommand(context: SsmContext, input: CancelCommandCommandInput): object {
  const { commands, region } = context;
  const { CommandId = "", InstanceIds = [] } = input;
  const invocations = commands.find(CommandId, region);
  ensure(invocations.length > 0, "InvalidCommandId", `The specified command ID isn't valid: ${CommandId}`);
  for (const invocation of invocations) {
    if (InstanceIds.length === 0 || InstanceIds.includes(invocation.instance.id)) commands.cancel(invocation);
  }
  return {};
}
