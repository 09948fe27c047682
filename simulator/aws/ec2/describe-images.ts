import type { DescribeImagesCommandInput, DescribeImagesCommandOutput, Filter, Image } from "@aws-sdk/client-ec2";
import { AwsError, ensure } from "../../core/aws-error.ts";
import { type Ec2Context, mayUse } from "./context.ts";
import { imageFilter } from "./filters.ts";
import { takePage } from "./page.ts";
import type { StoredImage } from "./stored-image.ts";
import { viewImage } from "./view.ts";

/** DescribeImages. Others' deprecated images and all disabled ones show only when asked for. */
export function describeImages(
  context: Ec2Context,
  input: DescribeImagesCommandInput,
): Pick<DescribeImagesCommandOutput, "Images" | "NextToken"> {
  const paged = input.MaxResults !== undefined || input.NextToken !== undefined;
  ensure(
    !paged || input.ImageIds === undefined,
    "InvalidParameterCombination",
    "The parameter imageIdsSet cannot be used with the parameter maxResults",
  );
  const isAsked = question(context, input);
  const matching: [StoredImage, Image][] = [];
  for (const stored of candidates(context, input)) {
    const image = viewImage(stored, context.now);
    if (isAsked(stored, image)) {
      matching.push([stored, image]);
    }
  }
  // Later pages go on with the listing that the first one began.
  const visible =
    input.NextToken === undefined ? matching.filter(([stored]) => takeVisible(stored, context.now)) : matching;
  const { items, NextToken } = takePage(visible, input);
  return { Images: items.map(([, image]) => image), ...(NextToken === undefined ? {} : { NextToken }) };
}

/** The images to look at: a few where ids or tags are asked for, and all of them otherwise. */
function candidates(
  context: Ec2Context,
  { ImageIds, Filters = [] }: DescribeImagesCommandInput,
): Iterable<StoredImage> {
  const { store } = context;
  if (ImageIds !== undefined) {
    return ImageIds.map((id) => findListed(context, id));
  }
  const isPlain = ({ Values = [] }: Filter) => Values.every((value) => !/[*?\\]/.test(value));
  const { Name = "", Values = [] } =
    Filters.find((filter) => /^(image-id$|tag:)/.test(filter.Name ?? "") && isPlain(filter)) ?? {};
  if (Name === "image-id") {
    return Values.flatMap((id) => store.images.get(id) ?? []);
  }
  return Name === "" ? store.images.values() : store.imagesTagged(Name.slice("tag:".length), Values);
}

function findListed(context: Ec2Context, id: string): StoredImage {
  const stored = context.store.findImage(id, context.region);
  if (!mayUse(context, stored) || (stored.image.State === "deregistered" && stored.lingeringListings === 0)) {
    throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
  }
  return stored;
}

function question(context: Ec2Context, input: DescribeImagesCommandInput) {
  const { accountId, region } = context;
  const owners = new Set((input.Owners ?? []).map((owner) => (owner === "self" ? accountId : owner)));
  const users = (input.ExecutableUsers ?? []).map((user) => (user === "self" ? accountId : user));
  const passes = imageFilter(input.Filters);
  return (stored: StoredImage, image: Image): boolean => {
    const own = image.OwnerId === accountId;
    return (
      stored.region === region &&
      mayUse(context, stored) &&
      (owners.size === 0 || owners.has(image.OwnerId ?? "") || owners.has(image.ImageOwnerAlias ?? "")) &&
      (users.length === 0 || users.some((user) => isExecutableBy(stored, user))) &&
      (image.State !== "disabled" || input.IncludeDisabled === true) &&
      (own || !isDeprecated(image, context.now) || input.IncludeDeprecated === true) &&
      (image.State !== "deregistered" || stored.lingeringListings > 0) &&
      passes(image)
    );
  };
}

function isDeprecated({ DeprecationTime }: Image, now: number): boolean {
  return DeprecationTime !== undefined && Date.parse(DeprecationTime) <= now;
}

/** `all` asks for public images, an account id for explicit launch permissions. */
function isExecutableBy({ image, sharedWith }: StoredImage, user: string): boolean {
  return user === "all" ? image.Public === true : sharedWith.has(user);
}

/** Counts a listing against images that do not show yet, or that still show. */
function takeVisible(stored: StoredImage, now: number): boolean {
  if (stored.hiddenListings > 0) {
    stored.hiddenListings -= 1;
    return false;
  }
  stored.lingeringListings = Math.max(0, stored.lingeringListings - 1);
  return stored.visibleFrom <= now;
}
