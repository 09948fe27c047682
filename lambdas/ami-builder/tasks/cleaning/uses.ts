import type { ImageReference } from "@aws-sdk/client-ec2";
import { findAutoScalingUsers } from "../../autoscaling/find-users.ts";
import type { Use } from "../../domain/cleaning/world.ts";
import { describeImageReferences } from "../../ec2/image-references.ts";
import type { CleanerContext } from "./context.ts";

/**
 * Who uses images: instances that are not terminated, launch templates, parameters, recipes, launch configurations and Auto Scaling groups.
 *
 * @param region where the images are
 * @param imageIds images of this account; nothing is asked for none
 * @returns by image id
 * @throws AwsTransientError, AwsRequestError
 */
export async function findUses(
  region: string,
  imageIds: readonly string[],
  { dependencies: { ec2, autoScaling } }: CleanerContext,
): Promise<ReadonlyMap<string, readonly Use[]>> {
  if (imageIds.length === 0) return new Map();
  const references = await describeImageReferences(ec2(region), imageIds);
  const groups = await findAutoScalingUsers(autoScaling(region), imageIds);
  return new Map(
    imageIds.map((id) => [
      id,
      [
        ...references.filter(({ ImageId }) => ImageId === id).map(toUse),
        ...(groups.get(id) ?? []).map((name): Use => ({ kind: "Auto Scaling", id: name })),
      ],
    ]),
  );
}

/** A reference in the terms of the decisions; what is of no kind that is known keeps its image as well. */
function toUse({ ResourceType, Arn = "" }: ImageReference): Use {
  const name = Arn.slice(Arn.lastIndexOf("/") + 1);
  switch (ResourceType) {
    case "ec2:Instance":
      return { kind: "instance", id: name };
    case "ec2:LaunchTemplate":
      return { kind: "launch template", id: name };
    case "ssm:Parameter":
      // arn:aws:ssm:us-east-1:111122223333:parameter/golden/web: a name without folders has no slash of its own.
      return { kind: "parameter", id: parameterNameOf(Arn) };
    default:
      return { kind: "recipe", id: Arn };
  }
}

function parameterNameOf(arn: string): string {
  return arn.slice(arn.indexOf(":parameter") + ":parameter".length);
}
