import type { Image } from "@aws-sdk/client-ec2";
import { latestChannel, parameterName, tagKeys } from "../../contract.ts";
import { finishedState, sourceTag, tagValue } from "../images.ts";
import type { SelectedCell } from "../../template/select.ts";
import { valueOf } from "./looked.ts";
import { imagesIn, type World } from "./world.ts";

/** Where an image is missing, and whether only the parameter is. */
export interface Missing {
  readonly region: string;
  readonly what: "image" | "parameter";
}

/**
 * Regions of a cell where its newest image is not published: there is no finished copy, or the parameter names something older. A parameter
 * that names an image of no template, a host's that was captured for it, is left alone.
 *
 * @param cell the cell
 * @param image its newest finished image, in its build Region
 * @param world what is there
 * @param parameterPrefix the input parameter_prefix
 * @throws AwsRequestError if a Region or a parameter could not be looked into
 */
export function missingRegions(
  { template, architecture, region, publish }: SelectedCell,
  image: Image,
  world: World,
  parameterPrefix: string,
): readonly Missing[] {
  // Disabled by a person: it is not to be launched, and so not to be published.
  if (image.State !== "available") return [];
  const name = parameterName(parameterPrefix, template, architecture, latestChannel);
  return publish.flatMap((target): readonly Missing[] => {
    const images = valueOf(imagesIn(world, target));
    const source = sourceTag(region, image.ImageId ?? "");
    const published =
      target === region
        ? image
        : images.find((each) => tagValue(each, tagKeys.source) === source && finishedState(each) !== undefined);
    if (published === undefined) return [{ region: target, what: "image" }];
    if (published.State !== "available") return [];
    const answer = world.regions.get(target)?.parameters.get(name) ?? { value: null };
    if ("error" in answer) throw answer.error;
    if (answer.value === published.ImageId) return [];
    const named = images.find(({ ImageId }) => ImageId === answer.value);
    return named !== undefined && tagValue(named, tagKeys.template) === undefined
      ? []
      : [{ region: target, what: "parameter" }];
  });
}
