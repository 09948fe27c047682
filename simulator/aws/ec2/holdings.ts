import type { Ec2 } from "./ec2.ts";
import { viewImage, viewSnapshot } from "./view.ts";

/** The images and snapshots of an account, as plain data. */
export interface Holdings {
  readonly images: readonly HeldImage[];
  readonly snapshots: readonly HeldSnapshot[];
}

/** An image of the account. */
export interface HeldImage {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly volumes: readonly {
    readonly deviceName: string;
    readonly snapshotId: string;
    readonly type: string;
    readonly encrypted: boolean;
    /** GiB. */
    readonly size: number;
  }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A snapshot of the account. */
export interface HeldSnapshot {
  readonly id: string;
  readonly encrypted: boolean;
  /** GiB. */
  readonly size: number;
  readonly tags: Readonly<Record<string, string>>;
}

interface HoldingAccount {
  readonly ec2: Ec2;
  readonly clock: { readonly now: number };
  readonly region: string;
}

/**
 * What an account holds of images and snapshots, as EC2's listings would show it now.
 *
 * @param account the account, and the Region that is looked at
 */
export function holdingsOf({ ec2, clock, region }: HoldingAccount): Holdings {
  return {
    images: ec2.ownImages(region).map((stored): HeldImage => {
      const image = viewImage(stored, clock.now);
      return {
        id: stored.image.ImageId,
        name: image.Name ?? "",
        state: image.State ?? "",
        volumes: (stored.image.BlockDeviceMappings ?? []).flatMap(({ DeviceName = "", Ebs }) =>
          Ebs === undefined
            ? []
            : {
                deviceName: DeviceName,
                snapshotId: Ebs.SnapshotId ?? "",
                type: Ebs.VolumeType ?? "",
                encrypted: Ebs.Encrypted ?? false,
                size: Ebs.VolumeSize ?? 0,
              },
        ),
        tags: toRecord(image.Tags),
      };
    }),
    snapshots: [...ec2.store.snapshots.values()]
      .filter((stored) => stored.region === region)
      .map((stored) => viewSnapshot(stored, clock.now))
      .map(({ SnapshotId = "", Encrypted = false, VolumeSize = 0, Tags }) => ({
        id: SnapshotId,
        encrypted: Encrypted,
        size: VolumeSize,
        tags: toRecord(Tags),
      })),
  };
}

function toRecord(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
