import type { Capture } from "../capture-shapes.ts";
import { judgeInvocation } from "../domain/invocation.ts";
import { answered, requireProbe, statusWords } from "../domain/probing.ts";
import { pollSeconds, waiting } from "../domain/polling.ts";
import { InvalidInputError } from "../errors.ts";
import { readReadiness } from "../scripts/results.ts";
import { getInvocation } from "../ssm/get-invocation.ts";
import type { Context } from "./context.ts";

/**
 * Looks what an instance has answered itself.
 *
 * @throws ReadinessTimeoutError, AwsTransientError, AwsRequestError
 */
export async function checkProbe(capture: Capture, { ssm, now }: Context): Promise<Capture> {
  const { probe, readiness } = requireProbe(capture);
  if (probe.command_id === null) {
    throw new InvalidInputError("The capture has sent no command that could be looked at. Start a new run.");
  }
  const invocation = await getInvocation(ssm, probe.command_id, probe.instance_id);
  // A command that Systems Manager does not show yet is waited for like one that runs.
  const state = judgeInvocation(invocation, 0);
  if (state.kind === "running" && now.getTime() < Date.parse(probe.deadline)) {
    return { ...capture, check: waiting(pollSeconds(0)) };
  }
  const answer = readReadiness(invocation?.StandardOutputContent ?? "");
  return answered(
    capture,
    answer === undefined
      ? { status: 0, found: false, words: `no answer, the command is ${invocation?.StatusDetails ?? "unknown"}` }
      : {
          status: answer.status,
          found: answer.found,
          words: answer.status === 0 ? answer.error : statusWords(answer, readiness),
        },
    now,
  );
}
