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
    if (!(error instanceof AwsRequestError) || error.code !== "InvalidInstanceId") throw error;
    return answered(capture, { status: 0, found: false, words: "Systems Manager does not reach the instance" }, now);
  }
}
