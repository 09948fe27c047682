import type { BlockDeviceMapping, EbsBlockDevice } from "@aws-sdk/client-ec2";
import { ensure } from "../../../core/aws-error.ts";

/** A volume as a launch asks for it: the image's mapping, and over it the call's. */
export interface VolumeRequest {
  readonly deviceName: string;
  readonly ebs: EbsBlockDevice;
}

/**
 * The volumes of a launch. A mapping of the call changes the image's of the same device, or adds a device.
 *
 * @throws AwsError InvalidBlockDeviceMapping for a volume that is smaller than its snapshot, InvalidParameterDependency for a key
 * without encryption
 */
export function volumesOf(
  ofImage: readonly BlockDeviceMapping[] = [],
  ofCall: readonly BlockDeviceMapping[] = [],
): readonly VolumeRequest[] {
  const names = new Set([...ofImage, ...ofCall].map(({ DeviceName = "" }) => DeviceName));
  return [...names].flatMap((deviceName) => {
    const image = findDevice(ofImage, deviceName);
    const call = findDevice(ofCall, deviceName);
    if (call?.NoDevice !== undefined || (image?.Ebs === undefined && call?.Ebs === undefined)) return [];
    checkVolume(deviceName, image?.Ebs, call?.Ebs);
    const ebs = { VolumeType: "gp2" as const, DeleteOnTermination: true, ...image?.Ebs, ...definedOf(call?.Ebs) };
    return [{ deviceName, ebs }];
  });
}

function findDevice(mappings: readonly BlockDeviceMapping[], name: string): BlockDeviceMapping | undefined {
  return mappings.find(({ DeviceName = "" }) => DeviceName === name);
}

function definedOf(ebs: EbsBlockDevice = {}): EbsBlockDevice {
  return Object.fromEntries(Object.entries(ebs).filter(([, value]) => value !== undefined));
}

function checkVolume(device: string, ofImage: EbsBlockDevice = {}, ofCall: EbsBlockDevice = {}): void {
  const { VolumeSize: least = 0, SnapshotId = "" } = ofImage;
  const { VolumeSize: size, Encrypted, KmsKeyId } = ofCall;
  ensure(
    size === undefined || size >= least,
    "InvalidBlockDeviceMapping",
    `Volume of size ${size ?? 0}GB is smaller than snapshot '${SnapshotId}', expect size >= ${least}GB`,
  );
  ensure(
    KmsKeyId === undefined || Encrypted === true,
    "InvalidParameterDependency",
    `The parameter KmsKeyId requires the parameter Encrypted to be set: ${device}`,
  );
  ensure(
    ofImage.Encrypted !== true || Encrypted !== false,
    "InvalidParameter",
    `The encrypted snapshot of ${device} cannot become a volume that is not encrypted.`,
  );
}
