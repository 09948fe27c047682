import type { Instance } from "@aws-sdk/client-ec2";
import type { Work } from "../shapes.ts";
import { isOverdue, secondsBetween } from "./moments.ts";

/** Seconds in which EC2 need not show a new instance: its listings lag behind its calls (EC2 API Reference, Eventual consistency). */
const unseenSeconds = 5 * 60;

/** Seconds from a launch until an instance must be reached by Systems Manager. */
export const onlineSeconds = 10 * 60;

/** What a look at an instance says. */
export type InstanceState =
  | { readonly kind: "waiting" }
  | { readonly kind: "running" }
  /** It has ended, or was never there; whether another one on demand may fare better. */
  | { readonly kind: "lost"; readonly reason: string; readonly elsewhere: boolean };

/**
 * Judges an instance that is to run.
 *
 * @param instance as EC2 shows it; undefined if it does not
 * @param work since when it is waited for
 * @param now the moment of the look
 */
export function judgeInstance(
  instance: Instance | undefined,
  { since }: Pick<Work, "since">,
  now: Date,
): InstanceState {
  switch (instance?.State?.Name) {
    case "pending":
      return { kind: "waiting" };
    case "running":
      return { kind: "running" };
    case undefined:
      return secondsBetween(since, now) < unseenSeconds
        ? { kind: "waiting" }
        : { kind: "lost", reason: "EC2 does not know it", elsewhere: false };
    default: {
      const { Code = "", Message = "EC2 gives no reason" } = instance?.StateReason ?? {};
      return {
        kind: "lost",
        reason: `it is ${instance?.State?.Name ?? "gone"}: ${Message.startsWith(Code) ? "" : `${Code}: `}${Message}`,
        elsewhere: instance?.InstanceLifecycle === "spot" || Code.startsWith("Server."),
      };
    }
  }
}

/**
 * Why a running instance is not reached by Systems Manager, for a person.
 *
 * @param instance as EC2 shows it
 * @param work what is done
 * @param now the moment of the look
 * @returns undefined while there is time
 */
export function offlineReason(
  instance: Instance | undefined,
  work: Pick<Work, "deadline" | "ends_at" | "since">,
  now: Date,
): string | undefined {
  if (!isOverdue(work, now)) return undefined;
  const { InstanceId = "The instance", State, IamInstanceProfile, SubnetId, PublicIpAddress } = instance ?? {};
  const minutes = Math.round(secondsBetween(work.since, now) / 60);
  return (
    `${InstanceId} is ${State?.Name ?? "not to be seen"}, but Systems Manager has not heard of it in ${minutes} minutes. ` +
    `Instance profile: ${IamInstanceProfile?.Arn ?? "none"}; subnet: ${SubnetId ?? "none"}; public address: ${PublicIpAddress ?? "none"}. ` +
    "Its profile must allow ssm:UpdateInstanceInformation, ssmmessages and ec2messages; its subnet must have a way out to Systems Manager " +
    "(a NAT gateway, VPC endpoints, or associate_public_ip_address in a public subnet); and the base image must have the SSM agent " +
    "(else base_ami.ssm_agent: install)."
  );
}
