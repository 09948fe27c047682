import { SendCommandCommand, type SendCommandCommandInput, type SSMClient } from "@aws-sdk/client-ssm";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsTransientError } from "../errors.ts";

/**
 * Sends a command. There is no token for it: what is sent twice arrives twice.
 *
 * @returns the command's id
 * @throws AwsTransientError, and AwsRequestError with Systems Manager's code
 */
export async function sendCommand(ssm: SSMClient, input: SendCommandCommandInput): Promise<string> {
  const { Command } = await callAws("SendCommand", () => ssm.send(new SendCommandCommand(input)));
  if (Command?.CommandId === undefined) {
    throw new AwsTransientError("SendCommand: Systems Manager answered without a command id.");
  }
  return Command.CommandId;
}
