import type { BlockDeviceMapping, RegisterImageCommandInput, TagSpecification } from "@aws-sdk/client-ec2";
import { require } from "./errors.ts";

/** EC2's rules for a name and a description. */
export function checkTexts(name: string | undefined, description: string | undefined): void {
  require(/^[a-zA-Z0-9()[\] ./'@_-]{3,128}$/.test(name ?? ""), "InvalidAMIName.Malformed", `name ${name ?? ""}`);
  require((description ?? "").length <= 255, "InvalidParameterValue", "description is too long");
  require(/^[\x20-\x7e]*$/.test(description ?? ""), "InvalidParameterValue", "description is not ASCII");
}

/** EC2's rules for tags in a creating call. */
export function checkTags(specifications: readonly TagSpecification[] | undefined, types: readonly string[]): void {
  for (const { ResourceType, Tags = [] } of specifications ?? []) {
    require(types.includes(ResourceType ?? ""), "InvalidParameterValue", `${ResourceType ?? ""} cannot be tagged here`);
    require(Tags.length <= 50, "TagLimitExceeded");
    require(new Set(Tags.map((tag) => tag.Key)).size === Tags.length, "InvalidParameterValue", "duplicate tag keys");
    for (const { Key = "", Value = "" } of Tags) {
      require(Key.length >= 1 && Key.length <= 128 && !/^aws:/i.test(Key), "InvalidParameterValue", `key ${Key}`);
      require(Array.from(Value).length <= 256, "InvalidParameterValue", `value of ${Key}`);
    }
  }
}

/** EC2's rules for boot fields and mappings of RegisterImage. */
export function checkRegistration(input: RegisterImageCommandInput): void {
  const uefi = input.BootMode === "uefi" || input.BootMode === "uefi-preferred";
  require(input.UefiData === undefined || uefi, "InvalidParameterCombination", "UefiData needs a UEFI boot mode");
  require(input.TpmSupport === undefined || uefi, "InvalidParameterCombination", "TpmSupport needs a UEFI boot mode");
  (input.BlockDeviceMappings ?? []).forEach(checkMapping);
}

function checkMapping({ Ebs }: BlockDeviceMapping): void {
  if (Ebs === undefined) {
    return;
  }
  const { SnapshotId, VolumeType, VolumeSize = 1, Iops = 3_000, Throughput = 125 } = Ebs;
  const known = ["SnapshotId", "VolumeSize", "VolumeType", "DeleteOnTermination", "Iops", "Throughput", "Encrypted"];
  const unknown = Object.keys(Ebs).filter((key) => !known.includes(key));
  require(unknown.length === 0, "InvalidParameterCombination", `not allowed in a mapping: ${unknown.join()}`);
  require(SnapshotId === undefined ||
    Ebs.Encrypted === undefined, "InvalidParameterCombination", "Encrypted cannot be given beside SnapshotId");
  if (VolumeType === "gp3") {
    require(Iops >= 3_000 &&
      Iops <= Math.max(3_000, Math.min(80_000, VolumeSize * 500)), "InvalidParameterValue", "Iops");
    require(Throughput >= 125 && Throughput <= Math.min(2_000, Iops / 4), "InvalidParameterValue", "Throughput");
  }
}
