import type { Instance } from "@aws-sdk/client-ec2";
import type { CaptureRequest } from "../../capture-shapes.ts";
import { tagKeys } from "../../contract.ts";
import { InstanceStateError, InvalidInputError } from "../../errors.ts";
import { formatVersion } from "../../events/capture-input.ts";
import type { Settings } from "../../settings.ts";
import { tagValue } from "../images.ts";

/** What a running or tagged instance means to the module. */
export type HostAnswer =
  | { readonly kind: "ignored"; readonly reason: string }
  | { readonly kind: "capture"; readonly request: CaptureRequest };

/**
 * Decides what an event about an instance is for: only those are captured that carry the tag with its value, and never the module's own.
 *
 * @param id the instance
 * @param instance as EC2 shows it; undefined if it does not
 * @param automatic what the inputs ask for
 * @param settings the inputs
 */
export function judgeHost(
  id: string,
  instance: Instance | undefined,
  automatic: CaptureRequest,
  settings: Settings,
): HostAnswer {
  const { capture_tag_key: key, capture_tag_value: value } = settings;
  const tag = (name: string) => tagValue({ Tags: instance?.Tags }, name);
  const ignored = (reason: string) => ({ kind: "ignored", reason }) as const;
  if (!settings.auto_capture) return ignored("auto_capture is off");
  if (instance === undefined) return ignored(`${id} is gone`);
  if (tag(tagKeys.installation) !== undefined) return ignored(`${id} is an instance of this module`);
  if (tag(key) !== value) return ignored(`${id} does not have the tag ${key}=${value}`);
  // The tags of a launch are news before it runs, and that it runs is news too.
  const state = instance.State?.Name;
  if (state !== "running") return ignored(`${id} is ${state ?? "in no state"}: it is captured once it runs`);
  return {
    kind: "capture",
    request: {
      ...automatic,
      version: formatVersion(tag(settings.version_tag_key) ?? "", settings),
      variant: tag(settings.variant_tag_key) ?? "",
      job_id: tag(tagKeys.captureJob) ?? id,
    },
  };
}

const capturedStates: readonly (string | undefined)[] = ["running", "stopped"];
/** What may be part of a key and of a parameter's name. */
export const pathPart = /^[\w.-]{1,64}$/;

/**
 * Makes sure that an image may and can be made of a host.
 *
 * @param request what is asked for
 * @param instance as EC2 shows it; undefined if it does not
 * @param settings the inputs
 * @returns the host
 * @throws InstanceStateError, or InvalidInputError if its tags do not say the version
 */
export function requireHost(request: CaptureRequest, instance: Instance | undefined, settings: Settings): Instance {
  const { instance_id: id, version, variant, job_id } = request;
  const refuse = (problem: string) => new InstanceStateError(`${id} ${problem}`);
  if (instance === undefined) {
    throw refuse(`is not to be found in ${settings.region}: captures are made in the provider's Region.`);
  }
  const state = instance.State?.Name;
  if (!capturedStates.includes(state)) throw refuse(`is ${state ?? "in no state"} but must be running or stopped.`);
  if (instance.RootDeviceType !== "ebs") {
    throw refuse("has an instance store volume for its root but must have an EBS volume: EC2 makes no image of it.");
  }
  if (tagValue(instance, tagKeys.installation) !== undefined)
    throw refuse("is an instance of this module: name a host.");
  if (tagValue(instance, settings.capture_tag_key) === undefined) {
    throw refuse(`must have the tag ${settings.capture_tag_key}, by which its owner agrees: add it, and start again.`);
  }
  if (version === "") {
    throw new InvalidInputError(
      `${id} has the tag ${settings.capture_tag_key} but no tag ${settings.version_tag_key}: add it, its value is the image's version.`,
    );
  }
  const parts = { version: version.replaceAll("/", ""), job: job_id, ...(variant === "" ? {} : { variant }) };
  for (const [name, part] of Object.entries(parts)) {
    if (!pathPart.test(part)) {
      throw new InvalidInputError(
        `The ${name} of ${id} is ${JSON.stringify(part)} but must be 1 to 64 letters, digits and _.-, as it is part of names: correct it.`,
      );
    }
  }
  return instance;
}

/**
 * Makes sure that only the host itself is asked whether it is ready, or who the inputs name; never the function's own machine.
 *
 * @param url without placeholders
 * @throws InvalidInputError
 */
export function requireReadinessHost(url: string, instance: Instance, { readiness_hosts }: Settings): void {
  const host = hostOf(url);
  const own = [instance.PrivateIpAddress, instance.PublicIpAddress, instance.PrivateDnsName, instance.PublicDnsName];
  const isForbidden =
    host === "localhost" ||
    host === "0.0.0.0" ||
    /^127\./.test(host) ||
    /^169\.254\./.test(host) ||
    /^\[(::1?|fe[89ab].*)\]$/.test(host);
  if (isForbidden || ![...own, ...readiness_hosts].includes(host)) {
    throw new InvalidInputError(
      `The readiness url asks ${host === "" ? "nobody" : host} but must ask the instance, by {private_ip} for example, or a host of the input readiness_hosts, and none of the loopback or link-local.`,
    );
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}
