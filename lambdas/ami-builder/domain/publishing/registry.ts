import type { CellFile, PlanFile } from "../../run-files.ts";

interface RegisteredImage {
  readonly ami_id: string;
  readonly created: string;
  readonly validated: boolean;
  readonly size_gb: number;
}

/** `registry/registry.json`, in the form that Prism's design gives it: derived from images and templates, and never read. */
export interface Registry {
  readonly version: "1.0";
  readonly last_updated: string;
  readonly templates: Readonly<
    Record<
      string,
      {
        readonly version: string;
        readonly description: string;
        /** By Region and architecture. */
        readonly amis: Readonly<Record<string, Readonly<Record<string, RegisteredImage>>>>;
        readonly ports: readonly number[];
        readonly estimated_cost_per_hour: Readonly<Record<string, number>>;
      }
    >
  >;
}

/**
 * Makes the registry: for each template the newest finished image of each Region and architecture, those of this run included.
 *
 * @param plan templates, and the images that were there before the run
 * @param cells how the run's cells ended
 * @param now when it is written
 */
export function makeRegistry(
  { templates, images }: Pick<PlanFile, "templates" | "images">,
  cells: readonly CellFile[],
  now: Date,
): Registry {
  const amis = new Map<string, Record<string, Record<string, RegisteredImage>>>();
  const register = (template: string, region: string, architecture: string, image: RegisteredImage) => {
    const regions = amis.get(template) ?? {};
    amis.set(template, regions);
    regions[region] = { ...regions[region], [architecture]: image };
  };
  for (const image of images) {
    const { image_id: ami_id, created, validated, size_gb } = image;
    register(image.template, image.region, image.architecture, { ami_id, created, validated, size_gb });
  }
  for (const { template, architecture, regions, created, size_gb, validated } of cells) {
    for (const { region, image_id, status } of regions) {
      if (status === "failed" || image_id === null || created === null) continue;
      register(template, region, architecture, { ami_id: image_id, created, validated, size_gb: size_gb ?? 0 });
    }
  }
  return {
    version: "1.0",
    last_updated: now.toISOString(),
    templates: Object.fromEntries(
      Object.entries(templates).map(([key, { version, description, ports, estimated_cost_per_hour }]) => [
        key,
        { version, description, amis: amis.get(key) ?? {}, ports, estimated_cost_per_hour },
      ]),
    ),
  };
}
