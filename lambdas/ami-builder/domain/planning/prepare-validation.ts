import type { Image } from "@aws-sdk/client-ec2";
import { tagKeys } from "../../contract.ts";
import type { Prepared } from "../../prepared.ts";
import type { Settings } from "../../settings.ts";
import type { Architecture } from "../../shapes.ts";
import { sha256 } from "../../template/hash.ts";
import type { Template } from "../../template/template.ts";
import { tagValue } from "../images.ts";
import { common, definitionOf, prepareInstance } from "./prepare.ts";

/** An image that is to be validated. */
export interface ValidationInput {
  readonly settings: Settings;
  readonly executionId: string;
  readonly region: string;
  readonly architecture: Architecture;
  readonly image: Image;
  /** Null for an image of no template that is known: it is booted only. */
  readonly template: Template | null;
  readonly now: Date;
}

/** The prepared validation: an instance of the image, and its template's tests. Its identity is of the execution, which may ask anew. */
export function prepareValidation({ image, template, now, ...input }: ValidationInput): Prepared {
  const { settings, executionId, region, architecture } = input;
  const imageId = image.ImageId ?? "";
  const id = sha256(["validation", executionId, imageId]).slice(0, 12);
  const tag = (key: string) => tagValue(image, key) ?? "";
  return {
    kind: "validation",
    id,
    attempt: 1,
    execution_id: executionId,
    template: template?.key ?? "",
    architecture,
    region,
    definition: template === null ? null : definitionOf(template),
    version: tag(tagKeys.version),
    hash: tag(tagKeys.hash),
    base_image_id: tag(tagKeys.base),
    predecessor: tag(tagKeys.predecessor),
    image: { name: image.Name ?? "", description: "", tags: {}, imds_support: null },
    instance: prepareInstance({
      settings,
      id,
      attempt: 1,
      executionId,
      region,
      architecture,
      imageId,
      template,
      now,
    }),
    destinations: [],
    publish_together: false,
    ...common(settings),
    capture: null,
  };
}
