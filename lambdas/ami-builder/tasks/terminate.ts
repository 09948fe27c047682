import { type InstanceRole, instanceRoles } from "../contract.ts";
import { noCommand } from "../domain/launch-work.ts";
import { done } from "../domain/polling.ts";
import { terminateInstance } from "../ec2/end-instance.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";

/**
 * Ends the instance that is worked on; called again, there is none. The state machine does so once the image is available: earlier, the image
 * would fail. The host of a capture is nobody's builder.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export async function terminate(work: Work, role: InstanceRole, { ec2, log }: Context): Promise<Work> {
  const isHost = work.kind === "capture" && role === instanceRoles.builder;
  if (work.instance_id !== null && !isHost) {
    await terminateInstance(ec2, work.instance_id);
    log.info("Instance terminated", { instance_id: work.instance_id });
  }
  return { ...work, instance_id: null, command: noCommand, check: done };
}
