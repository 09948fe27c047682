import type { GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";
import { wrapperCodes } from "../scripts/command.ts";

/** Seconds in which Systems Manager need not know a command that it has just taken. */
const unseenSeconds = 30;

/** The parts of Systems Manager's answer that a command is judged by. */
export type Invocation = Pick<
  GetCommandInvocationCommandOutput,
  "StatusDetails" | "ResponseCode" | "ExecutionStartDateTime" | "ExecutionEndDateTime"
>;

/** What a look at a command says. */
export type CommandState =
  | { readonly kind: "running" }
  | { readonly kind: "ended"; readonly code: number }
  | { readonly kind: "timeout" }
  /** It has not reached the agent. */
  | { readonly kind: "undelivered"; readonly status: string }
  | { readonly kind: "cancelled" }
  /** Its process ended without leaving an exit code. */
  | { readonly kind: "lost" };

/**
 * Judges a command (Systems Manager User Guide, Understanding command statuses). The words are written with spaces there, and without in
 * answers of the API.
 *
 * @param invocation what Systems Manager says of it; undefined if it knows no such command on the instance
 * @param seconds since it was sent
 */
export function judgeInvocation(invocation: Invocation | undefined, seconds: number): CommandState {
  if (invocation === undefined) {
    return seconds < unseenSeconds ? { kind: "running" } : { kind: "undelivered", status: "unknown" };
  }
  const { StatusDetails = "", ResponseCode = -1 } = invocation;
  switch (StatusDetails.replaceAll(/\s/g, "").toLowerCase()) {
    case "pending":
    case "inprogress":
    case "delayed":
    case "cancelling":
      return { kind: "running" };
    case "success":
      return { kind: "ended", code: 0 };
    case "failed":
      if (ResponseCode === wrapperCodes.timeout) return { kind: "timeout" };
      return ResponseCode === wrapperCodes.lost ? { kind: "lost" } : { kind: "ended", code: ResponseCode };
    case "executiontimedout":
    case "timedout":
      return { kind: "timeout" };
    case "cancelled":
      return { kind: "cancelled" };
    default:
      return { kind: "undelivered", status: StatusDetails };
  }
}

/** Seconds that a command ran, as the agent says; else those since it was sent. */
export function commandSeconds(
  { ExecutionStartDateTime, ExecutionEndDateTime }: Invocation,
  sinceSent: number,
): number {
  const from = Date.parse(ExecutionStartDateTime ?? "");
  const to = Date.parse(ExecutionEndDateTime ?? "");
  return Number.isNaN(from) || Number.isNaN(to) ? Math.round(sinceSent) : Math.max(0, (to - from) / 1_000);
}
