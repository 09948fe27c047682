import type { Capture } from "../capture-shapes.ts";
import { later } from "../domain/moments.ts";
import { requireProbe, urlOf } from "../domain/probing.ts";
import { again } from "../domain/polling.ts";
import { describeInstance } from "../ec2/describe-instances.ts";
import { InstanceStateError } from "../errors.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";
import { requireInstance } from "./require-instance.ts";

/** Seconds in which a host must be ready again after the reboot for its image. */
const rebootSeconds = 10 * 60;

/**
 * Aims the probing at an instance anew: at the clone of the image, which has the time that the host had, or at the host after its reboot.
 *
 * @throws InstanceStateError if the instance is gone or lacks the address, AwsTransientError, AwsRequestError
 */
export async function aimProbe(
  capture: Capture,
  work: Work,
  at: "host" | "clone",
  { ec2, now }: Context,
): Promise<Capture> {
  const { readiness } = requireProbe(capture);
  const instanceId = at === "clone" ? requireInstance(work) : capture.request.instance_id;
  const instance = await describeInstance(ec2, instanceId);
  if (instance === undefined) throw new InstanceStateError(`${instanceId} is gone: EC2 does not show it.`);
  return {
    ...capture,
    probe: {
      instance_id: instanceId,
      url: urlOf(readiness.url, instance),
      successes: 0,
      since: now.toISOString(),
      deadline: later(now, at === "clone" ? readiness.timeout_seconds : rebootSeconds),
      last: "",
      command_id: null,
    },
    check: again(0),
  };
}
