import type { Image } from "@aws-sdk/client-ec2";
import { imageStates, tagKeys } from "../../contract.ts";
import type { Settings } from "../../settings.ts";
import { finishedState, tagValue } from "../images.ts";
import { isAdopted, kindOf } from "./images.ts";
import type { CleaningRules } from "./rules.ts";
import { daysSince } from "./world.ts";

/** What becomes of an image that is finished, as far as its age says. */
export type Retirement =
  | { readonly goes: false; readonly reason: string }
  | { readonly goes: true; readonly action: "disable" | "remove"; readonly reason: string };

/**
 * Decides whether a finished image is retired. First it is disabled, which can be undone; days later it is deregistered. Who enables it again
 * by hand keeps it, and so does who disabled it by hand. The newest of its kind always stay, and the last of its kind.
 *
 * @param image an image that is not in the state building
 * @param usable what is usable of its kind, see {@link usableByKind}
 * @param rules how many stay, and how old the others must be
 * @param settings the module's inputs
 * @param now the present
 */
export function judgeFinished(
  image: Image,
  usable: readonly Image[],
  rules: CleaningRules,
  settings: Settings,
  now: Date,
): Retirement {
  const stays = (reason: string) => ({ goes: false, reason }) as const;
  const isRetiring = tagValue(image, tagKeys.state) === imageStates.retiring;
  if (image.State === "disabled" && !isRetiring) return stays("somebody has disabled it by hand");
  if (image.State !== "available" && image.State !== "disabled") return stays(`it is ${image.State ?? "in no state"}`);
  if (!isRetiring && !isFinished(image, settings)) return stays("it is in no state that this module gives");
  if (rules.sweepOnly) return stays("only what dead runs left is looked for");
  if (rules.keepNewest === null) return stays("nothing is retired without retention_keep_newest");

  const kind = kindOf(image, settings);
  const retiredAt = tagValue(image, tagKeys.retiredAt);
  if (retiredAt !== undefined) {
    if (image.State === "available") return stays("it was retired, and somebody has enabled it again");
    if (usable.length === 0) return stays(`it is the last of ${kind}`);
    return daysSince(retiredAt, now) < rules.disableDays
      ? stays(`it is disabled, and goes ${rules.disableDays} days after ${retiredAt}`)
      : { goes: true, action: "remove", reason: `retired at ${retiredAt}` };
  }

  const newer = usable.filter((other) => isNewer(other, image));
  if (newer.length < rules.keepNewest) return stays(`it is among the ${rules.keepNewest} newest of ${kind}`);
  // A run that died has begun to retire it: what is left of that does not wait for its age.
  if (!isRetiring) {
    const young = tooYoung(image, rules, now);
    if (young !== undefined) return stays(young);
  }
  const reason = `${newer.length} of ${kind} are newer`;
  return { goes: true, action: rules.disableDays === 0 ? "remove" : "disable", reason };
}

/** The images that can be launched and are finished, by their kinds: among them the newest are counted. */
export function usableByKind(images: readonly Image[], settings: Settings): ReadonlyMap<string, readonly Image[]> {
  const kinds = new Map<string, Image[]>();
  for (const image of images) {
    if (image.State !== "available" || !isFinished(image, settings)) continue;
    const kind = kindOf(image, settings);
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [image]);
    else known.push(image);
  }
  return kinds;
}

/** Whether nothing is missing of an image. Others' have no state: what they made is finished. */
function isFinished(image: Image, settings: Settings): boolean {
  return (
    finishedState(image) !== undefined || (isAdopted(image, settings) && tagValue(image, tagKeys.state) === undefined)
  );
}

/** EC2 gives the moment to the second, so that equal ones are ordered by id. */
function isNewer(left: Image, right: Image): boolean {
  const key = ({ CreationDate = "", ImageId = "" }: Image) => `${CreationDate} ${ImageId}`;
  return key(left) > key(right);
}

/** Why an image is too young to go, or was launched too lately; EC2 tells of launches a day late (EC2 User Guide, last launched time). */
function tooYoung(image: Image, { minAgeDays, unusedDays }: CleaningRules, now: Date): string | undefined {
  const age = daysSince(image.CreationDate, now);
  if (minAgeDays > 0 && age < minAgeDays) return `it is younger than ${minAgeDays} days`;
  if (unusedDays === 0) return undefined;
  if (age < 1) return "whether it was launched shows only after a day";
  const { LastLaunchedTime: last } = image;
  return last !== undefined && daysSince(last, now) < unusedDays
    ? `it was launched at ${last}, less than ${unusedDays} days ago`
    : undefined;
}
