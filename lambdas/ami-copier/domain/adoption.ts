import type { Image } from "@aws-sdk/client-ec2";
import { maxCopyTimeoutHours, tagKeys } from "../contract.ts";
import { tagValue } from "./images.ts";

const hourInMilliseconds = 3_600_000;

/**
 * The installation behind an execution: the name of its state machine.
 *
 * @param executionArn `arn:<partition>:states:<region>:<account>:execution:<state machine>:<execution>`
 */
export function installationOf(executionArn: string): string {
  return executionArn.split(":")[6] ?? executionArn;
}

/** The installation that made an image; older temporary images say it by their execution only. Undefined when the image does not say it. */
export function makerOf(image: Image): string | undefined {
  const execution = tagValue(image, tagKeys.copyExecution);
  return (
    tagValue(image, tagKeys.copierInstallation) ?? (execution === undefined ? undefined : installationOf(execution))
  );
}

/**
 * When a copy is given up that is not complete. Between its plan and its start it may wait hours for a place in the quota of snapshot copies,
 * which must not be taken from the time it has. The waiting counts in whole hours, so that a call that is made again is the same call; one
 * made again in the next hour finds the copy's name taken.
 *
 * @param plannedAt time of the plan, ISO 8601
 * @param timeoutHours `copy_timeout_hours`
 * @param now time of the start
 * @returns ISO 8601 in UTC
 */
export function copyDeadline(plannedAt: string, timeoutHours: number, now: Date): string {
  const planned = Date.parse(plannedAt);
  const hoursToStart = Math.max(1, Math.ceil((now.getTime() - planned) / hourInMilliseconds));
  return new Date(planned + (hoursToStart + timeoutHours) * hourInMilliseconds).toISOString();
}

/** Who looks at a copy, and when. */
export interface Observer {
  /** Name of the state machine. */
  readonly installation: string;
  readonly now: Date;
  /** `copy_timeout_hours` of this installation, for its own copies of a version that wrote no deadline. */
  readonly copyTimeoutHours: number;
}

/** Whether the observer's installation made an image. */
export function isOwn(image: Image, { installation }: Pick<Observer, "installation">): boolean {
  return makerOf(image) === installation;
}

/**
 * Until when the installation that makes a copy may wait for it: until then nobody else touches the copy, and then nobody has to spare it.
 * The copy says it itself. One of an older version has what its own installation allows, or, for others, the most that any installation may
 * allow.
 *
 * @returns milliseconds since 1970; infinity when it cannot be told
 */
export function deadlineOf(image: Image, observer: Observer): number {
  const tagged = Date.parse(tagValue(image, tagKeys.copyDeadline) ?? "");
  if (!Number.isNaN(tagged)) {
    return tagged;
  }
  const hours = isOwn(image, observer) ? observer.copyTimeoutHours : maxCopyTimeoutHours;
  return image.CreationDate === undefined ? Infinity : Date.parse(image.CreationDate) + hours * hourInMilliseconds;
}

/** Whether nobody waits for a copy any more. */
export function isOverdue(image: Image, observer: Observer): boolean {
  return observer.now.getTime() > deadlineOf(image, observer);
}

/**
 * Whether a temporary image may be finished or removed by the observer: it is of the same installation, or its deadline is over. Beyond
 * that, strangers leave alone what their own discovery does not take.
 */
export function isAdoptable(image: Image, observer: Observer): boolean {
  return isOwn(image, observer) || isOverdue(image, observer);
}
