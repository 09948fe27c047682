import { AwsError, ensure } from "../../core/aws-error.ts";

/** What a listing is asked for. */
export interface ListingInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
  readonly EncodingType?: string | undefined;
}

/** A page of a listing: what is in it, and the prefixes that stand for all keys that begin with them. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly prefixes: readonly string[];
  /** The last item or prefix of a page that is not the last one. */
  readonly last: Item | string | undefined;
}

/** Entries of a page at most. */
const largestPage = 1_000;

/**
 * Makes a page of what is listed.
 *
 * @param items in order, from where the page begins
 * @param keyOf the key of an item
 * @param seen a prefix that an earlier page has
 */
export function makePage<Item extends object>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { Prefix = "", Delimiter = "", MaxKeys = largestPage }: ListingInput,
  seen?: string,
): Page<Item> {
  ensure(MaxKeys >= 0, "InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647");
  const size = pageSize(MaxKeys);
  const found: Item[] = [];
  const prefixes = new Set<string>();
  let last: Item | string | undefined;
  for (const item of items) {
    const key = keyOf(item);
    if (!key.startsWith(Prefix)) continue;
    const end = Delimiter === "" ? -1 : key.indexOf(Delimiter, Prefix.length);
    const common = end < 0 ? undefined : key.slice(0, end + Delimiter.length);
    if (common !== undefined && (common === seen || prefixes.has(common))) continue;
    if (found.length + prefixes.size === size) return { items: found, prefixes: [...prefixes], last };
    if (common === undefined) found.push(item);
    else prefixes.add(common);
    last = common ?? item;
  }
  return { items: found, prefixes: [...prefixes], last: undefined };
}

/** Entries of a page that is asked for. */
export function pageSize(maxKeys: number = largestPage): number {
  return Math.min(maxKeys, largestPage);
}

/**
 * How a listing writes its keys: as they are, or escaped, so that each can stand in XML.
 *
 * @throws AwsError InvalidArgument for another encoding
 */
export function encoder(encodingType: string | undefined): (text: string) => string {
  if (encodingType === undefined) return (text) => text;
  if (encodingType !== "url") {
    throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}
