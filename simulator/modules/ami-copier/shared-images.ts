import type { Account } from "../../account.ts";
import type { ImageInput } from "../../aws/ec2/ec2.ts";
import type { RedHatApi } from "./red-hat/api.ts";
import { nameOf } from "./image-rules.ts";
import { redHatImage } from "./red-hat/images.ts";
import { type CopierScenario, plainImage, type ScenarioImage } from "./scenario.ts";

/** An image that was shared, with what the scenario says of it. */
export interface SharedImage {
  readonly id: string;
  readonly definition: ScenarioImage;
}

const millisecondsPerHour = 3_600_000;
const distributions = ["rhel-9", "rhel-10", "centos-9"];

/**
 * Shares a scenario's images with the account, and lists composes for them. The newest image comes last, a minute after the
 * one before.
 *
 * @returns the images, in the scenario's order
 */
export function shareImages(account: Account, redHat: RedHatApi, scenario: CopierScenario): readonly SharedImage[] {
  const definitions = expand(scenario.images);
  const shared = definitions.map((definition, index) => {
    const createdAt = account.clock.now - millisecondsPerHour - (definitions.length - index) * 60_000;
    return { id: account.ec2.share(redHatImage(toImage(definition, index, createdAt))), definition };
  });
  const { composes = shared.length } = scenario;
  redHat.composes = composes === false ? [] : listComposes(account, shared, composes);
  return shared;
}

function expand(images: CopierScenario["images"]): readonly ScenarioImage[] {
  return typeof images === "number"
    ? Array.from({ length: images }, () => plainImage)
    : images.flatMap((definition) => Array.from({ length: definition.count }, () => definition));
}

function toImage(definition: ScenarioImage, index: number, createdAt: number): ImageInput {
  const { owner, architecture, boot_mode, uefi_data, volumes, deprecated, region } = definition;
  return {
    Name: nameOf(definition, index) ?? `composer-api-${uuid(index)}`,
    OwnerId: owner,
    Architecture: architecture,
    BootMode: boot_mode,
    CreationDate: new Date(createdAt).toISOString(),
    uefiData: uefi_data,
    ...(deprecated ? { DeprecationTime: new Date(createdAt).toISOString() } : {}),
    ...(region === undefined ? {} : { region }),
    ...(volumes === undefined
      ? {}
      : {
          RootDeviceName: volumes[0]?.device,
          BlockDeviceMappings: volumes.map(({ device, size, type, iops }, number) => ({
            DeviceName: device,
            Ebs: {
              SnapshotId: `snap-${(index * 1_000 + number).toString(16).padStart(17, "f")}`,
              VolumeSize: size,
              VolumeType: type,
              DeleteOnTermination: true,
              Encrypted: false,
              ...(iops === undefined ? {} : { Iops: iops }),
            },
          })),
        }),
  };
}

/** Composes of the images, newest first as the API lists them, among others that have images of other kinds. */
function listComposes(account: Account, shared: readonly SharedImage[], count: number) {
  return Array.from({ length: count }, (_, index) => {
    const image = shared[shared.length - 1 - index];
    const age = (index + 1) * 60_000;
    const compose = {
      id: uuid(1_000_000 + index),
      createdAt: new Date(account.clock.now - millisecondsPerHour - age).toISOString(),
      name: `image-${count - index}`,
      distribution: distributions[index % distributions.length] ?? "rhel-9",
      blueprint: { id: uuid(2_000_000 + index), version: 1 },
      packages: 400 + (index % 50),
    };
    return image === undefined ? { ...compose, imageType: "guest-image" } : { ...compose, ami: image.id };
  });
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}
