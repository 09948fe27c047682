/** A launch template, with the images of its versions; the newest is the last. */
export interface LaunchTemplate {
  readonly id: string;
  readonly region: string;
  readonly versions: readonly { readonly imageId: string | undefined }[];
}

/** A recipe of Image Builder. */
export interface ImageRecipe {
  readonly arn: string;
  readonly region: string;
  readonly kind: "image" | "container";
  readonly imageId: string;
}

/** A parameter of Systems Manager that names an image. */
export interface ImageParameter {
  readonly arn: string;
  readonly imageId: string;
}

/** What refers to images, beside instances. */
export interface Referrers {
  readonly launchTemplates: LaunchTemplate[];
  readonly recipes: ImageRecipe[];
  /** The parameters of a Region; whoever has them sets this. */
  parameters: (region: string) => readonly ImageParameter[];
}

/** Nothing that refers to any image. */
export function noReferrers(): Referrers {
  return { launchTemplates: [], recipes: [], parameters: () => [] };
}
