import type { SendCommandCommandInput } from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { ModuleError } from "../../../core/module-error.ts";
import type { Instance } from "../../ec2/instances/instance.ts";
import type { SsmContext } from "../context.ts";
import { checkDocument, readShellScript } from "./document.ts";
import { substitute } from "./substitution.ts";

/** Delivery: the default, and what the API takes (API reference: SendCommand). Seconds. */
const usualDeliverySeconds = 3_600;
const leastDeliverySeconds = 30;
const mostDeliverySeconds = 2_592_000;
const maxComment = 100;
const maxInstances = 50;

/** What there may be in a call and is not simulated. */
const notSimulated = [
  "AlarmConfiguration",
  "CloudWatchOutputConfig",
  "DocumentHash",
  "MaxConcurrency",
  "MaxErrors",
  "NotificationConfig",
  "ServiceRoleArn",
  "Targets",
] as const satisfies readonly (keyof SendCommandCommandInput)[];

/**
 * SendCommand: sends the script of AWS-RunShellScript to instances. The same call again sends it again.
 *
 * @throws AwsError InvalidDocument, InvalidParameters, MaxDocumentSizeExceeded, InvalidInstanceId and others
 */
export function sendCommand(context: SsmContext, input: SendCommandCommandInput): object {
  const { commands, region } = context;
  for (const key of notSimulated) {
    if (input[key] !== undefined) throw new ModuleError(`SendCommand's ${key} is not simulated`);
  }
  const {
    Comment: comment = "",
    DocumentName: documentName = "",
    DocumentVersion: documentVersion = "$DEFAULT",
  } = input;
  const { TimeoutSeconds: deliverySeconds = usualDeliverySeconds, InstanceIds: ids = [] } = input;
  checkDocument(documentName, documentVersion);
  ensure(
    comment.length <= maxComment,
    "ValidationException",
    `Value at 'comment' failed to satisfy constraint: Member must have length less than or equal to ${maxComment}`,
  );
  ensure(
    deliverySeconds >= leastDeliverySeconds && deliverySeconds <= mostDeliverySeconds,
    "ValidationException",
    `Value '${deliverySeconds}' at 'timeoutSeconds' failed to satisfy constraint: Member must have value between ${leastDeliverySeconds} and ${mostDeliverySeconds}`,
  );
  const instances = findInstances(context, ids);
  const script = readShellScript(substitute(context, input.Parameters ?? {}));
  const { OutputS3BucketName: bucket, OutputS3KeyPrefix: prefix = "" } = input;
  const output = bucket === undefined ? undefined : { bucket, prefix };
  const sent = commands.send(
    { region, documentName, documentVersion, comment, ...script, deliverySeconds, output },
    instances,
  );
  return {
    Command: {
      CommandId: sent.id,
      DocumentName: documentName,
      DocumentVersion: documentVersion,
      Comment: comment,
      ExpiresAfter: sent.requestedAt / 1_000 + deliverySeconds + script.executionSeconds,
      Parameters: input.Parameters,
      InstanceIds: ids,
      RequestedDateTime: sent.requestedAt / 1_000,
      Status: "Pending",
      StatusDetails: "Pending",
      OutputS3BucketName: bucket ?? "",
      OutputS3KeyPrefix: prefix,
      TargetCount: ids.length,
      CompletedCount: 0,
      ErrorCount: 0,
      TimeoutSeconds: deliverySeconds,
    },
  };
}

/** Instances that have registered and are not ending; a stopped one gets its command when it is back. */
function findInstances({ agents, accountId, region }: SsmContext, ids: readonly string[]): readonly Instance[] {
  ensure(
    ids.length >= 1 && ids.length <= maxInstances,
    "ValidationException",
    `Value at 'instanceIds' failed to satisfy constraint: Member must have length between 1 and ${maxInstances}`,
  );
  ensure(new Set(ids).size === ids.length, "DuplicateInstanceId", `An instance is named twice: ${ids.join(", ")}`);
  return ids.map((id) => {
    const instance = agents.find(id)?.instance;
    if (instance?.region === region && agents.isAlive(instance)) return instance;
    throw new AwsError("InvalidInstanceId", `Instances [[${id}]] not in a valid state for account ${accountId}`);
  });
}
