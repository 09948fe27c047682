import type { Capture, CaptureRequest } from "../../capture-shapes.ts";
import { captureParameterName, latestChannel, parameterName, tagKeys } from "../../contract.ts";
import type { Prepared } from "../../prepared.ts";
import type { CaptureRecord } from "../../record/schema.ts";
import type { Settings } from "../../settings.ts";
import { imageName } from "../../template/names.ts";
import { pathPart } from "./host.ts";
import { common, destinations, prepareInstance } from "./prepare.ts";

/** What a capture is made by. */
export interface CaptureInput {
  readonly settings: Settings;
  readonly capture: Capture;
  readonly id: string;
  readonly attempt: number;
  /** Id of the newest existing image; empty without one. */
  readonly predecessor: string;
  /** The host's type: a clone of it has the same. */
  readonly instanceType: string;
  /** Name of the image that there is; null where one is to be made. */
  readonly existingName: string | null;
  readonly now: Date;
}

/** The prepared capture. */
export function prepareCapture(input: CaptureInput): Prepared {
  const { settings, capture, id, attempt, predecessor, instanceType, now } = input;
  const { request, architecture, region, execution_id } = capture;
  const { version, variant, instance_id, job_id } = request;
  const name = input.existingName ?? captureName(settings, version, id, attempt);
  const instance = prepareInstance({
    settings,
    id,
    attempt,
    executionId: execution_id,
    region,
    architecture,
    imageId: "",
    template: null,
    now,
  });
  const subnets = [...new Set(instance.candidates.map(({ subnet_id }) => subnet_id))];
  return {
    kind: "capture",
    id,
    attempt,
    execution_id,
    template: "",
    architecture,
    region,
    definition: null,
    version,
    hash: "",
    base_image_id: "",
    predecessor,
    image: {
      name,
      description: `${version}${variant === "" ? "" : ` ${variant}`} from ${instance_id}`,
      tags: {
        ...settings.tags,
        ...request.tags,
        [tagKeys.name]: name,
        [settings.version_tag_key]: version,
        ...(variant === "" ? {} : { [settings.variant_tag_key]: variant }),
        [tagKeys.createdFrom]: instance_id,
        [tagKeys.createdFromJob]: job_id,
        [tagKeys.managedBy]: settings.managed_by,
        [tagKeys.autoCreated]: "true",
        [tagKeys.createdAt]: now.toISOString(),
        [tagKeys.installation]: settings.name_prefix,
        [tagKeys.build]: id,
      },
      imds_support: null,
    },
    instance: {
      ...instance,
      candidates: subnets.map((subnet_id) => ({ type: instanceType, subnet_id, spot: false })),
    },
    destinations: destinations(
      settings,
      [region, ...request.regions],
      parametersOf(capture, settings.parameter_prefix),
    ),
    publish_together: false,
    ...common(settings),
    capture: { host_id: instance_id, job: job_id, variant, reboot: request.reboot },
  };
}

/** The job that a capture belongs to, as part of a key: the instance where what was named is none. */
export function jobOf({ job_id, instance_id }: Pick<CaptureRequest, "job_id" | "instance_id">): string {
  return pathPart.test(job_id) ? job_id : instance_id;
}

/** Name of a capture's image. */
export function captureName(settings: Settings, version: string, id: string, attempt: number): string {
  return imageName(settings.capture_name_template, { prefix: settings.name_prefix, version, id }, attempt);
}

/** Parameters that name a captured image. */
export function parametersOf(
  { request, architecture }: Pick<Capture, "request" | "architecture">,
  prefix: string,
): readonly string[] {
  const { version, variant, publish_as } = request;
  return [
    captureParameterName(prefix, version, variant, architecture),
    ...(publish_as === null ? [] : [parameterName(prefix, publish_as, architecture, latestChannel)]),
  ];
}

/** What a record of a capture begins with. */
export interface CaptureStart extends Pick<Capture, "execution_id" | "request" | "region"> {
  readonly architecture: CaptureRecord["architecture"];
  /** Empty for a job's record. */
  readonly id: string;
  readonly now: Date;
}

/** A record of a capture as it begins. */
export function newCaptureRecord(
  { request, architecture, region, execution_id, id, now }: CaptureStart,
  previous: CaptureRecord | undefined,
): CaptureRecord {
  return {
    id,
    attempt: (previous?.attempt ?? 0) + 1,
    execution_id,
    job_id: jobOf(request),
    instance_id: request.instance_id,
    version: request.version,
    variant: request.variant,
    architecture,
    region,
    // Of an earlier attempt: it may be good, though nobody waited for it to the end.
    created_ami_id: previous?.created_ami_id ?? null,
    ami_creation_status: "pending",
    ami_created_at: null,
    ami_creation_error: null,
    started_at: now.toISOString(),
    instance_ids: previous?.instance_ids ?? [],
    refusals: [],
    image_size_gb: null,
    validated: false,
    regions: previous?.regions ?? {},
    warnings: [],
  };
}
