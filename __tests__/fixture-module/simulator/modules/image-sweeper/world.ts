import { kindTag } from "../../../lambdas/image-sweeper/contract.ts";
import { type Account, accountId } from "../../account.ts";
import { holdingsOf } from "../../aws/ec2/holdings.ts";
import type { Follower, Stage, World } from "../simulated-module.ts";
import { Progress } from "./progress.ts";
import type { SweeperPart } from "./record.ts";
import type { SweeperScenario } from "./scenario.ts";

const millisecondsPerDay = 24 * 3_600_000;
const kind = "golden";

/** An account with images of several ages. */
export class SweeperWorld implements World<SweeperPart> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly remarks: readonly string[];
  readonly keyIds = [];
  readonly hosts = [];
  readonly #scenario: SweeperScenario;

  constructor(scenario: SweeperScenario) {
    this.#scenario = scenario;
    const isGiven = "kinds" in (scenario.variables ?? {});
    this.remarks = isGiven ? [] : [`kinds was made up for this simulation: ${kind}, kept for 30 days.`];
    this.variables = { kinds: { [kind]: { keep_days: 30 } }, ...scenario.variables };
  }

  prepare({ account }: Stage): Promise<void> {
    const { old_images, new_images, failed_images } = this.#scenario;
    addImages(account, "old", old_images, 60);
    addImages(account, "new", new_images, 1);
    for (const id of addImages(account, "failed", failed_images, 0)) account.ec2.modify(id, { State: "failed" });
    return Promise.resolve();
  }

  follow(account: Account, startedAt: number): Follower<SweeperPart> {
    const progress = new Progress(() => account.clock.now - startedAt);
    return {
      observe: progress.observe,
      items: progress.items,
      part: () => ({ images: progress.records(), account: holdingsOf(account) }),
    };
  }
}

/** Registers images, each with a snapshot of its own, and dates them back. */
function addImages(account: Account, name: string, count: number, ageDays: number): readonly string[] {
  const { clock, ec2, region } = account;
  const tags = [{ Key: kindTag, Value: kind }];
  return Array.from({ length: count }, (_, index) => {
    const SnapshotId = ec2.store.newId("snap");
    const snapshot = { SnapshotId, OwnerId: accountId, State: "completed", VolumeSize: 8, Tags: tags } as const;
    ec2.store.snapshots.set(SnapshotId, { region, snapshot: { ...snapshot, Tags: [...tags] }, end: undefined });
    const registration = {
      Name: `${kind}-${name}-${index + 1}`,
      Architecture: "x86_64",
      RootDeviceName: "/dev/xvda",
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { SnapshotId } }],
      TagSpecifications: [{ ResourceType: "image", Tags: [...tags] }],
    };
    const { ImageId } = ec2.call("RegisterImage", registration, region) as { readonly ImageId: string };
    // A minute between two of them, so that they have an order.
    const createdAt = clock.now - ageDays * millisecondsPerDay + index * 60_000;
    ec2.modify(ImageId, { CreationDate: new Date(createdAt).toISOString() });
    return ImageId;
  });
}
