import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import type { Template, Test } from "./template.ts";

/**
 * Hash of what decides a template's image: its base, scripts, tests, volume, hygiene and version. What only says where and how it is built
 * and published (architectures, Regions, instance types, timeouts, retries, tags, costs, names) is not in it: the architecture and the
 * build's Region are part of a build's id by themselves. Ports count as tests, where they are tested.
 *
 * @returns 64 hex digits
 */
export function templateHash(template: Template): string {
  const { source, template: base, ssm_agent } = template.base_ami;
  return sha256({
    base: { source, template: base, ssm_agent },
    steps: template.steps.map(({ script, reboot }) => ({ script, reboot })),
    tests: template.validation_tests.map(judged),
    volume_size_gb: template.volume_size_gb,
    hygiene: template.hygiene,
    version: template.version,
  });
}

/** What of a test decides whether an image passes it. */
function judged(test: Test): Partial<Test> {
  const { command, expected, expected_contains, expected_not_contains, expected_matches, exit_code, stream, on } = test;
  return {
    command,
    expected_contains,
    expected_not_contains,
    exit_code,
    stream,
    on,
    ...(expected === undefined ? {} : { expected }),
    ...(expected_matches === undefined ? {} : { expected_matches }),
  };
}

/** SHA-256 over a value as canonical JSON, in hex digits. */
export function sha256(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
