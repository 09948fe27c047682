import * as z from "zod/mini";
import { parseEvent } from "../../shared/parse.ts";
import type { CaptureRequest, Readiness } from "../capture-shapes.ts";
import { InvalidInputError } from "../errors.ts";
import type { Settings } from "../settings.ts";
import { requireKnownKeys } from "./known-keys.ts";

const flag = z.boolean("must be true or false");
const text = z.string("must be text");
const instanceId = text.check(z.regex(/^i-[0-9a-f]{8,17}$/, "must be an instance id such as i-0123456789abcdef0"));

function whole(least: number, most: number) {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.int(rule).check(z.gte(least, rule), z.lte(most, rule));
}

/** Most intervals in a readiness's time. */
const maxIntervals = 720;

const readinessFields = {
  url: text.check(z.regex(/^https?:\/\/[^/\s]+/, "must be an http:// or https:// address")),
  status: z._default(
    z.array(whole(100, 599), "must be a list of status codes").check(z.minLength(1, "must not be empty")),
    [200],
  ),
  contains: z.optional(z.union([text, z.array(text)])),
  interval_seconds: z._default(whole(5, 300), 30),
  timeout_seconds: z._default(whole(5, maxIntervals * 300), 5_400),
  start_after_seconds: z._default(whole(0, 86_400), 0),
  successes: z._default(whole(1, 10), 1),
  verify_tls: z._default(flag, true),
  via: z._default(z.enum(["lambda", "instance"], "must be lambda or instance"), "lambda"),
};
const readinessInput = z.object(readinessFields).check(
  z.refine(({ interval_seconds, timeout_seconds }) => timeout_seconds <= interval_seconds * maxIntervals, {
    error: `must be at most ${maxIntervals} times interval_seconds`,
    path: ["timeout_seconds"],
  }),
);

const pathSafe = "letters, digits and _.-, as it is part of a parameter's name";
const captureFields = {
  instance_id: instanceId,
  version: text.check(z.regex(/^[\w.-]+(\/[\w.-]+){0,3}$/, `must be text of ${pathSafe}`), z.maxLength(64)),
  variant: z._default(text.check(z.regex(/^[\w.-]{0,64}$/, `must be text of at most 64 ${pathSafe}`)), ""),
  job_id: z._default(
    z.nullable(text.check(z.regex(/^[\w.-]{1,64}$/, "must be text of 1 to 64 letters, digits and _.-"))),
    null,
  ),
  reboot: z._default(flag, true),
  delay_seconds: z.optional(whole(0, 3_600)),
  readiness: z._default(z.nullable(z.unknown()), null),
  regions: z.optional(z.array(text, "must be a list of Regions")),
  force: z._default(flag, false),
  verify: z._default(flag, false),
  publish_as: z._default(z.nullable(text), null),
  tags: z._default(z.record(text, text), {}),
  dry_run: z._default(flag, false),
};
const captureInput = z.object(captureFields);

/** Fields of an event that asks for a capture. */
export const captureKeys = ["action", ...Object.keys(captureFields)];

/**
 * Reads an event that asks for a capture.
 *
 * @throws InvalidInputError that lists what is wrong
 */
export function parseCapture(input: Readonly<Record<string, unknown>>, settings: Settings): CaptureRequest {
  const { delay_seconds, readiness, regions, ...fields } = parseEvent(captureInput, input, "input");
  const request = {
    ...fields,
    delay_seconds: delay_seconds ?? settings.capture_delay_seconds,
    readiness: readiness === null ? null : parseReadiness(readiness),
    regions: furtherRegions(regions ?? settings.capture_regions, settings),
    job_id: fields.job_id ?? fields.instance_id,
    version: formatVersion(fields.version, settings),
  };
  if (request.verify && request.readiness === null) {
    throw new InvalidInputError(
      "verify is true but needs readiness, which the booted image must meet: add readiness, or leave verify out.",
    );
  }
  return request;
}

/** The capture that the module's inputs ask for when an instance with their tag runs; version, variant and job are for its tags to say. */
export function automaticCapture(instance_id: string, settings: Settings): CaptureRequest {
  return {
    instance_id,
    version: "",
    variant: "",
    job_id: instance_id,
    reboot: true,
    delay_seconds: settings.capture_delay_seconds,
    readiness: settings.auto_capture_readiness === null ? null : parseReadiness(settings.auto_capture_readiness),
    regions: furtherRegions(settings.capture_regions, settings),
    force: false,
    verify: settings.auto_capture_verify,
    publish_as: null,
    tags: {},
    dry_run: false,
  };
}

/** A version as images are tagged: `release/1.2` and `1.2` are `v1.2`, where the input version_format asks for that. */
export function formatVersion(version: string, { version_format }: Pick<Settings, "version_format">): string {
  if (version_format === "as-is" || version === "") return version;
  const bare = version.replace(/^release\//, "");
  return bare.startsWith("v") ? bare : `v${bare}`;
}

function parseReadiness(value: unknown): Readiness {
  if (typeof value === "object" && value !== null) {
    // The inputs have null for what is left out.
    const given = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
    requireKnownKeys(given, Object.keys(readinessFields), "readiness");
    const { contains, ...fields } = parseEvent(readinessInput, given, "field readiness");
    return { ...fields, contains: contains === undefined ? [] : typeof contains === "string" ? [contains] : contains };
  }
  return { ...parseEvent(readinessInput, value, "field readiness"), contains: [] };
}

/** Regions beside the provider's, each of which the module has rights in. */
function furtherRegions(regions: readonly string[], settings: Settings): readonly string[] {
  const known = [settings.region, ...Object.keys(settings.regional), ...settings.capture_regions];
  const unknown = regions.filter((region) => !known.includes(region));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      `regions has ${unknown.join(", ")} but each must be the provider's Region, or in the input regional or capture_regions: known are ${[...new Set(known)].join(", ")}.`,
    );
  }
  return [...new Set(regions)].filter((region) => region !== settings.region);
}
