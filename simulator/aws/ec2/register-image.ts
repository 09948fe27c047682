import type { BlockDeviceMapping, Image, RegisterImageCommandInput } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import type { Ec2Context } from "./context.ts";
import { checkRegistration, checkTags, checkTexts } from "./rules.ts";
import { tagsFor } from "./store.ts";
import { storedImage } from "./stored-image.ts";
import { viewSnapshot } from "./view.ts";

/**
 * RegisterImage: makes an image of snapshots. Whether a volume is encrypted follows from its snapshot.
 *
 * @throws AwsError InvalidAMIName.Malformed, InvalidAMIName.Duplicate, InvalidSnapshot.NotFound, InvalidBlockDeviceMapping and others
 */
export function registerImage(context: Ec2Context, input: RegisterImageCommandInput): { ImageId: string } {
  const { store, settings, region, accountId, now } = context;
  checkTexts(input.Name, input.Description);
  checkTags(input.TagSpecifications, ["image"]);
  checkRegistration(input);
  store.requireFreeName(region, accountId, input.Name, now);
  const mappings = (input.BlockDeviceMappings ?? []).map((mapping) => withSnapshot(context, mapping));
  const snapshots = mappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  // Billing follows the snapshots: they remember the image they were made for.
  const origin = snapshots.map((id) => store.findOrigin(id)).find((image) => image !== undefined);
  const { UefiData, TagSpecifications, ...fields } = input;
  const image = {
    // What is asked for is what a listing shows, under the same names.
    ...(fields as Partial<Image>),
    ImageId: store.newId("ami"),
    ImageLocation: `${accountId}/${input.Name ?? ""}`,
    ImageType: "machine" as const,
    OwnerId: accountId,
    State: "available" as const,
    CreationDate: new Date(now).toISOString(),
    Public: false,
    RootDeviceType: "ebs" as const,
    Hypervisor: "xen" as const,
    BlockDeviceMappings: mappings,
    PlatformDetails: origin?.image.PlatformDetails ?? "Linux/UNIX",
    UsageOperation: settings.registeredUsageOperation ?? origin?.image.UsageOperation ?? "RunInstances",
    Tags: tagsFor(TagSpecifications, "image"),
  };
  store.addImage(
    storedImage(
      {
        region,
        image,
        snapshots,
        uefiData: UefiData,
        availableFrom: now + settings.pendingSeconds * 1_000,
        visibleFrom: now + settings.hiddenSeconds * 1_000,
        hiddenListings: settings.hiddenListings,
        machine: origin?.machine,
        powerOffAt: origin?.powerOffAt,
      },
      now,
    ),
  );
  return { ImageId: image.ImageId };
}

function withSnapshot({ store, region, now }: Ec2Context, mapping: BlockDeviceMapping): BlockDeviceMapping {
  const { Ebs } = mapping;
  if (Ebs?.SnapshotId === undefined) {
    return mapping;
  }
  const stored = store.snapshots.get(Ebs.SnapshotId);
  ensure(stored?.region === region, "InvalidSnapshot.NotFound", `The snapshot '${Ebs.SnapshotId}' does not exist.`);
  const { State, Encrypted, VolumeSize } = viewSnapshot(stored, now);
  ensure(State === "completed", "IncorrectState", `The snapshot '${Ebs.SnapshotId}' is not completed.`);
  return {
    ...mapping,
    Ebs: {
      VolumeType: "gp2",
      DeleteOnTermination: true,
      ...(VolumeSize === undefined ? {} : { VolumeSize }),
      ...Ebs,
      Encrypted: Encrypted ?? false,
    },
  };
}
