import type { StatusCheckerConfig } from "../config.ts";
import type { Dependencies } from "../dependencies.ts";
import { countOutcome } from "../domain/outcomes.ts";
import { decide } from "../domain/status.ts";
import { listCopiesOf } from "../ec2/own-images.ts";
import type { CopyItem, Outcome, ReadyItem, Wave, WaveEntry, WaveState } from "../shapes.ts";

/**
 * Looks after a wave: counts the images whose part is over, and sees with one listing which of the others are ready.
 *
 * @param wave the wave as the workflow holds it
 * @param config the status checker's configuration
 * @param dependencies client and clock
 * @throws AwsTransientError, AwsRequestError
 */
export async function check(wave: WaveState, config: StatusCheckerConfig, { ec2, now }: Dependencies): Promise<Wave> {
  const entries = [...wave.ready, ...wave.images];
  const pending = entries.filter(isUnderWay);
  const copies = await listCopiesOf(
    ec2,
    pending.map((item) => item.source_ami_id),
  );
  const moment = { now: now(), copyTimeoutHours: config.copyTimeoutHours };
  const waiting: CopyItem[] = [];
  const ready: ReadyItem[] = [];
  let summary = entries.filter(isOver).reduce(countOutcome, wave.summary);
  for (const item of pending) {
    const decision = decide(item, copies.get(item.source_ami_id), moment);
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

function isUnderWay(entry: WaveEntry): entry is CopyItem {
  return entry.status === "pending" || entry.status === "copy_initiated";
}

function isOver(entry: WaveEntry): entry is Outcome {
  return !isUnderWay(entry);
}
