import type { Image } from "@aws-sdk/client-ec2";
import type { Logger } from "../../shared/logger.ts";
import type { InitiatorConfig } from "../config.ts";
import type { InitiatorDependencies } from "../dependencies.ts";
import { planCopy } from "../domain/copy-item.ts";
import { installationOf, isAdoptable, isOwn, type Observer } from "../domain/adoption.ts";
import { knownMismatch, mismatchReason } from "../domain/billing.ts";
import { judge } from "../domain/discovery.ts";
import type { OwnCopies } from "../domain/images.ts";
import { countOutcome, emptySummary } from "../domain/outcomes.ts";
import { decide } from "../domain/status.ts";
import { listCopiesOf } from "../ec2/own-images.ts";
import { findShared } from "../ec2/shared-images.ts";
import type { CopyItem, Outcome, PlannedWave, ReadyItem, Wave } from "../shapes.ts";

/** The event of a wave's preparation. */
export interface PrepareEvent {
  readonly execution_id: string;
  readonly wave: PlannedWave;
}

/**
 * Turns the ids of a wave into copies to start or to go on with. It looks afresh, because hours may lie between discovery
 * and a late wave: others may have copied the image meanwhile, or its owner withdrawn it.
 *
 * @param event the execution and its wave
 * @param config the initiator's configuration
 * @param dependencies clients and clock
 * @param log logger of this execution
 * @throws AwsTransientError, AwsRequestError
 */
export async function prepare(
  event: PrepareEvent,
  config: InitiatorConfig,
  { ec2, sourceEc2, now }: InitiatorDependencies,
  log: Logger,
): Promise<Wave> {
  const { images: ids, metadata, failure_limit, index } = event.wave;
  const sources = new Map(
    (await findShared(sourceEc2, config.sourceOwnerIds, ids)).map((image) => [image.ImageId, image]),
  );
  const copies = await listCopiesOf(ec2, ids);
  const observer = {
    installation: installationOf(event.execution_id),
    now: now(),
    copyTimeoutHours: config.copyTimeoutHours,
  };
  const naming = { ...config, now: observer.now };

  const images: CopyItem[] = [];
  const ready: ReadyItem[] = [];
  let summary = emptySummary(failure_limit);
  for (const id of ids) {
    const source = sources.get(id);
    const temporary = copies.get(id)?.temporaries.find(
      // A source that is no longer shared is no longer taken: what strangers have left of it stays theirs.
      (image) => (source === undefined ? isOwn(image, observer) : isAdoptable(image, observer)),
    );
    const outcome = settleWithoutCopy({ id, source, temporary, copies: copies.get(id) }, observer);
    if (outcome !== undefined) {
      log.info("No copy is started", { ...outcome });
      summary = countOutcome(summary, outcome);
      continue;
    }
    const item = planCopy({ sourceAmiId: id, source, temporary, metadata: metadata?.[id] }, naming);
    // An adopted copy may be complete, or have failed, long since: nobody has to wait for it.
    const decision = temporary === undefined ? undefined : decide(item, copies.get(id), observer);
    if (decision?.kind === "ready") {
      ready.push(decision.item);
    } else {
      images.push(item);
    }
  }
  return {
    execution_id: event.execution_id,
    index,
    images,
    ready,
    summary,
  };
}

/** What a wave sees of one image. */
interface Seen {
  readonly id: string;
  readonly source: Image | undefined;
  /** The temporary image to adopt. */
  readonly temporary: Image | undefined;
  readonly copies: OwnCopies | undefined;
}

/** The outcome of an image that needs no copy or can have none; undefined when it is to be copied or finished. */
function settleWithoutCopy(seen: Seen, observer: Observer): Outcome | undefined {
  const { id: source_ami_id, source, copies } = seen;
  switch (judge(copies, observer)) {
    case "adopt":
      return settleAdopted(seen);
    case "skip":
      return { source_ami_id, status: "skipped", reason: "it was copied meanwhile" };
    case "defer":
      return { source_ami_id, status: "deferred", reason: "another installation is copying it" };
    case "copy":
      return refuse(source_ami_id, source);
  }
}

function settleAdopted({ id: source_ami_id, temporary, copies }: Seen): Outcome | undefined {
  if (temporary === undefined) {
    return { source_ami_id, status: "deferred", reason: "it is left to the installation that copies it" };
  }
  const mismatch = knownMismatch(temporary);
  return mismatch === undefined || copies?.finals.length !== 0
    ? undefined
    : { source_ami_id, status: "failed", reason: mismatchReason(temporary.ImageId ?? "", mismatch) };
}

function refuse(source_ami_id: string, source: Image | undefined): Outcome | undefined {
  if (source === undefined) {
    return { source_ami_id, status: "failed", reason: "the image is no longer shared with this account" };
  }
  return source.RootDeviceType === "instance-store"
    ? { source_ami_id, status: "failed", reason: "its root is an instance store volume; only EBS images can be copied" }
    : undefined;
}
