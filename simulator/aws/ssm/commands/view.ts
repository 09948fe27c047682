import { type Invocation, outputKey, statusOf } from "./invocation.ts";

/** The only plugin of AWS-RunShellScript. */
export const pluginName = "aws:runShellScript";
/** Characters that the API shows of each output (API reference: GetCommandInvocation). */
const shown = { stdout: 24_000, stderr: 8_000 } as const;

/** An invocation as GetCommandInvocation shows it. */
export function viewInvocation(invocation: Invocation): object {
  const { command, instance, responseCode, startedAt, endedAt, details } = invocation;
  const hasOutput = endedAt !== undefined;
  const seconds = startedAt === undefined ? undefined : ((endedAt ?? startedAt) - startedAt) / 1_000;
  return {
    CommandId: command.id,
    InstanceId: instance.id,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    PluginName: pluginName,
    ResponseCode: responseCode,
    ExecutionStartDateTime: isoTime(startedAt),
    ExecutionElapsedTime: hasOutput && seconds !== undefined ? `PT${seconds}S` : "",
    ExecutionEndDateTime: startedAt === undefined ? "" : isoTime(endedAt),
    Status: statusOf(invocation),
    StatusDetails: details,
    StandardOutputContent: hasOutput ? invocation.stdout.slice(0, shown.stdout) : "",
    StandardOutputUrl: outputUrl(invocation, "stdout"),
    StandardErrorContent: hasOutput ? invocation.stderr.slice(0, shown.stderr) : "",
    StandardErrorUrl: outputUrl(invocation, "stderr"),
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
  };
}

/** An invocation as ListCommandInvocations shows it, without its plugins' details. */
export function viewListed(invocation: Invocation): object {
  const { command, instance, details } = invocation;
  return {
    CommandId: command.id,
    InstanceId: instance.id,
    InstanceName: "",
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: command.requestedAt / 1_000,
    Status: statusOf(invocation),
    StatusDetails: details,
    StandardOutputUrl: outputUrl(invocation, "stdout"),
    StandardErrorUrl: outputUrl(invocation, "stderr"),
    CommandPlugins: [],
  };
}

function outputUrl(invocation: Invocation, name: string): string {
  const { output, region } = invocation.command;
  if (output === undefined) return "";
  return `https://s3.${region}.amazonaws.com/${output.bucket}/${outputKey(invocation, output, name)}`;
}

function isoTime(moment: number | undefined): string {
  return moment === undefined ? "" : new Date(moment).toISOString();
}
