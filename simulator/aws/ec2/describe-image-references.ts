import type {
  DescribeImageReferencesCommandInput,
  DescribeImageReferencesCommandOutput,
  ImageReference,
  ImageReferenceResourceType,
} from "@aws-sdk/client-ec2";
import { ensure } from "../../core/aws-error.ts";
import type { Ec2Context } from "./context.ts";
import { takePage } from "./page.ts";

const allTypes: readonly ImageReferenceResourceType[] = [
  "ec2:Instance",
  "ec2:LaunchTemplate",
  "ssm:Parameter",
  "imagebuilder:ImageRecipe",
  "imagebuilder:ContainerRecipe",
];

/** What is looked at when nothing else is said (EC2 User Guide: How AMI reference checks work). */
const defaultDepth = 10;
const greatestDepth = 10_000;

/** Something that refers to an image. */
type Reference = ImageReference & { readonly ImageId: string };

/**
 * DescribeImageReferences: what in the account and the Region refers to images, whoever owns them.
 *
 * @throws AwsError InvalidParameterValue, MissingParameter; the codes are from memory
 */
export function describeImageReferences(
  context: Ec2Context,
  input: DescribeImageReferencesCommandInput,
): Pick<DescribeImageReferencesCommandOutput, "ImageReferences" | "NextToken"> {
  const { ImageIds = [] } = input;
  ensure(
    ImageIds.length >= 1 && ImageIds.length <= 10,
    "InvalidParameterValue",
    `ImageId must have 1 to 10 items, not ${ImageIds.length}`,
  );
  for (const id of ImageIds) ensure(/^ami-[0-9a-f]+$/.test(id), "InvalidAMIID.Malformed", `Invalid id: "${id}"`);
  const references = typesOf(input).flatMap((type) => find(context, type, optionsOf(input, type)));
  const asked = references.filter(({ ImageId }) => ImageIds.includes(ImageId));
  const { items, ...rest } = takePage(asked, input);
  return { ImageReferences: [...items], ...rest };
}

/** The types of resources that a call asks for. */
export function typesOf({
  IncludeAllResourceTypes,
  ResourceTypes = [],
}: DescribeImageReferencesCommandInput): readonly ImageReferenceResourceType[] {
  ensure(
    IncludeAllResourceTypes === true || ResourceTypes.length > 0,
    "MissingParameter",
    "Either IncludeAllResourceTypes or ResourceTypes must be specified.",
  );
  return IncludeAllResourceTypes === true ? allTypes : ResourceTypes.flatMap(({ ResourceType }) => ResourceType ?? []);
}

/** Options of a type of resources; undefined means the default. */
interface Options {
  readonly states: readonly string[] | undefined;
  readonly depth: number;
}

function optionsOf({ ResourceTypes = [] }: DescribeImageReferencesCommandInput, type: string): Options {
  const options = ResourceTypes.find(({ ResourceType }) => ResourceType === type)?.ResourceTypeOptions ?? [];
  const find = (name: string) => options.find(({ OptionName }) => OptionName === name)?.OptionValues;
  const depth = Number(find("version-depth")?.[0] ?? defaultDepth);
  ensure(
    Number.isInteger(depth) && depth >= 1 && depth <= greatestDepth,
    "InvalidParameterValue",
    `version-depth must be a whole number from 1 to ${greatestDepth}, not ${depth}`,
  );
  return { states: find("state-name"), depth };
}

function find(
  { instances, referrers, region, accountId, partition }: Ec2Context,
  ResourceType: ImageReferenceResourceType,
  { states, depth }: Options,
): readonly Reference[] {
  const arnOf = (resource: string) => `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
  const reference = (ImageId: string, Arn: string): Reference => ({ ImageId, ResourceType, Arn });
  switch (ResourceType) {
    case "ec2:Instance":
      return instances
        .list(region)
        .filter((instance) => states?.includes(instances.stateOf(instance)) ?? true)
        .map(({ id, imageId }) => reference(imageId, arnOf(`instance/${id}`)));
    case "ec2:LaunchTemplate":
      return referrers.launchTemplates
        .filter((template) => template.region === region)
        .flatMap(({ id, versions }) => {
          const images = new Set(versions.slice(-depth).flatMap(({ imageId }) => imageId ?? []));
          return [...images].map((imageId) => reference(imageId, arnOf(`launch-template/${id}`)));
        });
    case "ssm:Parameter":
      return referrers.parameters(region).map(({ arn, imageId }) => reference(imageId, arn));
    default:
      return referrers.recipes
        .filter(
          (recipe) =>
            recipe.region === region && (recipe.kind === "image") === (ResourceType === "imagebuilder:ImageRecipe"),
        )
        .map(({ arn, imageId }) => reference(imageId, arn));
  }
}
