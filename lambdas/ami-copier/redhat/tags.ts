import type { ImageMetadata } from "../shapes.ts";
import type { Compose, ComposeStatus } from "./image-builder.ts";

/** Longest value of a tag. */
const maxTagValue = 256;
/** Longest description of the API; EC2 takes 255. */
const maxDescription = 250;

/** What was found out about the compose an image came from. */
export interface Finding {
  readonly compose: Compose;
  readonly status: ComposeStatus;
  /** 0 when unknown. */
  readonly packageCount: number;
}

/**
 * Puts a finding into tags, under the original's keys; what is empty is left out.
 *
 * @param finding compose, status and number of packages
 */
export function toMetadata({ compose, status, packageCount }: Finding): ImageMetadata {
  const request = status.request ?? compose.request;
  const values: Readonly<Record<string, string | number | null | undefined>> = {
    ComposeId: compose.id,
    ImageBuilderName: request?.image_name || compose.image_name,
    Distribution: request?.distribution,
    Architecture: request?.image_requests?.[0]?.architecture,
    ComposeCreatedAt: compose.created_at,
    BlueprintId: compose.blueprint_id,
    BlueprintVersion: compose.blueprint_version,
    PackageCount: packageCount > 0 ? packageCount : undefined,
  };
  const tags = Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([key, value]) => [key, String(value).slice(0, maxTagValue)]),
  );
  const description = request?.image_description?.trim().slice(0, maxDescription);
  return description ? { tags, description } : { tags };
}
