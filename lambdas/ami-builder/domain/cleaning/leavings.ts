import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import { tagValue } from "../images.ts";
import { isFailed, templateOf } from "./images.ts";
import type { Verdict } from "./instances.ts";
import { daysSince } from "./world.ts";

/**
 * Decides whether an image goes that was begun and never finished: when its run is over, and it is older than a day, so that a run in between
 * can go on with it. A captured one stays for the next capture of its host's version, unless EC2 has given it up: its reboot is not repeated.
 *
 * @param image an image in the state building
 * @param over ARNs of executions that are over
 * @param now the present
 */
export function judgeUnfinished(image: Image, over: ReadonlySet<string>, now: Date): Verdict {
  const stays = (reason: string): Verdict => ({ goes: false, reason });
  if (image.State === "pending") return stays("EC2 is still making it");
  if (daysSince(image.CreationDate, now) < 1) return stays("it is not finished, but younger than a day");
  const execution = tagValue(image, tagKeys.execution);
  const isOver = execution !== undefined && over.has(execution);
  if (templateOf(image) === undefined) {
    if (!isFailed(image)) return stays("the next capture of its version goes on with it");
    return execution === undefined || isOver
      ? { goes: true, reason: "EC2 could not make it" }
      : stays("its run goes on");
  }
  if (execution === undefined) return stays("it does not say which run made it");
  return isOver ? { goes: true, reason: "its run is over, and it was never finished" } : stays("its run goes on");
}
