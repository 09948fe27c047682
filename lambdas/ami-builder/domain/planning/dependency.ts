import { DependencyFailedError } from "../../errors.ts";
import type { CellFile } from "../../run-files.ts";
import { dependencyFailed } from "./decide-cell.ts";

/** What the build of a base says to what is built on it. */
export type DependencyEnd =
  | { readonly kind: "image"; readonly image_id: string }
  /** It made nothing new: its newest image is the base. */
  | { readonly kind: "newest" }
  | { readonly kind: "deferred"; readonly reason: string }
  | { readonly kind: "blocked"; readonly error: DependencyFailedError };

/**
 * What a template's base has come to in this run.
 *
 * @param template the template
 * @param base its base's key
 * @param file how the base's cell ended; undefined if it left nothing
 * @param region where the template is built
 */
export function dependencyEnd(
  template: string,
  base: string,
  file: CellFile | undefined,
  region: string,
): DependencyEnd {
  const blocked = { kind: "blocked", error: dependencyFailed(template, base) } as const;
  switch (file?.status) {
    case "deferred":
      return { kind: "deferred", reason: `its base ${base} is being built by another run` };
    case "skipped":
      return { kind: "newest" };
    case "built":
    // One Region failed, or the publishing: where the image is, it is good.
    case "failed": {
      const published = file.regions.find((result) => result.region === region);
      if (published !== undefined && published.status !== "failed" && published.image_id !== null) {
        return { kind: "image", image_id: published.image_id };
      }
      return file.status === "built" && file.region === region && file.image_id !== null
        ? { kind: "image", image_id: file.image_id }
        : blocked;
    }
    default:
      return blocked;
  }
}
