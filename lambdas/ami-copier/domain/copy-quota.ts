/**
 * EC2's words for a Region that copies as many snapshots as it may. The first are what it answers CopySnapshot with, under the code that
 * follows ("Too many snapshot copies in progress. The limit is 5 for this destination region."); the last are the EBS User Guide's ("limit
 * of 20 concurrent snapshot copy requests"). What a failed image has for its StateReason is not documented, so any of them counts.
 */
const quotaWords = /too many (concurrent |pending )?snapshot cop|ResourceLimitExceeded|concurrent snapshot cop/i;

/**
 * Whether a copy failed for want of a place in the quota of snapshot copies: EC2 may take a copy that has none and let it fail.
 *
 * @param reason the failed image's StateReason
 */
export function isQuotaReason(reason: string): boolean {
  return quotaWords.test(reason);
}
