import type { Settings } from "../../settings.ts";

/** What the inputs say of one Region. */
export interface Place {
  /** Null: the default VPC's. */
  readonly subnets: readonly (string | null)[];
  readonly security_group_ids: readonly string[];
  /** Null: the account's default key in the Region. */
  readonly kms_key_id: string | null;
}

/** Where instances are launched in a Region, and by which key its images are encrypted. */
export function placeIn(region: string, settings: Settings): Place {
  const own = region === settings.region;
  const regional = settings.regional[region] ?? { subnet_ids: [], security_group_ids: [], kms_key_id: null };
  const { subnet_ids, security_group_ids, kms_key_id } = own ? settings : regional;
  return {
    subnets: subnet_ids.length === 0 ? [null] : subnet_ids,
    security_group_ids,
    kms_key_id: kms_key_id === "" || !settings.encrypt_images ? null : kms_key_id,
  };
}
