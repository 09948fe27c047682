import type { TemplateFields } from "./schema.ts";
import { defaultStepSeconds } from "./schema-steps.ts";
import {
  architectures,
  hygieneItems,
  testPlaces,
  type HygieneItem,
  type Step,
  type Template,
  type Test,
} from "./template.ts";

/** What a template takes from the module where it says nothing. */
export interface TemplateDefaults {
  readonly instance_types: Template["instance_types"];
  readonly volume_size_gb: number | null;
  readonly spot: boolean;
  readonly hygiene: readonly HygieneItem[];
  readonly max_image_age_days: number;
}

/**
 * Gives every field its value, and puts lists whose order means nothing in one order.
 *
 * @param key the template's key
 * @param fields what its file says
 * @param region the provider's Region
 * @param defaults the module's inputs
 */
export function normalize(key: string, fields: TemplateFields, region: string, defaults: TemplateDefaults): Template {
  const { source, template, architecture, ssm_agent } = fields.base_ami;
  const { setup_script, steps, validation_tests, instance_types, hygiene, ...others } = fields;
  const wanted = new Set(hygiene ?? defaults.hygiene);
  return {
    key,
    ...others,
    base_ami: {
      ...(source === undefined ? {} : { source }),
      ...(template === undefined ? {} : { template }),
      architecture: architectures.filter((each) => architecture.includes(each)),
      ssm_agent,
    },
    regions: fields.regions ?? [region],
    steps: [...(setup_script === undefined ? [] : [setup(setup_script)]), ...steps],
    validation_tests: [...validation_tests.map(toTest), ...(fields.check_ports ? fields.ports.map(portTest) : [])],
    estimated_cost_per_hour: definedOnly(fields.estimated_cost_per_hour),
    instance_types: { ...defaults.instance_types, ...definedOnly(instance_types ?? {}) },
    volume_size_gb: fields.volume_size_gb ?? defaults.volume_size_gb,
    spot: fields.spot ?? defaults.spot,
    hygiene: hygieneItems.filter((item) => wanted.has(item)),
    max_image_age_days: fields.max_image_age_days ?? defaults.max_image_age_days,
  };
}

/** Name of the step that `setup_script` is. */
export const setupName = "setup";

function setup(script: string): Step {
  return { name: setupName, script, timeout_seconds: defaultStepSeconds, retries: 0, reboot: false };
}

function toTest(test: TemplateFields["validation_tests"][number]): Test {
  const { expected, expected_matches, expected_contains, expected_not_contains, ...others } = test;
  return {
    ...others,
    ...(expected === undefined ? {} : { expected }),
    ...(expected_matches === undefined ? {} : { expected_matches }),
    expected_contains: toList(expected_contains),
    expected_not_contains: toList(expected_not_contains),
    on: testPlaces.filter((place) => test.on.includes(place)),
  };
}

/** `ss` is part of iproute2, which every base image has; it prints nothing when nobody listens. */
function portTest(port: number): Test {
  return {
    name: `port ${port} is listened on`,
    command: `test -n "$(ss -H -l -t -n 'sport = :${port}')"`,
    expected_contains: [],
    expected_not_contains: [],
    exit_code: 0,
    stream: "stdout",
    timeout_seconds: 60,
    on: ["image"],
  };
}

function toList(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function definedOnly<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
