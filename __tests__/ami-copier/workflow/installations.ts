import type { DeregisterImageCommandInput, Image } from "@aws-sdk/client-ec2";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { tagValue } from "../../../lambdas/ami-copier/domain/images.ts";
import type { Statement } from "../../../simulator/core/iam/policy.ts";
import { type FakeEc2, homeRegion } from "../support/fake-ec2.ts";
import { createFunctions, type Functions } from "../support/functions.ts";
import { type Policies, readPolicies } from "../support/policies.ts";
import { type Run, type RunOptions, runWorkflow } from "./run.ts";

/** Settings of an installation, as far as two of them may differ in what concerns each other. */
export interface InstallationSettings {
  /** `name_prefix`. */
  readonly prefix: string;
  readonly timeoutHours: number;
  /** Empty for all. */
  readonly architectures: readonly string[];
  readonly nameTemplate: string;
  /** Alias of its key, if it has one. */
  readonly key?: string;
}

/** Two that differ in everything. */
export const patient: InstallationSettings = {
  prefix: "patient",
  timeoutHours: 3,
  architectures: [],
  nameTemplate: "patient-{source_name}",
};
export const hasty: InstallationSettings = {
  prefix: "hasty",
  timeoutHours: 1,
  architectures: [],
  nameTemplate: "hasty-{uuid}",
  key: "alias/hasty",
};

const policies = new Map<string, Promise<Policies>>();

/** What the roles of an installation may do; read once for all tests. */
function policiesOf({ prefix, key = "" }: InstallationSettings): Promise<Policies> {
  const read = policies.get(prefix) ?? readPolicies({ name_prefix: prefix, kms_key_id: key });
  policies.set(prefix, read);
  return read;
}

/** An installation of the module in an account, with functions, roles and executions of its own. */
export class Installation {
  /** Name of its state machine. */
  readonly name: string;
  readonly settings: InstallationSettings;
  readonly #world: FakeEc2;
  readonly #functions: Functions;
  readonly #finalizer: readonly Statement[];

  private constructor(world: FakeEc2, settings: InstallationSettings, allowed: Policies) {
    this.name = `${settings.prefix}-ami-copier`;
    this.settings = settings;
    this.#world = world;
    this.#finalizer = allowed.finalizer;
    this.#functions = createFunctions(world, {
      policies: allowed,
      kms: usableKeys(),
      environment: {
        COPY_TIMEOUT_HOURS: String(settings.timeoutHours),
        SOURCE_ARCHITECTURES: JSON.stringify(settings.architectures),
        AMI_NAME_TEMPLATE: settings.nameTemplate,
        KMS_KEY_ID: settings.key ?? "",
        MAX_CONCURRENT_COPIES: String(world.settings.snapshotCopyQuota),
      },
    });
  }

  static async open(world: FakeEc2, settings: InstallationSettings): Promise<Installation> {
    return new Installation(world, settings, await policiesOf(settings));
  }

  /** Whether its discovery takes an image. */
  takes({ Architecture }: Pick<Image, "Architecture">): boolean {
    const { architectures } = this.settings;
    return architectures.length === 0 || architectures.includes(String(Architecture));
  }

  /** Whether a call is one of its finalizer. */
  isFinalizer(policy: readonly Statement[] | undefined): boolean {
    return policy === this.#finalizer;
  }

  run(options: Omit<RunOptions, "installation">): Promise<Run> {
    return runWorkflow(this.#world, this.#functions, { ...options, installation: this.name });
  }
}

/** Any key that is asked for can be used, as far as KMS says. */
function usableKeys(): KMSClient {
  const kms = new KMSClient({ region: homeRegion });
  mockClient(kms)
    .on(DescribeKeyCommand)
    .resolves({
      KeyMetadata: {
        KeyId: "1",
        Arn: `arn:aws:kms:${homeRegion}:111122223333:key/1`,
        KeyState: "Enabled",
        KeyUsage: "ENCRYPT_DECRYPT",
        KeySpec: "SYMMETRIC_DEFAULT",
      },
    });
  return kms;
}

/**
 * Watches what installations do to each other's images.
 *
 * @returns what should not have happened, as it comes
 */
export function watchStrangers(world: FakeEc2, installations: readonly Installation[]): readonly string[] {
  const trespasses: string[] = [];
  world.watch = ({ operation, input, policy }) => {
    const caller = installations.find((installation) => installation.isFinalizer(policy));
    if (operation !== "DeregisterImage" || caller === undefined) return;
    const { ImageId } = input as DeregisterImageCommandInput;
    const image = world.ownImages().find((candidate) => candidate.ImageId === ImageId);
    if (image === undefined || tagValue(image, "CopierInstallation") === caller.name) return;
    const what = `${caller.name} removes ${ImageId ?? ""} of ${tagValue(image, "CopierInstallation") ?? "nobody"}`;
    if (tagValue(image, "CopiedBy") !== "ami-copier-lambda-temporary") trespasses.push(what);
    // What has a final image is finished: its own installation may be late to notice.
    const source = tagValue(image, "SourceAMI");
    const isFinished = world
      .ownImages()
      .some((other) => tagValue(other, "SourceAMI") === source && tagValue(other, "CopiedBy") === "ami-copier-lambda");
    const deadline = Date.parse(tagValue(image, "CopyDeadline") ?? "");
    if (!isFinished && world.now().getTime() <= deadline) trespasses.push(`${what} before its deadline`);
  };
  return trespasses;
}
