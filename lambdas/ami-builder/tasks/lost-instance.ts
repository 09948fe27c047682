import type { Instance } from "@aws-sdk/client-ec2";
import type { InstanceRole } from "../contract.ts";
import { judgeInstance } from "../domain/instance-state.ts";
import { relaunched } from "../domain/launch-work.ts";
import { BuilderGoneError } from "../errors.ts";
import { changeRecord } from "../record/change.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";

/**
 * Sees to an instance that has ended by itself: one that EC2 took away is launched once more, on demand.
 *
 * @param work the work on the instance
 * @param instance as EC2 shows it
 * @param role what it is for
 * @param state what the next state decides by
 * @param context clock, bucket and logger
 * @returns the work with another launch before it; undefined while the instance is there, or may be
 * @throws BuilderGoneError
 */
export async function seeToLoss(
  work: Work,
  instance: Instance | undefined,
  role: InstanceRole,
  state: "again" | "relaunch",
  { bucket, log, now }: Context,
): Promise<Work | undefined> {
  const judged = judgeInstance(instance, work, now);
  if (judged.kind !== "lost") return undefined;
  const instanceId = work.instance_id ?? "The instance";
  if (!judged.elsewhere || work.on_demand) {
    throw new BuilderGoneError(`${instanceId} has ended while it was needed: ${judged.reason}.`);
  }
  const next = relaunched(work, role, now, state);
  await changeRecord(bucket, work, (record) => ({ attempt: Math.max(record.attempt, next.attempt) }));
  log.warn("An instance is lost and launched again on demand", {
    instance_id: work.instance_id,
    reason: judged.reason,
  });
  return next;
}
