import { AwsError, ensure } from "../../core/aws-error.ts";

/** Parameters of a listing that comes in pages. */
export interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** How long pages are. */
export interface PageSizes {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Takes one page of a listing. The token is the position the next page begins at.
 *
 * @throws AwsError ValidationException, InvalidNextToken
 */
export function takePage<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: PageInput,
  { usual, least, most }: PageSizes,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const size = MaxResults ?? usual;
  ensure(
    size >= least && size <= most,
    "ValidationException",
    `Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
  );
  if (NextToken !== undefined && !/^\d+$/.test(NextToken)) {
    throw new AwsError("InvalidNextToken", "The specified token isn't valid.");
  }
  const first = Number(NextToken ?? 0);
  const end = first + size;
  return { items: items.slice(first, end), ...(end < items.length ? { NextToken: String(end) } : {}) };
}
