import type { EC2Client } from "@aws-sdk/client-ec2";
import type { StatusCheckerConfig } from "../config.ts";
import type { Dependencies } from "../dependencies.ts";
import { countOutcome } from "../domain/outcomes.ts";
import { installationOf } from "../domain/adoption.ts";
import type { OwnCopies } from "../domain/images.ts";
import { decide } from "../domain/status.ts";
import { findImages, listCopiesOf } from "../ec2/own-images.ts";
import type { CopyItem, Outcome, ReadyItem, Wave, WaveEntry, WaveState } from "../shapes.ts";

/**
 * Looks after a wave: counts the images whose part is over, and sees with one listing which of the others are ready. Only when it does not
 * show one of them does another look for it by its id.
 *
 * @param wave the wave as the workflow holds it
 * @param config the status checker's configuration
 * @param dependencies client and clock
 * @throws AwsTransientError, AwsRequestError
 */
export async function check(wave: WaveState, config: StatusCheckerConfig, { ec2, now }: Dependencies): Promise<Wave> {
  const entries = [...wave.ready, ...wave.images];
  const pending = entries.filter(isUnderWay);
  const copies = await look(pending, ec2);
  const observer = {
    installation: installationOf(wave.execution_id),
    now: now(),
    copyTimeoutHours: config.copyTimeoutHours,
  };
  const waiting: CopyItem[] = [];
  const ready: ReadyItem[] = [];
  let summary = entries.filter(isOver).reduce(countOutcome, wave.summary);
  for (const item of pending) {
    const decision = decide(item, copies.get(item.source_ami_id), observer);
    switch (decision.kind) {
      case "wait":
        waiting.push(decision.item);
        break;
      case "ready":
        ready.push(decision.item);
        break;
      case "over":
        summary = countOutcome(summary, decision.outcome);
    }
  }
  return {
    execution_id: wave.execution_id,
    index: wave.index,
    images: waiting,
    ready,
    summary,
  };
}

/** The copies of what is under way, by source image id. */
async function look(pending: readonly CopyItem[], ec2: EC2Client): Promise<ReadonlyMap<string, OwnCopies>> {
  const copies = await listCopiesOf(
    ec2,
    pending.map((item) => item.source_ami_id),
  );
  const unseen = pending.filter(({ source_ami_id, temp_ami_id }) => {
    const { finals = [], temporaries = [] } = copies.get(source_ami_id) ?? {};
    return (
      temp_ami_id !== undefined && finals.length === 0 && !temporaries.some((image) => image.ImageId === temp_ami_id)
    );
  });
  // A copy that failed may have lost its tags; the image that it is stays where it was.
  const found = await findImages(
    ec2,
    unseen.flatMap(({ temp_ami_id }) => temp_ami_id ?? []),
  );
  const additions = unseen.map(({ source_ami_id, temp_ami_id }): [string, OwnCopies] => {
    const { finals = [], temporaries = [] } = copies.get(source_ami_id) ?? {};
    const own = found.filter((image) => image.ImageId === temp_ami_id);
    return [source_ami_id, { finals, temporaries: [...temporaries, ...own] }];
  });
  return new Map([...copies, ...additions]);
}

function isUnderWay(entry: WaveEntry): entry is CopyItem {
  return entry.status === "pending" || entry.status === "copy_initiated";
}

function isOver(entry: WaveEntry): entry is Outcome {
  return !isUnderWay(entry);
}
