import { ensure } from "../../core/aws-error.ts";

/** Parameters of a listing that comes in pages. */
export interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * Takes one page of a listing. The token is the position the next page begins at.
 *
 * @throws AwsError for a page size or a token that EC2 refuses
 */
export function takePage<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: PageInput,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  ensure(
    MaxResults === undefined || (MaxResults >= 1 && MaxResults <= 1_000),
    "InvalidParameterValue",
    `Value ( ${MaxResults ?? ""} ) for parameter maxResults is invalid. Expecting a value between 1 and 1000.`,
  );
  ensure(NextToken === undefined || /^\d+$/.test(NextToken), "InvalidNextToken", "The token is not valid");
  const first = Number(NextToken ?? 0);
  const end = first + (MaxResults ?? items.length);
  return { items: items.slice(first, end), ...(end < items.length ? { NextToken: String(end) } : {}) };
}
