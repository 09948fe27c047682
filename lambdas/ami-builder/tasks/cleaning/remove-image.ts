import type { EC2Client, Image } from "@aws-sdk/client-ec2";
import { deleteSnapshots } from "../../../shared/ec2/delete-snapshots.ts";
import { isImageGone } from "../../../shared/ec2/is-image-gone.ts";
import { removeWithSnapshots } from "../../../shared/ec2/remove-image.ts";
import type { Removal, RemovalResult } from "../../cleaning-shapes.ts";
import { imageStates, modes, tagKeys } from "../../contract.ts";
import { blockerOf } from "../../domain/cleaning/blockers.ts";
import { refusalOf } from "../../domain/cleaning/deletion.ts";
import { isOurs, ownParameterOf } from "../../domain/cleaning/images.ts";
import { snapshotIds, tagValue } from "../../domain/images.ts";
import { disableImage } from "../../ec2/disable-image.ts";
import { findImage } from "../../ec2/find-image.ts";
import { isShared } from "../../ec2/is-shared.ts";
import { tagResources } from "../../ec2/modify-image.ts";
import { InUseError } from "../../errors.ts";
import { deleteParameterOf } from "../../ssm/delete-parameter.ts";
import type { CleanerContext } from "./context.ts";
import { readPlan } from "./plan-file.ts";
import { findUses } from "./uses.ts";

/** Snapshots that a result names. */
const maxNamed = 5;

/**
 * Disables an image, or removes it with its snapshots. Before that it is looked at once more: hundreds of others may have gone first, and
 * meanwhile somebody may have come to use it. The parameter that a captured image has for itself goes before it.
 *
 * @throws InUseError where somebody asks for the deletion of an image that is in use; AwsTransientError, AwsRequestError, ConfigurationError
 */
export async function removeImage(item: Removal, context: CleanerContext): Promise<RemovalResult> {
  const { dependencies, settings } = context;
  const { id, region, action } = item;
  const ec2 = dependencies.ec2(region);
  const result: RemovalResult = { id, region, status: "removed" };
  const image = await findImage(ec2, id);
  if (image === undefined) return { ...result, ...inUse(await removeRest(ec2, item, context)) };
  const reason = await whyItStays(image, item, context);
  if (reason !== undefined) return { ...result, status: "kept", reason };
  const parameter = ownParameterOf(image, settings);
  if (parameter !== undefined) await deleteParameterOf(dependencies.ssm(region), parameter, id);
  if (action === "disable") {
    await retire(ec2, image, dependencies.now());
    return result;
  }
  return { ...result, ...inUse(await removeWithSnapshots(ec2, id, snapshotIds(image))) };
}

/** Why an image stays that was to go when the run looked at it first. */
async function whyItStays(
  image: Image,
  { id, region, mode, ignore_in_use }: Removal,
  context: CleanerContext,
): Promise<string | undefined> {
  const { dependencies, settings } = context;
  if (!isOurs(image, settings)) return "it is no longer this installation's";
  const uses = await findUses(region, [id], context);
  if (mode === modes.delete) {
    const refusal = refusalOf(image, uses.get(id) ?? [], ignore_in_use, settings);
    if (refusal !== undefined) throw new InUseError(`${id}: ${refusal.reason}.`);
    return undefined;
  }
  const state = tagValue(image, tagKeys.state);
  if (image.State === "disabled" && state !== imageStates.retiring) return "somebody has disabled it by hand";
  if (image.State === "available" && tagValue(image, tagKeys.retiredAt) !== undefined) {
    return "somebody has enabled it again";
  }
  const shared = new Set((await isShared(dependencies.ec2(region), image)) ? [id] : []);
  return blockerOf(image, { uses, shared }, settings.retention_include_shared, settings);
}

/**
 * Retires an image: first the state, then disabled, then since when. Whichever of the three is missing tells where an earlier try has died.
 */
async function retire(ec2: EC2Client, image: Image, now: Date): Promise<void> {
  const id = image.ImageId ?? "";
  try {
    if (tagValue(image, tagKeys.state) !== imageStates.retiring) {
      await tagResources(ec2, [id], { [tagKeys.state]: imageStates.retiring });
    }
    if (image.State !== "disabled") await disableImage(ec2, id);
    if (tagValue(image, tagKeys.retiredAt) === undefined) {
      await tagResources(ec2, [id], { [tagKeys.retiredAt]: now.toISOString() });
    }
  } catch (error) {
    if (!(await isImageGone(ec2, id, error))) throw error;
  }
}

/** Deletes what an earlier try has left of an image that is gone: EC2 no longer says which snapshots were its own, but the plan does. */
async function removeRest(
  ec2: EC2Client,
  { id, region }: Removal,
  context: CleanerContext,
): Promise<readonly string[]> {
  const { removals } = await readPlan(context);
  const planned = removals.find((garbage) => garbage.id === id && garbage.region === region);
  return deleteSnapshots(ec2, planned?.snapshots ?? []);
}

function inUse(snapshots: readonly string[]): Pick<RemovalResult, "snapshots_in_use"> {
  return snapshots.length === 0 ? {} : { snapshots_in_use: snapshots.slice(0, maxNamed) };
}
