import type { Account } from "./account.ts";
import { viewImage, viewSnapshot } from "./aws/ec2/view.ts";
import type { Invocation } from "./lambda/lambda-function.ts";
import type {
  AccountRecord,
  CallRecord,
  ExecutionRecord,
  HeldImage,
  ImageRecord,
  InvocationRecord,
  SimulationRecord,
} from "./core/record.ts";

/** What a simulation has seen. */
export interface Sightings {
  readonly account: Account;
  /** When it began, in milliseconds since 1970; what was before is left out. */
  readonly startedAt: number;
  readonly executions: readonly ExecutionRecord[];
  readonly images: readonly ImageRecord[];
  readonly calls: Account["calls"];
  readonly invocations: readonly Invocation[];
}

/** Makes the record of a simulation. */
export function makeRecord({
  account,
  startedAt,
  executions,
  images,
  calls,
  invocations,
}: Sightings): SimulationRecord {
  return {
    startedAt: new Date(startedAt).toISOString(),
    endedAt: Math.max(0, ...executions.map((execution) => execution.endedAt)),
    region: account.region,
    executions,
    images,
    calls: calls.map(({ at, service, operation, caller, outcome }): CallRecord => ({
      at: at - startedAt,
      service,
      operation,
      caller: caller.name,
      outcome,
    })),
    invocations: invocations.map(({ functionName, at, memoryMegabytes, coldStart, result }): InvocationRecord => ({
      functionName,
      at: at - startedAt,
      duration: result.duration,
      memoryMegabytes,
      peakMegabytes: result.peakMegabytes,
      coldStart,
      outcome: result.error?.errorType ?? "ok",
    })),
    account: describeAccount(account),
  };
}

/** What an account holds, as its listings would show it now. */
export function describeAccount({ ec2, clock, region }: Account): AccountRecord {
  return {
    images: ec2.ownImages().map((stored): HeldImage => {
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
