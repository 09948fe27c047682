import type { Capture } from "../capture-shapes.ts";
import { answered, requireProbe } from "../domain/probing.ts";
import { pollSeconds, waiting } from "../domain/polling.ts";
import { AwsRequestError } from "../errors.ts";
import { readinessCommand } from "../scripts/readiness.ts";
import { sendCommand } from "../ssm/send-command.ts";
import type { Context } from "./context.ts";

/** Seconds that an answer may take at most. */
const answerSeconds = 20;

/**
 * Codes of what a host is refused for whose agent has not registered, or not yet: Systems Manager may not know its tags then, by which it is
 * allowed (from memory).
 */
const unreachedCodes: readonly string[] = ["InvalidInstanceId", "AccessDeniedException"];

/**
 * Has an instance ask itself whether it is ready. That changes nothing on it, so it may be sent twice.
 *
 * @throws ReadinessTimeoutError, AwsTransientError, AwsRequestError
 */
export async function sendProbe(capture: Capture, { ssm, now }: Context): Promise<Capture> {
  const { readiness, probe } = requireProbe(capture);
  const { DocumentName, Comment, TimeoutSeconds, Parameters } = readinessCommand({
    url: probe.url,
    verifyTls: readiness.verify_tls,
    contains: readiness.contains,
    timeoutSeconds: answerSeconds,
    comment: ["readiness", probe.instance_id],
  });
  try {
    const command_id = await sendCommand(ssm, {
      InstanceIds: [probe.instance_id],
      DocumentName,
      Comment,
      TimeoutSeconds,
      Parameters: { ...Parameters },
    });
    return { ...capture, probe: { ...probe, command_id }, check: waiting(pollSeconds(0)) };
  } catch (error) {
    if (!(error instanceof AwsRequestError) || !unreachedCodes.includes(error.code)) throw error;
    const words = `Systems Manager does not reach the instance: ${error.message}`;
    return answered(capture, { status: 0, found: false, words }, now);
  }
}
