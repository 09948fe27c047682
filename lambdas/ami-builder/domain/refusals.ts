/**
 * What follows from a refusal of RunInstances: the next candidate, the same one later since a quota is used up, the same one soon since
 * something new does not show yet, or nothing but the error.
 */
export type Refusal = "next" | "quota" | "late" | "ended" | "final";

/** EC2 API Reference, Error codes: what another type, another subnet, or on demand instead of spot may cure. */
const nextCodes: readonly string[] = [
  "InsufficientInstanceCapacity",
  "UnfulfillableCapacity",
  "Unsupported",
  "InsufficientFreeAddressesInSubnet",
  "MaxSpotInstanceCountExceeded",
  "SpotMaxPriceTooLow",
];

/** Quotas that an instance gives free when it ends. */
const quotaCodes: readonly string[] = ["VcpuLimitExceeded", "InstanceLimitExceeded"];

/**
 * Sorts a refusal of RunInstances.
 *
 * @param code EC2's code
 * @param message its message: an instance profile that is only seconds old has no code of its own (EC2 User Guide, IAM roles for EC2)
 */
export function refusalOf(code: string, message: string): Refusal {
  if (nextCodes.includes(code)) return "next";
  if (quotaCodes.includes(code)) return "quota";
  // An image that has just become available may not be everywhere yet.
  if (code === "InvalidAMIID.NotFound") return "late";
  if (code === "InvalidParameterValue" && /invalid iam instance profile name/i.test(message)) return "late";
  return code === "IdempotentInstanceTerminated" ? "ended" : "final";
}
