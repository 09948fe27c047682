import type { GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";
import type { InstanceRole } from "../contract.ts";
import {
  type CommandTold,
  commandCancelled,
  commandLost,
  commandNotDelivered,
  commandTimedOut,
  stepFailed,
} from "../domain/command-errors.ts";
import { judgeInvocation } from "../domain/invocation.ts";
import { lastLines } from "../domain/last-lines.ts";
import { isOverdue } from "../domain/moments.ts";
import { again, done, pollSeconds, waiting } from "../domain/polling.ts";
import { repeatAfter, retrySeconds } from "../domain/sent.ts";
import { describeInstance } from "../ec2/describe-instances.ts";
import type { Work } from "../shapes.ts";
import { getInvocation } from "../ssm/get-invocation.ts";
import { type Look, openLook } from "./command-look.ts";
import type { Context } from "./context.ts";
import { judgeEnd } from "./judge-end.ts";
import { seeToLoss } from "./lost-instance.ts";
import { readLastWords } from "./read-output.ts";
import { recordStep } from "./record-step.ts";

/** How often a command is sent that does not reach its agent. */
const mostSends = 2;

/**
 * Looks at the command that runs on an instance, and says what is next: to look again, to send this or the next one, or to go on when all are
 * done.
 *
 * @param work the work on the instance
 * @param role what the instance is for
 * @param context clients, clock and logger
 * @throws StepFailedError, TestsFailedError, HygieneError, CommandTimeoutError, CommandNotDeliveredError, CommandCancelledError,
 *   CommandLostError, BuilderGoneError, AwsTransientError, AwsRequestError
 */
export async function checkCommand(work: Work, role: InstanceRole, context: Context): Promise<Work> {
  const look = await openLook(work, role, context);
  const { instanceId, command, seconds } = look;
  const invocation = await getInvocation(context.ssm, work.command.id ?? "", instanceId);
  const state = judgeInvocation(invocation, seconds);
  if (state.kind === "running" || state.kind === "undelivered" || state.kind === "lost") {
    const instance = await describeInstance(context.ec2, instanceId);
    const lost = await seeToLoss(work, instance, role, "relaunch", context);
    if (lost !== undefined) return lost;
  }
  switch (state.kind) {
    case "running":
      if (!isOverdue(work, context.now)) return { ...work, check: waiting(pollSeconds(seconds)) };
      throw commandTimedOut(told(look), Math.round(seconds));
    case "undelivered":
      if (work.command.sends >= mostSends) throw commandNotDelivered(told(look), state.status);
      return { ...work, since: context.now.toISOString(), command: { ...work.command, id: null }, check: again(0) };
    case "cancelled":
      throw commandCancelled(told(look));
    case "lost":
      await recordStep(look, invocation, 199, context);
      throw commandLost(told(look));
    case "timeout": {
      await recordStep(look, invocation, 124, context);
      return failed(
        look,
        commandTimedOut(await toldWithWords(look, invocation, context), command.timeoutSeconds),
        context,
      );
    }
    case "ended": {
      if (state.code !== 0) {
        await recordStep(look, invocation, state.code, context);
        return failed(look, stepFailed(await toldWithWords(look, invocation, context), state.code), context);
      }
      const error = await judgeEnd(look, invocation, context);
      if (error === "wait") return { ...work, check: waiting(pollSeconds(0)) };
      if (error !== undefined) return failed(look, error, context);
      await recordStep(look, invocation, 0, context);
      return next(look, context);
    }
  }
}

/** The next try, where there is one. */
function failed({ work, command, role, seconds }: Look, error: Error, { now, log }: Context): Work {
  const wait = work.command.attempt < command.retries ? retrySeconds : repeatAfter(command, role, seconds);
  if (wait === undefined) throw error;
  log.warn("Step failed and is tried again", { name: command.name, attempt: work.command.attempt });
  const attempt = work.command.attempt + 1;
  const since = command.kind === "tests" ? work.since : now.toISOString();
  return { ...work, since, command: { ...work.command, attempt, id: null, sends: 0 }, check: again(wait) };
}

function next({ work, isLast }: Look, { now }: Context): Work {
  const command = { index: work.command.index + 1, attempt: 0, id: null, sends: 0 };
  return { ...work, since: now.toISOString(), command, check: isLast ? done : again(0) };
}

function told({ command, log }: Look): CommandTold {
  return { command, log, lastWords: "" };
}

async function toldWithWords(
  look: Look,
  invocation: GetCommandInvocationCommandOutput | undefined,
  { bucket }: Context,
): Promise<CommandTold> {
  return invocation === undefined
    ? told(look)
    : { ...told(look), lastWords: lastLines(await readLastWords(bucket, look.prefix, invocation)) };
}
