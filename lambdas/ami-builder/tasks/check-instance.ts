import { type InstanceRole, instanceRoles } from "../contract.ts";
import { noCommand } from "../domain/launch-work.ts";
import { offlineReason } from "../domain/instance-state.ts";
import { secondsBetween } from "../domain/moments.ts";
import { done, pollSeconds, waiting } from "../domain/polling.ts";
import { describeInstance } from "../ec2/describe-instances.ts";
import { BuilderOfflineError } from "../errors.ts";
import type { Work } from "../shapes.ts";
import { isOnline } from "../ssm/is-online.ts";
import type { Context } from "./context.ts";
import { seeToLoss } from "./lost-instance.ts";
import { requireInstance } from "./require-instance.ts";

/**
 * Looks whether an instance is ready: it runs, and Systems Manager reaches it. The clone of a host is only to run, as nothing is sent to it
 * but what its readiness asks for.
 *
 * @param work the work on the instance
 * @param role what it is for
 * @param context clients, clock and logger
 * @throws BuilderOfflineError, BuilderGoneError, AwsTransientError, AwsRequestError
 */
export async function checkInstance(work: Work, role: InstanceRole, context: Context): Promise<Work> {
  const { ec2, ssm, log, now } = context;
  const instanceId = requireInstance(work);
  const instance = await describeInstance(ec2, instanceId);
  const lost = await seeToLoss(work, instance, role, "again", context);
  if (lost !== undefined) return lost;
  const needsAgent = work.kind !== "capture";
  if (instance?.State?.Name === "running" && (!needsAgent || (await isOnline(ssm, instanceId)))) {
    const seconds = secondsBetween(work.since, now);
    log.info(role === instanceRoles.builder ? "Builder online" : "Verifier online", {
      instance_id: instanceId,
      seconds,
    });
    return { ...work, since: now.toISOString(), command: noCommand, check: done };
  }
  const reason = offlineReason(instance, work, now);
  if (reason !== undefined) throw new BuilderOfflineError(reason);
  return { ...work, check: waiting(pollSeconds(secondsBetween(work.since, now))) };
}
