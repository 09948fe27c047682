import { parameterArn, type ParameterPlace } from "./arn.ts";
import { newestOf } from "./parameter.ts";
import type { ParameterStore } from "./store.ts";

/** A parameter of the account that names an image now. */
export interface ImageParameter {
  readonly arn: string;
  readonly imageId: string;
}

/** The parameters of a Region that name images: those that Parameter Store knows to, by their data type (from memory). */
export function imageParameters(store: ParameterStore, place: ParameterPlace): readonly ImageParameter[] {
  return store
    .list(place.region)
    .filter(({ dataType, owner }) => dataType === "aws:ec2:image" && owner.kind === "account")
    .map((parameter) => ({ arn: parameterArn(parameter.name, place), imageId: newestOf(parameter).value }));
}
