import type { BlockDeviceMapping, RegisterImageCommandInput, Tag, TagSpecification } from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";

/** EC2's limit for the tags of a resource. */
export const maxTags = 50;

/** EC2's rules for a name and a description (API reference: RegisterImage, CopyImage). */
export function checkTexts(name: string | undefined, description: string | undefined): void {
  ensure(
    /^[a-zA-Z0-9()[\] ./'@_-]{3,128}$/.test(name ?? ""),
    "InvalidAMIName.Malformed",
    `AMI names must be between 3 and 128 characters long, and may contain letters, numbers, and ( ) [ ] . / ' @ _ -: "${name ?? ""}"`,
  );
  ensure((description ?? "").length <= 255, "InvalidParameterValue", "description is too long");
  ensure(/^[\x20-\x7e]*$/.test(description ?? ""), "InvalidParameterValue", "description is not ASCII");
}

/** EC2's rules for tags in a creating call. */
export function checkTags(specifications: readonly TagSpecification[] | undefined, types: readonly string[]): void {
  for (const { ResourceType, Tags = [] } of specifications ?? []) {
    ensure(
      types.includes(ResourceType ?? ""),
      "InvalidParameterValue",
      `'${ResourceType ?? ""}' is not a valid taggable resource type for this operation.`,
    );
    ensure(Tags.length <= maxTags, "TagLimitExceeded", `A resource has at most ${maxTags} tags.`);
    ensure(new Set(Tags.map((tag) => tag.Key)).size === Tags.length, "InvalidParameterValue", "duplicate tag keys");
    Tags.forEach(checkTag);
  }
}

/** EC2's rules for one tag. */
export function checkTag({ Key = "", Value = "" }: Tag): void {
  ensure(
    Key.length >= 1 && Key.length <= 128,
    "InvalidParameterValue",
    `Tag key '${Key}' has not 1 to 128 characters.`,
  );
  ensure(!/^aws:/i.test(Key), "InvalidParameterValue", `Tag keys starting with 'aws:' are reserved: '${Key}'`);
  ensure(Array.from(Value).length <= 256, "InvalidParameterValue", `The value of '${Key}' is longer than 256.`);
}

/** EC2's rules for boot fields and mappings of RegisterImage. */
export function checkRegistration(input: RegisterImageCommandInput): void {
  const uefi = input.BootMode === "uefi" || input.BootMode === "uefi-preferred";
  ensure(input.UefiData === undefined || uefi, "InvalidParameterCombination", "UefiData needs a UEFI boot mode");
  ensure(input.TpmSupport === undefined || uefi, "InvalidParameterCombination", "TpmSupport needs a UEFI boot mode");
  (input.BlockDeviceMappings ?? []).forEach(checkMapping);
}

const mappingFields = new Set([
  "SnapshotId",
  "VolumeSize",
  "VolumeType",
  "DeleteOnTermination",
  "Iops",
  "Throughput",
  "Encrypted",
  "KmsKeyId",
]);

function checkMapping({ DeviceName = "", Ebs }: BlockDeviceMapping): void {
  if (Ebs === undefined) {
    return;
  }
  const { SnapshotId, VolumeType, VolumeSize = 1, Iops = 3_000, Throughput = 125 } = Ebs;
  const unknown = Object.keys(Ebs).filter((key) => !mappingFields.has(key));
  ensure(unknown.length === 0, "InvalidParameterCombination", `not allowed in a mapping: ${unknown.join()}`);
  for (const field of ["Encrypted", "KmsKeyId"] as const) {
    ensure(
      SnapshotId === undefined || Ebs[field] === undefined,
      "InvalidBlockDeviceMapping",
      `${field} cannot be specified since device ${DeviceName} has a snapshot specified.`,
    );
  }
  if (VolumeType === "gp3") {
    ensure(
      Iops >= 3_000 && Iops <= Math.max(3_000, Math.min(80_000, VolumeSize * 500)),
      "InvalidParameterValue",
      "Iops",
    );
    ensure(Throughput >= 125 && Throughput <= Math.min(2_000, Iops / 4), "InvalidParameterValue", "Throughput");
  } else {
    ensure(
      Ebs.Throughput === undefined,
      "InvalidParameterCombination",
      `Throughput is only for gp3, not ${VolumeType ?? "gp2"}`,
    );
  }
}
