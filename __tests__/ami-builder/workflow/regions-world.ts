import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import { ownImages, parameters, tagOf } from "./expectations.ts";
import { otherRegion, region, World, type WorldOptions } from "./world.ts";

/** Where the module works here: instances can be launched in the first two. */
export const home = region;
export const abroad = otherRegion;
export const farAway = "us-west-2";
export const everywhere = [home, abroad, farAway] as const;

/** The key of each Region. */
export const keyOf: Readonly<Record<string, string>> = Object.fromEntries(
  everywhere.map((place, index) => [
    place,
    `arn:aws:kms:${place}:111122223333:key/${index}a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d`,
  ]),
);
const secondSubnet = "subnet-0c1b2c3d4e5f60718";
const subnetAbroad = "subnet-0b1b2c3d4e5f60718";

/** Whom images are shared with. */
export const share = {
  accounts: ["444455556666", "777788889999"],
  organization: "arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5",
  unit: "arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-11111111",
};

/** The inputs of all these tests: evaluating the module anew takes seconds. */
const variables = {
  subnet_ids: ["subnet-0a1b2c3d4e5f60718", secondSubnet],
  kms_key_id: keyOf[home],
  regional: {
    [abroad]: { kms_key_id: keyOf[abroad], subnet_ids: [subnetAbroad], security_group_ids: ["sg-0b1b2c3d4e5f60718"] },
    [farAway]: { kms_key_id: keyOf[farAway] },
  },
  share_with_account_ids: share.accounts,
  share_with_organization_arns: [share.organization],
  share_with_ou_arns: [share.unit],
  deprecate_after_days: 90,
  max_concurrent_builds: 2,
  tags: { Team: "images" },
};

/** A world of three Regions. */
export async function openRegions(templates: Readonly<Record<string, string>>, options: WorldOptions = {}) {
  const world = await World.open({ variables, templates, keys: Object.values(keyOf), ...options });
  for (const [id, place] of [
    [secondSubnet, home],
    [subnetAbroad, abroad],
  ] as const) {
    const [vpcId, availabilityZone] = [`vpc-0a1b2c3d4e5f607${place === home ? "18" : "19"}`, `${place}b`];
    world.account.ec2.subnets.set(id, {
      id,
      region: place,
      vpcId,
      availabilityZone,
      isDefault: false,
      givesPublicAddresses: false,
      route: "nat",
    });
  }
  return world;
}

/** A template. */
export function template(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    name: "Web",
    base_ami: { source: "ubuntu-24.04-lts" },
    steps: [{ name: "install", script: "install" }],
    validation_tests: [{ name: "answers", command: "ask", expected: "ok" }],
    ...more,
  });
}

/** What an execution that builds puts out. */
export interface Built {
  readonly status: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly images: readonly Readonly<Record<string, unknown>>[];
  readonly skipped: readonly { readonly template: string; readonly reason: string }[];
  readonly failures: readonly Readonly<Record<string, unknown>>[];
}

/** The end of an execution in a few words, and what it put out. */
export function endOf(world: World, { name, status, output, error, cause }: ExecutionRecord) {
  const result = JSON.parse(world.account.s3.read(world.bucket, `runs/${name}/result.json`).toString()) as Built;
  return { status, output: output as Built | undefined, error, cause, result };
}

/** Calls of an operation that took effect, by the names of their Regions. */
export function callsOf(world: World, operation: string, execution?: string): readonly string[] {
  return world.calls
    .filter((call) => call.operation === operation && call.outcome === "ok")
    .filter((call) => execution === undefined || call.execution === execution)
    .map((call) => call.region);
}

/** The image that a template's parameter names in a Region; undefined if there is no such parameter. */
export function latest(world: World, place: string, of = "web", architecture = "x86_64"): string | undefined {
  return parameters(world, place).get(`/golden/${of}/${architecture}/latest`);
}

/** The finished images of a template in a Region. */
export function imagesOf(world: World, place: string, of = "web") {
  return ownImages(world, place).filter((image) => tagOf(image, "AmiBuilderTemplate") === of);
}
