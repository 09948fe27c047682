import { aliases, baseLookup } from "../../../lambdas/ami-builder/template/aliases.ts";
import { architectures, type Architecture } from "../../../lambdas/ami-builder/template/template.ts";
import type { Account } from "../../account.ts";
import type { BuilderScenario, DeclaredBaseImage } from "./scenario.ts";

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 1_440 * millisecondsPerMinute;

/** Who publishes the images of an alias. */
const publishers: Readonly<Record<string, string>> = {
  ubuntu: "099720109477",
  debian: "136693071363",
  amazon: "137112412989",
};

/**
 * Puts the base images of the aliases into the account's Regions, with the parameters that name them, and those of a scenario beside them.
 *
 * @param regions all Regions where anything is built
 */
export function putBaseImages(account: Account, { base_images }: BuilderScenario, regions: readonly string[]): void {
  for (const region of regions) {
    for (const alias of aliases) {
      for (const architecture of architectures) putAlias(account, alias, architecture, region);
    }
  }
  for (const declared of base_images) putDeclared(account, declared);
}

function putAlias(account: Account, alias: string, architecture: Architecture, region: string): void {
  const lookup = baseLookup(alias, architecture);
  if (lookup.kind !== "parameter") throw new Error(`${alias} is no name of a parameter`);
  const [family = ""] = alias.split("-");
  const id = account.ec2.share({
    region,
    Name: `${alias}-${architecture}-20251220`,
    OwnerId: publishers[family] ?? "amazon",
    Architecture: architecture,
    Public: true,
    CreationDate: new Date(account.clock.now - 12 * millisecondsPerDay).toISOString(),
    BlockDeviceMappings: [rootVolume(8)],
  });
  account.ssm.parameters.add(region, { name: lookup.name, value: id, dataType: "aws:ec2:image" });
}

function putDeclared(account: Account, declared: DeclaredBaseImage): void {
  const { name, owner, architecture, id, parameter, region = account.region, size, at_minutes } = declared;
  const put = () => {
    const imageId = account.ec2.share({
      region,
      ...(id === undefined ? {} : { ImageId: id }),
      Name: name,
      OwnerId: owner === "amazon" ? "137112412989" : owner,
      ...(owner === "amazon" ? { ImageOwnerAlias: "amazon" } : {}),
      Architecture: architecture,
      Public: true,
      CreationDate: new Date(account.clock.now - (at_minutes === 0 ? millisecondsPerDay : 0)).toISOString(),
      BlockDeviceMappings: [rootVolume(size)],
    });
    if (parameter !== undefined) {
      account.ssm.parameters.add(region, { name: parameter, value: imageId, dataType: "aws:ec2:image" });
    }
  };
  if (at_minutes === 0) put();
  else account.clock.setBackgroundTimer(put, at_minutes * millisecondsPerMinute);
}

function rootVolume(size: number) {
  return {
    DeviceName: "/dev/sda1",
    Ebs: {
      SnapshotId: "snap-0000000000000000f",
      VolumeSize: size,
      VolumeType: "gp3" as const,
      DeleteOnTermination: true,
      Encrypted: false,
    },
  };
}
