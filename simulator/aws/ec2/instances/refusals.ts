import { AwsError } from "../../../core/aws-error.ts";

/** A launch as far as capacity and quotas go. */
export interface LaunchAttempt {
  readonly region: string;
  readonly type: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly market: "on-demand" | "spot";
}

/** What EC2 has none of for a while. What is left out is about every launch. */
export interface LaunchRefusal extends Partial<LaunchAttempt> {
  /** Such as `InsufficientInstanceCapacity`. */
  readonly code: string;
  /** How many launches it refuses; all when left out. */
  readonly times?: number;
}

/** Codes of a lack on AWS's side, which are server errors (EC2 API reference: Server error codes); their status is from memory. */
const serverCodes = /^Insufficient\w*Capacity$/;

const messages: Readonly<Record<string, string>> = {
  InsufficientInstanceCapacity: "We currently do not have sufficient capacity in the Availability Zone you requested.",
  VcpuLimitExceeded: "You have requested more vCPU capacity than your current vCPU limit allows.",
  MaxSpotInstanceCountExceeded: "Max spot instance count exceeded",
  SnapshotLimitExceeded: "Snapshot limit exceeded",
};

/** Makes a setting of refusals: the first one that is about a launch and not used up yet refuses it. */
export function refusing(refusals: readonly LaunchRefusal[]): (attempt: LaunchAttempt) => string | undefined {
  const left = refusals.map(({ code, times = Infinity, ...about }) => ({ code, times, about }));
  return (attempt) => {
    const found = left.find(
      ({ times, about }) =>
        times > 0 && Object.entries(about).every(([key, value]) => attempt[key as keyof LaunchAttempt] === value),
    );
    if (found !== undefined) found.times -= 1;
    return found?.code;
  };
}

/** The error of a code that a setting asks for. */
export function refusalOf(code: string): AwsError {
  return new AwsError(code, messages[code] ?? code, serverCodes.test(code) ? 500 : 400);
}
