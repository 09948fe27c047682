import type { Account } from "../../account.ts";
import { type Holdings, holdingsOf } from "../../aws/ec2/holdings.ts";
import type { Instance } from "../../aws/ec2/instances/instance.ts";
import { newestOf } from "../../aws/ssm/parameters/parameter.ts";
import type { ScriptRun } from "./commands/runner.ts";
import { buildDetails } from "./build-records.ts";
import type { Progress, Tracked } from "./progress.ts";
import type { BuilderPart, CellRecord, InstanceRecord, ParameterRecord } from "./record.ts";

/**
 * What the simulation of a scenario adds to its record.
 *
 * @param startedAt when it began, in milliseconds since 1970
 */
export function recordOf(
  account: Account,
  startedAt: number,
  progress: Progress,
  scripts: readonly ScriptRun[],
): BuilderPart {
  const regions = regionsOf(account);
  return {
    cells: progress.tracked().map((tracked) => cellRecord(account, tracked)),
    instances: account.ec2.instances.all.map((instance) => instanceRecord(account, instance, startedAt)),
    parameters: regions.flatMap((region) => parametersOf(account, region)),
    regions: Object.fromEntries(
      regions.map((region): readonly [string, Holdings] => [
        region,
        holdingsOf({ ec2: account.ec2, clock: account.clock, region }),
      ]),
    ),
    repeatedScripts: repeated(scripts),
  };
}

/** Regions that have images, snapshots or instances of the account; its own is always one. */
function regionsOf({ ec2, region }: Account): readonly string[] {
  const own = [...ec2.store.images.values()].filter(({ image }) => image.OwnerId === ec2.accountId);
  return [
    ...new Set([region, ...own.map((image) => image.region), ...ec2.instances.all.map((each) => each.region)]),
  ].sort();
}

function cellRecord({ s3 }: Account, { id, name, execution, phases, outcome, reason, build }: Tracked): CellRecord {
  return {
    id,
    name,
    execution: execution.split(":").at(-1) ?? "",
    phases,
    outcome: outcome ?? "unfinished",
    ...(reason === undefined ? {} : { reason }),
    ...buildDetails(s3, build),
  };
}

function instanceRecord({ ec2, clock }: Account, instance: Instance, startedAt: number): InstanceRecord {
  const { now } = clock;
  const ends = instance.phases.map((phase, index) => ({ ...phase, to: instance.phases[index + 1]?.from ?? now }));
  const billed = ends.filter(({ state, from }) => state === "running" && from <= now);
  const from = instance.phases[0]?.from ?? instance.launchedAt;
  const over = instance.phases.find(({ state }) => state === "terminated" || state === "stopped")?.from ?? now;
  return {
    id: instance.id,
    region: instance.region,
    type: instance.type,
    role: instance.Tags.find(({ Key }) => Key === "AmiBuilderRole")?.Value ?? "host",
    spot: instance.lifecycle === "spot",
    from: from - startedAt,
    to: Math.min(over, now) - startedAt,
    billedSeconds: billed.reduce((sum, phase) => sum + Math.min(phase.to, now) - phase.from, 0) / 1_000,
    state: ec2.instances.stateOf(instance),
  };
}

function parametersOf({ ssm }: Account, region: string): readonly ParameterRecord[] {
  return ssm.parameters
    .list(region)
    .filter(({ owner }) => owner.kind === "account")
    .map((parameter) => {
      const { value, version } = newestOf(parameter);
      return { name: parameter.name, region, value, version };
    });
}

function repeated(scripts: readonly ScriptRun[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { instanceId, guard, name } of scripts) {
    const key = `${name} on ${instanceId} (${guard})`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([key, count]) => `${key}: ${count} times`);
}
