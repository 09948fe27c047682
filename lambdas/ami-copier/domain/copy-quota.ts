/** What EC2 answers when too many snapshot copies run in the Region at once: 20, as a rule (EBS User Guide, Quotas for Amazon EBS). */
const quotaCodes = [
  "ConcurrentSnapshotLimitExceeded",
  "PendingSnapshotLimitExceeded",
  "ResourceLimitExceeded",
] as const;

/**
 * EC2's words for it. The first are what it answers CopySnapshot with ("Too many snapshot copies in progress. The limit is 5 for this
 * destination region."); the others are the EBS User Guide's ("limit of 20 concurrent snapshot copy requests").
 */
const quotaWords = /too many (concurrent |pending )?snapshot cop|concurrent snapshot cop/i;

/**
 * Whether EC2 refused a copy because the quota of snapshot copies is used up.
 *
 * @param code EC2's error code
 */
export function isQuotaCode(code: string): boolean {
  return quotaCodes.some((known) => known === code);
}

/**
 * Whether a copy failed for want of a place in the quota of snapshot copies: EC2 may take a copy that has none and let it fail. What such an
 * image has for its StateReason is not documented, so any of the codes and words counts.
 *
 * @param reason the failed image's StateReason
 */
export function isQuotaReason(reason: string): boolean {
  return quotaWords.test(reason) || quotaCodes.some((code) => reason.includes(code));
}
