import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { perRegion } from "../../../lambdas/ami-builder/clients.ts";
import { keys, tagKeys } from "../../../lambdas/ami-builder/contract.ts";
import { createPlannerHandler } from "../../../lambdas/ami-builder/planner.ts";
import type { PlanFile } from "../../../lambdas/ami-builder/run-files.ts";
import type { Settings } from "../../../lambdas/ami-builder/settings.ts";
import type { Cell, Work } from "../../../lambdas/ami-builder/shapes.ts";
import { templateHash } from "../../../lambdas/ami-builder/template/hash.ts";
import { hygieneItems } from "../../../lambdas/ami-builder/template/template.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";
import { read } from "../lambdas/template/support.ts";
import { clientOf, open, region } from "../../simulator/aws/support.ts";

const bucket = "golden-ami-builder-111122223333";

/** The module with its defaults. */
export const settings: Settings = {
  region,
  account_id: "111122223333",
  partition: "aws",
  tags: { Team: "platform" },
  name_prefix: "golden",
  subnet_ids: ["subnet-1", "subnet-2"],
  associate_public_ip_address: false,
  security_group_ids: ["sg-1"],
  regional: { "eu-west-1": { subnet_ids: ["subnet-eu"], security_group_ids: ["sg-eu"], kms_key_id: null } },
  instance_types: { x86_64: ["t3.medium", "m6i.large"], arm64: ["t4g.medium"] },
  spot: false,
  volume_size_gb: null,
  instance_profile_name: "golden-instance",
  kms_key_id: "",
  encrypt_images: true,
  base_owner_ids: ["amazon", "099720109477", "136693071363"],
  build_timeout_hours: 8,
  image_timeout_minutes: 120,
  copy_timeout_hours: 12,
  max_image_age_days: 30,
  verify_images: true,
  keep_failed_builders: false,
  imds_support: "v2.0",
  hygiene: [...hygieneItems],
  image_name_template: "{template}-{version}-{architecture}-{id}",
  capture_name_template: "{prefix}-{version}-{id}",
  parameter_prefix: "/golden",
  channels: ["stable"],
  share_with_account_ids: [],
  share_with_organization_arns: [],
  share_with_ou_arns: [],
  deprecate_after_days: null,
  managed_by: "ami-builder",
  version_tag_key: "Version",
  variant_tag_key: "Variant",
  version_format: "as-is",
  auto_capture: true,
  capture_tag_key: "AmiCapture",
  capture_tag_value: "true",
  auto_capture_readiness: null,
  auto_capture_verify: false,
  capture_regions: [],
  capture_delay_seconds: 30,
  readiness_hosts: [],
  adopt_existing: false,
  retention_keep_newest: null,
  retention_min_age_days: 30,
  retention_disable_days: 14,
  retention_unused_days: 30,
  retention_dry_run: true,
  retention_include_shared: false,
};

/** ARN of an execution. */
export const execution = (name: string) => `arn:aws:states:us-east-1:111122223333:execution:golden-ami-builder:${name}`;

/** A template of the base that the parameter /golden/base names, and more fields. */
export const template = (more: object = {}) => ({ name: "T", base_ami: { source: "/golden/base" }, ...more });

/** An embedded AWS with a base image, and the planner over it. */
export async function openPlannerWorld(change: Partial<Settings> = {}) {
  const account = await open();
  account.s3.putBucket({ name: bucket, region });
  const client = clientOf(account);
  const ssm = perRegion((place) => new SSMClient({ ...client, region: place }));
  const running = new Set<string>();
  const sfn = new SFNClient({ region });
  mockClient(sfn)
    .on(DescribeExecutionCommand)
    .callsFake(({ executionArn = "" }: { executionArn?: string }) => ({
      status: running.has(executionArn) ? "RUNNING" : "FAILED",
    }));
  const logLines: string[] = [];
  const planner = createPlannerHandler({
    ec2: perRegion((place) => new EC2Client({ ...client, region: place })),
    ssm,
    s3: new S3Client({ ...client, forcePathStyle: true }),
    sfn,
    environment: { AWS_REGION: region, BUCKET: bucket, NAME_PREFIX: "golden", PARAMETER_PREFIX: "/golden" },
    log: createLogger({}, (line) => logLines.push(line)),
    now: () => new Date(account.clock.now),
  });
  const given = JSON.stringify({ ...settings, ...change });
  const baseImage = account.ec2.share({ Name: "base", OwnerId: "099720109477", Public: true });
  const parameter = (Name: string, Value: string, place = region) =>
    ssm(place).send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
  await parameter("/golden/base", baseImage);

  const world = {
    account,
    planner,
    running,
    logLines,
    baseImage,
    parameter,
    put: (key: string, value: unknown) => account.s3.put(bucket, key, JSON.stringify(value)),
    object: (key: string) => JSON.parse(account.s3.read(bucket, key).toString()) as unknown,
    templates: (templates: Readonly<Record<string, unknown>>) =>
      account.s3.put(bucket, keys.templates, JSON.stringify(templates)),
    plan: (input: unknown = {}, name = "run") =>
      planner({ action: "plan", execution_id: execution(name), input, settings: given }) as Promise<{
        readonly mode: string;
        readonly dry_run: boolean;
        readonly waves: readonly { readonly cells: readonly Cell[] }[];
        readonly summary: object;
      }>,
    planFile: (name = "run") => world.object(keys.plan(name)) as PlanFile,
    prepare: (cell: Cell, name = "run") =>
      planner({ action: "prepare_build", execution_id: execution(name), cell, settings: given }) as Promise<Work>,
    /** Plans, and prepares the first cell. */
    first: async (input: unknown = {}, name = "run") => {
      const { waves } = await world.plan(input, name);
      const cell = waves[0]?.cells[0];
      if (cell === undefined) throw new Error("Nothing is due");
      return world.prepare(cell, name);
    },
    prepareCapture: (request: unknown, name = "run") =>
      planner({ action: "prepare_capture", execution_id: execution(name), request, settings: given }),
    findExisting: (capture: unknown) => planner({ action: "find_existing", capture, settings: given }) as Promise<Work>,
    /** An image of a template, finished unless its tags say otherwise. */
    addImage: (key: string, definition: object, tags: Readonly<Record<string, string>> = {}, more: object = {}) => {
      const parsed = read({ [key]: JSON.stringify(definition) }).templates.get(key);
      if (parsed === undefined) throw new Error("The template is wrong");
      const all = {
        [tagKeys.installation]: "golden",
        [tagKeys.template]: key,
        [tagKeys.hash]: templateHash(parsed),
        [tagKeys.base]: baseImage,
        [tagKeys.build]: "aaaaaaaaaaaa",
        [tagKeys.version]: "1",
        [tagKeys.predecessor]: "",
        [tagKeys.state]: "verified",
        ...tags,
      };
      return account.ec2.addOwn({
        Name: `${key}-${Object.values(tags).join("-")}`,
        CreationDate: new Date(account.clock.now).toISOString(),
        ...more,
        Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
      });
    },
    calls: () => account.calls.length,
  };
  return world;
}

export type PlannerWorld = Awaited<ReturnType<typeof openPlannerWorld>>;
