import { parameterName, latestChannel, tagKeys } from "../../contract.ts";
import type { Candidate, Destination, Prepared } from "../../prepared.ts";
import type { Settings } from "../../settings.ts";
import type { Architecture } from "../../shapes.ts";
import { imageName } from "../../template/names.ts";
import type { Template } from "../../template/template.ts";
import { later } from "../moments.ts";
import { placeIn } from "./places.ts";

/** What an instance of the module is launched for. */
export interface InstanceInput {
  readonly settings: Settings;
  readonly id: string;
  readonly attempt: number;
  readonly executionId: string;
  readonly region: string;
  readonly architecture: Architecture;
  /** What the instance boots. */
  readonly imageId: string;
  /** Null for the image of a host, or of nobody's template. */
  readonly template: Template | null;
  readonly now: Date;
}

/**
 * How the instances of a build, a capture or a validation are launched. When they end themselves is part of it: a call that is made again
 * later must be the same.
 */
export function prepareInstance(input: InstanceInput): Prepared["instance"] {
  const { settings, template, architecture, region, id, attempt, executionId } = input;
  const place = placeIn(region, settings);
  const expires_at = later(input.now, settings.build_timeout_hours * 3_600);
  const types = template?.instance_types[architecture] ?? settings.instance_types[architecture];
  const spot = template?.spot ?? settings.spot;
  return {
    image_id: input.imageId,
    candidates: candidates(types, place.subnets, spot),
    instance_profile_name: settings.instance_profile_name,
    security_group_ids: [...place.security_group_ids],
    associate_public_ip_address: settings.associate_public_ip_address,
    volume_size_gb: template?.volume_size_gb ?? null,
    kms_key_id: place.kms_key_id,
    // What an image is not encrypted by, its builder need not be; all else EC2 decides by the account.
    encrypted: settings.encrypt_images,
    hop_limit: template?.hop_limit ?? 1,
    installs_agent: template?.base_ami.ssm_agent === "install",
    tags: {
      ...settings.tags,
      [tagKeys.installation]: settings.name_prefix,
      [tagKeys.build]: id,
      [tagKeys.execution]: executionId,
      [tagKeys.attempt]: String(attempt),
      [tagKeys.expires]: expires_at,
    },
    expires_at,
  };
}

/** Each type in each subnet: a type's subnets first, as the first type is the one that is wanted. */
function candidates(
  types: readonly string[],
  subnets: readonly (string | null)[],
  spot: boolean,
): readonly Candidate[] {
  return types.flatMap((type) => subnets.map((subnet_id) => ({ type, subnet_id, spot })));
}

/** What a build is made by, beside what its instances are. */
export interface BuildInput extends InstanceInput {
  readonly template: Template;
  readonly version: string;
  readonly hash: string;
  /** Id of the newest finished image; empty without one. */
  readonly predecessor: string;
  /** Where the image is published. */
  readonly regions: readonly string[];
  /** Name of the image that an earlier run left; null where one is to be made. */
  readonly existingName: string | null;
}

/** The prepared build. */
export function prepareBuild(input: BuildInput): Prepared {
  const { settings, template, architecture, id, attempt, version, hash, predecessor } = input;
  const name = input.existingName ?? buildName(settings, template.key, architecture, version, id, attempt);
  return {
    kind: "build",
    id,
    attempt,
    execution_id: input.executionId,
    template: template.key,
    architecture,
    region: input.region,
    definition: definitionOf(template),
    version,
    hash,
    base_image_id: input.imageId,
    predecessor,
    image: {
      name,
      description: template.description === "" ? template.name : `${template.name}: ${template.description}`,
      tags: {
        ...settings.tags,
        ...template.tags,
        [tagKeys.name]: name,
        [tagKeys.installation]: settings.name_prefix,
        [tagKeys.build]: id,
        [tagKeys.template]: template.key,
        [tagKeys.version]: version,
        [tagKeys.hash]: hash,
        [tagKeys.base]: input.imageId,
        [tagKeys.predecessor]: predecessor,
        [tagKeys.execution]: input.executionId,
        [tagKeys.managedBy]: settings.managed_by,
      },
      imds_support: settings.imds_support,
    },
    instance: prepareInstance(input),
    destinations: destinations(settings, input.regions, [
      parameterName(settings.parameter_prefix, template.key, architecture, latestChannel),
    ]),
    publish_together: template.publish_together,
    ...common(settings),
    capture: null,
  };
}

/** Name of a build's image. */
export function buildName(
  settings: Settings,
  template: string,
  architecture: Architecture,
  version: string,
  id: string,
  attempt: number,
): string {
  const values = { prefix: settings.name_prefix, template, version, architecture, id };
  return imageName(settings.image_name_template, values, attempt);
}

/** What instances run of a template. */
export function definitionOf({ steps, validation_tests, hygiene }: Template): NonNullable<Prepared["definition"]> {
  return { steps, validation_tests, hygiene };
}

/** The Regions of an image, each with its key and the parameters there. */
export function destinations(
  settings: Settings,
  regions: readonly string[],
  parameters: readonly string[],
): readonly Destination[] {
  return regions.map((region) => ({ region, kms_key_id: placeIn(region, settings).kms_key_id, parameters }));
}

/** What the inputs say of every image. */
export function common(settings: Settings) {
  return {
    share: {
      account_ids: settings.share_with_account_ids,
      organization_arns: settings.share_with_organization_arns,
      ou_arns: settings.share_with_ou_arns,
    },
    deprecate_after_days: settings.deprecate_after_days,
    image_timeout_minutes: settings.image_timeout_minutes,
    copy_timeout_hours: settings.copy_timeout_hours,
    keep_failed_builders: settings.keep_failed_builders,
  };
}
