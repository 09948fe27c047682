import { keys } from "../../contract.ts";
import { ConfigurationError } from "../../errors.ts";
import { isObject } from "../../events/known-keys.ts";
import { type Bucket, getJson } from "../../s3/objects.ts";
import type { Settings } from "../../settings.ts";
import { type ReadTemplates, readTemplates } from "../../template/read.ts";
import { hygieneItems } from "../../template/template.ts";

/**
 * Reads all templates, as they are now.
 *
 * @throws ConfigurationError if the object is no object of templates, AwsTransientError, AwsRequestError
 */
export async function loadTemplates(bucket: Bucket, settings: Settings): Promise<ReadTemplates> {
  const decoded = (await getJson(bucket, keys.templates))?.value ?? {};
  if (!isObject(decoded)) {
    throw new ConfigurationError(
      `s3://${bucket.name}/${keys.templates} must be an object of templates: apply the Terraform module again, which writes it.`,
    );
  }
  return readTemplates(decoded, {
    region: settings.region,
    build_timeout_hours: settings.build_timeout_hours,
    base_owner_ids: settings.base_owner_ids,
    defaults: {
      instance_types: settings.instance_types,
      volume_size_gb: settings.volume_size_gb,
      spot: settings.spot,
      hygiene: hygieneItems.filter((item) => settings.hygiene.includes(item)),
      max_image_age_days: settings.max_image_age_days,
    },
  });
}
