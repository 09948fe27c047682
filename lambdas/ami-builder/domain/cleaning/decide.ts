import type { Image } from "@aws-sdk/client-ec2";
import type { Garbage, Kept } from "../../cleaning-shapes.ts";
import { imageStates, tagKeys } from "../../contract.ts";
import type { Settings } from "../../settings.ts";
import { tagValue } from "../images.ts";
import { blockerOf } from "./blockers.ts";
import { isOurs, kindOf, toGarbage, toKept } from "./images.ts";
import { judgeInstance } from "./instances.ts";
import { judgeUnfinished } from "./leavings.ts";
import { judgeFinished, type Retirement, usableByKind } from "./retirement.ts";
import type { CleaningRules } from "./rules.ts";
import { judgeSnapshot } from "./snapshots.ts";
import type { ImageLooks, RegionWorld } from "./world.ts";

/** What a cleanup goes by, at a moment. */
export interface Question {
  readonly rules: CleaningRules;
  readonly settings: Settings;
  readonly now: Date;
}

/** What becomes of a Region. Each thing that was looked at is in one of the lists. */
export interface RegionDecision {
  /** What dead runs left. */
  readonly leavings: readonly Garbage[];
  /** Old images. */
  readonly retired: readonly Garbage[];
  readonly kept: readonly Kept[];
}

/**
 * Images that go unless somebody uses them: about these alone EC2 has to be asked more.
 *
 * @param world what the Region holds
 * @param question what is gone by
 */
export function candidates(world: RegionWorld, question: Question): readonly Image[] {
  return judgeImages(world, question).flatMap(({ image, verdict }) => (verdict.goes ? image : []));
}

/**
 * Decides what goes in a Region. Nothing that is used, shared, protected or another's does, left by a dead run or not.
 *
 * @param world what the Region holds
 * @param looks who uses the {@link candidates}
 * @param question what is gone by
 */
export function decideRegion(world: RegionWorld, looks: ImageLooks, question: Question): RegionDecision {
  const { rules, settings } = question;
  const leavings: Garbage[] = [];
  const retired: Garbage[] = [];
  const kept: Kept[] = [];
  for (const { image, unfinished, verdict } of judgeImages(world, question)) {
    const blocker = verdict.goes ? blockerOf(image, looks, rules.includeShared, settings) : verdict.reason;
    if (!verdict.goes || blocker !== undefined) {
      kept.push(toKept(image, world.region, blocker ?? verdict.reason));
      continue;
    }
    const removal = { action: verdict.action, mode: "cleanup", ignore_in_use: false } as const;
    (unfinished ? leavings : retired).push(toGarbage(image, world.region, removal, verdict.reason, settings));
  }
  const others = judgeOthers(world, question);
  return {
    leavings: [...others.leavings, ...leavings.toSorted(oldestFirst)],
    retired: retired.toSorted(oldestFirst),
    kept: [...others.kept, ...kept],
  };
}

interface Judged {
  readonly image: Image;
  readonly unfinished: boolean;
  readonly verdict: Retirement;
}

function judgeImages({ images, over }: RegionWorld, { rules, settings, now }: Question): readonly Judged[] {
  const ours = images.filter((image) => isOurs(image, settings));
  const usable = usableByKind(ours, settings);
  return ours.map((image) => {
    const unfinished = tagValue(image, tagKeys.state) === imageStates.building && image.State !== "disabled";
    if (!unfinished)
      return {
        image,
        unfinished,
        verdict: judgeFinished(image, usable.get(kindOf(image, settings)) ?? [], rules, settings, now),
      };
    const { goes, reason } = judgeUnfinished(image, over, now);
    return { image, unfinished, verdict: goes ? { goes, action: "remove", reason } : { goes, reason } };
  });
}

/** Instances and snapshots. */
function judgeOthers({ region, instances, images, snapshots, over }: RegionWorld, { now }: Question) {
  const leavings: Garbage[] = [];
  const kept: Kept[] = [];
  const none = { version: "", variant: "", snapshots: [], mode: "cleanup", ignore_in_use: false } as const;
  for (const instance of instances) {
    const verdict = judgeInstance(instance, images, over, now);
    if (verdict === undefined) continue;
    const { goes, reason } = verdict;
    const place = { id: instance.InstanceId ?? "", region, reason };
    if (!goes) {
      kept.push(place);
      continue;
    }
    const name = tagValue(instance, tagKeys.name) ?? "";
    const created = instance.LaunchTime?.toISOString() ?? "";
    leavings.push({ ...none, ...place, snapshots: [], kind: "instance", action: "terminate", name, created });
  }
  for (const snapshot of snapshots) {
    const { goes, reason } = judgeSnapshot(snapshot, images, now);
    const place = { id: snapshot.SnapshotId ?? "", region, reason };
    if (!goes) {
      kept.push(place);
      continue;
    }
    const name = tagValue(snapshot, tagKeys.name) ?? "";
    const created = snapshot.StartTime?.toISOString() ?? "";
    leavings.push({ ...none, ...place, snapshots: [], kind: "snapshot", action: "remove", name, created });
  }
  return { leavings, kept };
}

function oldestFirst(left: Garbage, right: Garbage): number {
  return left.created < right.created ? -1 : left.created > right.created ? 1 : 0;
}
